"""What this room writes into the audit: the sentences, and who was looked at (A9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Act, Actor, record, seen
from visavis.scheduling.models import Appointment

if TYPE_CHECKING:
    from visavis.scheduling.planning import Planning

ACTS = {
    "planning.viewed": Act("look", _("Shown in the planning")),
    "appointments.listed": Act("look", _("Shown in a list of appointments")),
    "appointment.viewed": Act("look", _("Appointment opened")),
    "appointment.motive_read": Act("look", _("Reason for the visit read")),
    "appointment.booked": Act("change", _("Appointment booked")),
    "appointment.cancelled": Act("change", _("Appointment cancelled")),
    "appointment.moved": Act("change", _("Appointment moved")),
    "appointment.arrived": Act("change", _("Arrived for the appointment")),
    "appointment.checked-in": Act("change", _("Ready for the appointment")),
    "appointment.fulfilled": Act("change", _("Appointment kept")),
    "appointment.noshow": Act("change", _("Marked as absent")),
    "closure.made": Act("change", _("Time blocked in the planning")),
    "closure.removed": Act("change", _("Blocked time opened again")),
    "holiday.opened": Act("change", _("Public holiday opened for visits")),
    "holiday.closed": Act("change", _("Public holiday closed for visits")),
    "type.offered": Act("change", _("Type of visit offered")),
    "type.stopped": Act("change", _("Type of visit no longer offered")),
    "site.made": Act("change", _("Place of practice made")),
    "hours.set": Act("change", _("Weekly hours changed")),
}


def planning_seen(actor: Actor, shown: Planning) -> None:
    """*actor* saw the planning; busy time without a name is nobody's."""
    blocks = (block for column in shown.columns for block in column.blocks)
    patients = [block.patient_id for block in blocks if block.patient_id is not None]
    seen("planning.viewed", by=actor, patients=patients, live=True)


def appointment_seen(actor: Actor, appointment: Appointment, *, motive: bool) -> None:
    """*actor* opened an appointment; *motive*: with the reason for the visit."""
    assert appointment.encounter is not None  # noqa: S101 - a hold is not shown
    patient = appointment.encounter.patient_id
    seen("appointment.viewed", by=actor, on=appointment, patients=[patient])
    if motive:
        record("appointment.motive_read", on=appointment, by=actor, patient_id=patient)


def appointments_seen(actor: Actor, appointments: Iterable[Appointment]) -> None:
    """*actor* saw these appointments in a list, with the names."""
    encounters = (one.encounter for one in appointments)
    patients = [one.patient_id for one in encounters if one is not None]
    seen("appointments.listed", by=actor, patients=patients, live=True)
