"""Addresses of this room, within a practice."""

from django.urls import URLPattern, path

from visavis.front.views import desk, letting_in, patient, patients, platform, settings, site

app_name = "front"
urlpatterns: list[URLPattern] = [
    path("", site.home, name="home"),
    path("health/", platform.health, name="health"),
    path("v/<str:token>/", letting_in.personal_link, name="link"),
    path("visit/<uuid:encounter_id>/", patient.visit, name="visit"),
    path("visit/<uuid:encounter_id>/end/", patient.end, name="end"),
    path("portal/", patient.portal, name="portal"),
    path("desk/", desk.desk, name="desk"),
    path("desk/settings/", settings.settings, name="settings"),
    path("desk/patients/", patients.patients, name="patients"),
    path("desk/patients/<uuid:patient_id>/", patients.patient, name="patient"),
    path(
        "desk/patients/<uuid:patient_id>/notices/<uuid:notice_id>/again/",
        patients.send_again,
        name="send_again",
    ),
]
