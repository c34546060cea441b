"""The addresses of the platform itself, outside of any practice: a way home, and health."""

from django.urls import URLPattern, URLResolver, include, path

handler404 = "visavis.core.ui.views.not_found"
handler403 = "visavis.core.ui.views.forbidden"
handler500 = "visavis.core.ui.views.server_error"
handler400 = "visavis.core.ui.views.bad_request"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("visavis.core.ui.urls")),
    path("accounts/", include("visavis.accounts.urls")),
    path("", include("visavis.accounts.urls_platform")),
    path("", include("visavis.notices.urls")),
    path("", include("visavis.front.urls_platform")),
]
