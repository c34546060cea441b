"""The pages about the practice itself."""

from django.urls import URLPattern, path

from visavis.accounts.views import organization

app_name = "organization"
DESK = "desk/settings/organization/"
urlpatterns: list[URLPattern] = [
    path("logo/<uuid:file_id>/", organization.shown_logo, name="logo"),
    path(DESK, organization.organization, name="settings"),
    path(f"{DESK}regions/", organization.regions, name="regions"),
    path(f"{DESK}address/", organization.move, name="move"),
    path(f"{DESK}logo/", organization.logo, name="set_logo"),
]
