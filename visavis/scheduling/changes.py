"""What becomes of a booking: cancelled, moved, the patient there, done, absent."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction

from visavis.core.public import Actor, Denied, changed, now, record
from visavis.notices.public import forget
from visavis.patients.public import Encounter, cancel_encounter
from visavis.scheduling import notices
from visavis.scheduling.access import may_run, require_running, visible_to
from visavis.scheduling.booking import link_for, site_at
from visavis.scheduling.cancelling import deadline_passed
from visavis.scheduling.holds import span, topic
from visavis.scheduling.models import Appointment
from visavis.scheduling.refusals import NotPossible, SlotTaken, TooLate
from visavis.scheduling.slots import is_offered, nearest

CANCELLABLE = ("pending", "booked", "arrived")
MOVABLE = ("pending", "booked")


def _locked(actor: Actor, appointment: Appointment) -> Appointment:
    """The row as it is now, locked, if *actor* may change it: its patient, or who runs the desk."""
    found = visible_to(actor).select_for_update(of=("self",)).filter(pk=appointment.pk).first()
    if found is None or found.encounter is None:
        raise Denied("appointment not visible")
    if actor.is_staff:
        require_running(actor, found.practitioner_id)
    return found


@transaction.atomic
def cancel(actor: Actor, appointment: Appointment, *, notify: bool = True) -> Appointment:
    """Cancel: the time is free at once, the patient is told unless *notify* is False.

    Done twice it is done once.

    Raises:
        Denied: not visible to *actor*.
        TooLate: a patient, after the practitioner's last moment or where patients may not.
        NotPossible: the visit has begun or is over.
    """
    row = _locked(actor, appointment)
    if row.status == "cancelled":
        return row
    if row.status not in CANCELLABLE:
        raise NotPossible
    if not may_run(actor, row.practitioner_id) and deadline_passed(row):
        raise TooLate
    assert row.encounter is not None  # noqa: S101
    if not cancel_encounter(actor, row.encounter):
        raise NotPossible
    row.status, row.cancelled_at, row.cancelled_by = "cancelled", now(), actor.kind
    row.sequence += 1
    row.save(update_fields=["status", "cancelled_at", "cancelled_by", "sequence"])
    record("appointment.cancelled", on=row, by=actor, patient_id=row.encounter.patient_id)
    if notify:
        notices.tell_cancelled(row)
    else:
        forget(row.encounter)
    changed(topic(row.practitioner))
    return row


@transaction.atomic
def move(
    actor: Actor, appointment: Appointment, *, starts_at: datetime, notify: bool = True
) -> Appointment:
    """Give the booking another time of the same length.

    Raises:
        Denied: not visible to *actor*.
        SlotTaken: the time is not free; nothing changed.
        TooLate: a patient, after the practitioner's last moment or where patients may not.
        NotPossible: the patient is there already, or it is over.
    """
    row = _locked(actor, appointment)
    if row.status not in MOVABLE:
        raise NotPossible
    if not may_run(actor, row.practitioner_id):
        if deadline_passed(row):
            raise TooLate
        if not is_offered(row.practitioner, row.type, starts_at, besides=row.pk):
            raise SlotTaken(nearest(row.practitioner, row.type, starts_at, besides=row.pk))
    previous = row.starts_at
    row.starts_at, row.during = starts_at, span(starts_at, row.type)
    row.minutes, row.gap_minutes = row.type.minutes, row.type.gap_minutes
    row.site, row.sequence = site_at(row.practitioner, row.type, starts_at), row.sequence + 1
    _save_elsewhere(row)
    assert row.encounter is not None  # noqa: S101
    record(
        "appointment.moved",
        on=row,
        by=actor,
        patient_id=row.encounter.patient_id,
        before=previous.isoformat(),
        after=starts_at.isoformat(),
    )
    if notify:
        notices.tell_moved(row, link_for(actor, row), previous)
    changed(topic(row.practitioner))
    return row


def _save_elsewhere(row: Appointment) -> None:
    """Save a new time; the database refuses an overlap (or two that swap)."""
    try:
        with transaction.atomic():
            row.save()
    except (IntegrityError, OperationalError) as fault:
        if getattr(fault.__cause__, "sqlstate", "") not in ("23P01", "40P01"):
            raise
        found = nearest(row.practitioner, row.type, row.starts_at, besides=row.pk)
        raise SlotTaken(found) from fault


def _advance(actor: Actor, encounter: Encounter, to: str, allowed: tuple[str, ...]) -> bool:
    """Move the encounter's appointment to a status; False if there is none or it is past that."""
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("practitioner")
        .filter(encounter=encounter, status__in=allowed)
        .first()
    )
    if row is None:
        return False
    row.status = to
    row.save(update_fields=["status"])
    record(f"appointment.{to}", on=row, by=actor, patient_id=encounter.patient_id)
    changed(topic(row.practitioner))
    return True


@transaction.atomic
def mark_arrived(actor: Actor, encounter: Encounter) -> bool:
    """The patient is there. False when that was known, or there is nothing to arrive for."""
    return _advance(actor, encounter, "arrived", ("booked", "pending"))


@transaction.atomic
def mark_ready(actor: Actor, encounter: Encounter) -> bool:
    """The visit begins. False when it had, or is over."""
    return _advance(actor, encounter, "checked-in", ("booked", "pending", "arrived"))


@transaction.atomic
def fulfil(actor: Actor, encounter: Encounter) -> bool:
    """The visit took place. False when it was cancelled or is done already."""
    return _advance(actor, encounter, "fulfilled", Appointment.AHEAD)


@transaction.atomic
def mark_absent(actor: Actor, appointment: Appointment) -> bool:
    """The patient did not come and said nothing; kept for good in their history.

    Raises:
        Denied: *actor* does not run this planning.
    """
    row = _locked(actor, appointment)
    require_running(actor, row.practitioner_id)
    if row.starts_at > now():
        return False
    assert row.encounter is not None  # noqa: S101
    cancel_encounter(actor, row.encounter)
    forget(row.encounter)
    return _advance(actor, row.encounter, "noshow", Appointment.AHEAD)
