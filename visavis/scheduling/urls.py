"""Addresses of this room."""

from django.urls import path

from visavis.scheduling.views import details, patient, public

app_name = "scheduling"
urlpatterns = [
    path("book/captcha/", public.challenge, name="captcha"),
    path("book/<slug:slug>/", public.times, name="book"),
    path("book/<slug:slug>/slots.json", public.slots, name="slots"),
    path("book/<slug:slug>/hold/", public.take, name="hold"),
    path("book/<slug:slug>/details/", details.details, name="details"),
    path("book/<slug:slug>/done/", details.done, name="done"),
    path("visit/<uuid:encounter_id>/cancel/", patient.cancel_visit, name="cancel"),
    path("visit/<uuid:encounter_id>/calendar.ics", patient.calendar, name="calendar"),
]
