"""Addresses of this room."""

from django.urls import path

from visavis.scheduling.views import desk, details, hours, patient, public, staff

app_name = "scheduling"
urlpatterns = [
    path("book/<slug:slug>/", public.times, name="book"),
    path("book/<slug:slug>/slots.json", public.slots, name="slots"),
    path("book/<slug:slug>/hold/", public.take, name="hold"),
    path("book/<slug:slug>/details/", details.details, name="details"),
    path("book/<slug:slug>/done/", details.done, name="done"),
    path("visit/<uuid:encounter_id>/cancel/", patient.cancel_visit, name="cancel"),
    path("visit/<uuid:encounter_id>/calendar.ics", patient.calendar, name="calendar"),
    path("desk/planning/", staff.planning_page, name="planning"),
    path("desk/planning/block/", desk.block, name="block"),
    path("desk/planning/unblock/", desk.unblock, name="unblock"),
    path("desk/planning/<uuid:encounter_id>/", desk.appointment, name="appointment"),
    path(
        "desk/planning/<uuid:encounter_id>/cancel/",
        desk.cancel_appointment,
        name="cancel_appointment",
    ),
    path("desk/planning/<uuid:encounter_id>/move/", desk.move_appointment, name="move"),
    path("desk/planning/<uuid:encounter_id>/absent/", desk.absent, name="absent"),
    path("desk/hours/", hours.hours, name="hours"),
]
