"""Until when a patient may cancel or move a booking themselves (B1.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from visavis.core.public import Actor, now
from visavis.scheduling.access import may_run
from visavis.scheduling.models import Appointment
from visavis.scheduling.slots import rules_of


def last_moment(appointment: Appointment) -> datetime | None:
    """The last moment at which the patient may; None if the practitioner lets none."""
    rules = rules_of(appointment.practitioner)
    if not rules.patients_may_cancel:
        return None
    return appointment.starts_at - timedelta(hours=rules.latest_cancel_hours)


def deadline_passed(appointment: Appointment) -> bool:
    """Whether it is too late for the patient."""
    moment = last_moment(appointment)
    return moment is None or now() > moment


def may_cancel(actor: Actor, appointment: Appointment) -> bool:
    """Whether *actor*, who sees the appointment, may cancel it now."""
    if appointment.status not in ("pending", "booked", "arrived"):
        return False
    return may_run(actor, appointment.practitioner_id) or not deadline_passed(appointment)
