"""Every address of a practice. Rooms keep their own; the rights table lists them all."""

from django.urls import URLPattern, URLResolver, include, path

handler404 = "visavis.core.ui.views.not_found"
handler403 = "visavis.core.ui.views.forbidden"
handler500 = "visavis.core.ui.views.server_error"
handler400 = "visavis.core.ui.views.bad_request"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("visavis.core.ui.urls")),
    path("accounts/", include("visavis.accounts.urls")),
    path("", include("visavis.accounts.urls_support")),
    path("", include("visavis.accounts.sso.urls")),
    path("", include("visavis.accounts.urls_organization")),
    path("", include("visavis.accounts.urls_me")),
    path("", include("visavis.notices.urls")),
    path("", include("visavis.scheduling.urls")),
    path("", include("visavis.consultations.urls")),
    path("", include("visavis.accounts.urls_api_keys")),
    path("", include("visavis.office.urls")),
    path("", include("visavis.api.urls")),
    path("", include("visavis.front.urls")),
]
