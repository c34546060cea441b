"""Blocking a time and opening it again; holidays worked (B2.4, B2.5)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from psycopg.types.range import TimestamptzRange

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, changed, record
from visavis.scheduling.access import require_running
from visavis.scheduling.changes import cancel
from visavis.scheduling.holds import topic
from visavis.scheduling.models import Appointment, Closure, HolidayOpening
from visavis.scheduling.refusals import Refused

REASON_LENGTH = 200


class NotATime(Refused):
    """The end is not after the beginning."""


def booked_inside(
    actor: Actor, practitioner: Practitioner, start: datetime, end: datetime
) -> QuerySet[Appointment]:
    """What is booked and to come between *start* and *end*, with the patients.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    found: QuerySet[Appointment] = Appointment.objects.filter(
        practitioner=practitioner,
        status__in=("pending", "booked", "arrived"),
        during__overlap=TimestamptzRange(start, end),
    )
    return found.select_related("encounter__patient", "practitioner", "type", "site").order_by(
        "starts_at"
    )


@transaction.atomic
def close(
    actor: Actor,
    practitioner: Practitioner,
    *,
    start: datetime,
    end: datetime,
    reason: str = "",
    cancel_booked: bool = False,
) -> Closure:
    """Block the time from *start* to *end*; what is booked inside stays, unless *cancel_booked*
    (then each patient is told).

    Raises:
        Denied: *actor* does not run this planning.
        NotATime: *end* is not after *start*.
    """
    require_running(actor, practitioner.pk)
    if end <= start:
        raise NotATime
    made: Closure = Closure.objects.create(
        practitioner=practitioner,
        during=TimestamptzRange(start, end),
        reason=reason[:REASON_LENGTH],
    )
    record("closure.made", on=made, by=actor, start=start.isoformat(), end=end.isoformat())
    if cancel_booked:
        for appointment in booked_inside(actor, practitioner, start, end):
            cancel(actor, appointment)
    changed(topic(practitioner))
    return made


@transaction.atomic
def reopen(actor: Actor, closure: Closure) -> None:
    """Take the closure away: its time is free again.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, closure.practitioner_id)
    during = closure.during
    record(
        "closure.removed",
        on=closure,
        by=actor,
        start=during.lower.isoformat(),
        end=during.upper.isoformat(),
    )
    practitioner = closure.practitioner
    closure.delete()
    changed(topic(practitioner))


@transaction.atomic
def work_on_holiday(
    actor: Actor, practitioner: Practitioner, *, day: date, works: bool = True
) -> None:
    """Open a public holiday, or let it be one again.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    if works:
        HolidayOpening.objects.get_or_create(practitioner=practitioner, day=day)
    else:
        HolidayOpening.objects.filter(practitioner=practitioner, day=day).delete()
    record("holiday.opened" if works else "holiday.closed", on=practitioner, by=actor, day=str(day))
    changed(topic(practitioner))
