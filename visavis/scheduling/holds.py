"""Holding a time for ten minutes while somebody fills the form (B5.2).

A hold is an appointment in *proposed*: the database's exclusion constraint decides who has it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from psycopg.types.range import TimestamptzRange

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, changed, now, secret_hash
from visavis.scheduling.access import bookable_types, may_run
from visavis.scheduling.models import Appointment, AppointmentType
from visavis.scheduling.refusals import NotOffered, SlotTaken, TooManyHolds
from visavis.scheduling.slots import is_offered, nearest

HOLD = timedelta(minutes=10)
HOLDS_PER_ORIGIN = 20
_DEADLOCK = "40P01"


def span(starts_at: datetime, kind: AppointmentType) -> TimestamptzRange:
    """What an appointment of *kind* takes from *starts_at*: the visit and the gap after it."""
    return TimestamptzRange(starts_at, starts_at + kind.step)


def topic(practitioner: Practitioner) -> str:
    """The live topic of a practitioner's planning."""
    return f"planning:{practitioner.pk}"


@transaction.atomic
def hold(
    actor: Actor,
    *,
    practitioner: Practitioner,
    type: AppointmentType,
    starts_at: datetime,
    secret: str,
    origin: str = "",
) -> Appointment:
    """Keep *starts_at* for whoever knows *secret*, for ten minutes.

    One hold per secret: another one it had is released, when and only when this one succeeds; the
    same time asked again is the same hold, with the same end. origin: hash of the network address.

    Raises:
        NotOffered: *actor* cannot book this type with this practitioner, or nobody can book them
            before the platform has approved them (A8.1).
        SlotTaken: the time is not free; nothing changed.
        TooManyHolds: as many as allowed are held from *origin*.
    """
    if practitioner.approved_at is None or type not in bookable_types(actor, practitioner):
        raise NotOffered
    former = held(secret)
    if former is not None and _is_same(former, practitioner, type, starts_at):
        return former
    besides = former.pk if former else None
    free = may_run(actor, practitioner.pk) or is_offered(practitioner, type, starts_at, besides)
    if not free:
        raise SlotTaken(nearest(practitioner, type, starts_at, besides=besides))
    _guard(origin)
    row = Appointment(
        practitioner=practitioner,
        type=type,
        during=span(starts_at, type),
        starts_at=starts_at,
        minutes=type.minutes,
        gap_minutes=type.gap_minutes,
        status="proposed",
        hold_secret_hash=secret_hash(secret),
        hold_origin=origin,
        hold_expires_at=now() + HOLD,
    )
    if not (_take(row, former) or _take(row, former)):
        raise SlotTaken(nearest(practitioner, type, starts_at, besides=besides))
    changed(topic(practitioner))
    return row


def _is_same(
    former: Appointment, practitioner: Practitioner, kind: AppointmentType, starts_at: datetime
) -> bool:
    return (former.practitioner_id, former.type_id, former.starts_at) == (
        practitioner.pk,
        kind.pk,
        starts_at,
    )


def _guard(origin: str) -> None:
    """Refuse a flood from one address."""
    if not origin:
        return
    live = Appointment.objects.filter(
        status="proposed", hold_origin=origin, hold_expires_at__gt=now()
    )
    if live.count() >= HOLDS_PER_ORIGIN:
        raise TooManyHolds


def _take(row: Appointment, former: Appointment | None) -> bool:
    """Insert *row* in place of *former* and of what is held no more; False, unchanged, if taken.

    ON CONFLICT DO NOTHING waits for a rival's transaction and then knows; a deadlock (two people
    swapping their holds) counts as taken, and the caller tries once more.
    """
    try:
        with transaction.atomic():
            if former is not None:
                former_row = Appointment.objects.filter(pk=former.pk, status="proposed")
                former_row.delete()
            _drop_expired(row)
            Appointment.objects.bulk_create([row], ignore_conflicts=True)
            if not Appointment.objects.filter(pk=row.pk).exists():
                raise SlotTaken
    except SlotTaken:
        return False
    except OperationalError as fault:
        if getattr(fault.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        return False
    return True


def _drop_expired(row: Appointment) -> None:
    """Delete holds in the way of *row* whose time is over."""
    Appointment.objects.filter(
        practitioner_id=row.practitioner_id,
        status="proposed",
        hold_expires_at__lte=now(),
        starts_at__gte=row.starts_at - timedelta(days=1),
        starts_at__lt=row.during.upper,
        during__overlap=row.during,
    ).delete()


def held(secret: str) -> Appointment | None:
    """The live hold of *secret*, if there is one."""
    return of_secret(secret).filter(hold_expires_at__gt=now()).first()


def of_secret(secret: str) -> QuerySet[Appointment]:
    """What *secret* holds, or held until just now."""
    every: QuerySet[Appointment] = Appointment.objects.select_related("practitioner", "type")
    return every.filter(status="proposed", hold_secret_hash=secret_hash(secret))


@transaction.atomic
def release(actor: Actor, *, secret: str) -> int:
    """Let go what *secret* holds; how many holds that were."""
    holds = list(of_secret(secret))
    for row in holds:
        changed(topic(row.practitioner))
    Appointment.objects.filter(pk__in=[row.pk for row in holds], status="proposed").delete()
    return len(holds)


def sweep() -> int:
    """Delete the holds that are over; how many there were. Nothing depends on when this runs."""
    over = Appointment.objects.filter(status="proposed", hold_expires_at__lte=now())
    count, _rows = over.delete()
    return count
