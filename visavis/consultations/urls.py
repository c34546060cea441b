"""Addresses of this room."""

from django.urls import path

from visavis.consultations.views import patient, public, staff

app_name = "consultations"
urlpatterns = [
    path("check/", public.check_alone, name="check_alone"),
    path("check/probe/", public.probe, name="probe"),
    path("visit/<uuid:encounter_id>/check/", patient.check, name="check"),
    path("visit/<uuid:encounter_id>/wait/", patient.wait, name="wait"),
    path("visit/<uuid:encounter_id>/room/", patient.room, name="room"),
    path("visit/<uuid:encounter_id>/ticket/", patient.ticket, name="ticket"),
    path("visit/<uuid:encounter_id>/leave/", patient.leave, name="leave"),
    path("desk/waiting/", staff.waiting, name="waiting"),
    path("desk/visit/<uuid:encounter_id>/room/", staff.room, name="desk_room"),
    path("desk/visit/<uuid:encounter_id>/admit/", staff.admit, name="admit"),
    path("desk/visit/<uuid:encounter_id>/put-back/", staff.put_back, name="put_back"),
    path("desk/visit/<uuid:encounter_id>/end/", staff.end, name="end"),
]
