"""Addresses of this room."""

from django.urls import URLPattern, path

from visavis.notices.views import staff

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("outbox/", staff.outbox, name="outbox"),
    path("outbox/<uuid:notice_id>/", staff.message, name="message"),
    path("outbox/<uuid:notice_id>/invite.ics", staff.invitation, name="invitation"),
]
