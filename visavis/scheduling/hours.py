"""The weekly hours: read as people write them, set at once or from a day on (B1.4, B2.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, changed, now, record, require_organization
from visavis.scheduling.access import require_running
from visavis.scheduling.holds import topic
from visavis.scheduling.models import MIDNIGHT, Appointment, Site, WeeklyHours
from visavis.scheduling.slots import DAY

_WRITTEN = re.compile(r"(?P<hour>\d{1,2})\s*(?:[h:.]\s*(?P<minute>\d{2})?|(?P<tight>\d{2}))?\s*h?")


def read_time(text: str) -> time | None:
    """The time written ``9:00``, ``9h``, ``9h30``, ``9.30``, ``0900`` or ``9``; 24:00 is midnight.

    None for anything else.
    """
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None or not text.isascii():
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["tight"] or 0)
    if hour == 24 and minute == 0:
        return MIDNIGHT
    return time(hour, minute) if hour < 24 and minute < 60 else None


@dataclass(frozen=True)
class HalfDay:
    """Open on *weekday* (ISO) from *opens* to *closes* (midnight: 00:00) at *site*."""

    weekday: int
    opens: time
    closes: time
    site: Site | None = None


def hours_on(practitioner: Practitioner, day: date) -> QuerySet[WeeklyHours]:
    """The weekly hours that count in the week of *day*."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    lasting = Q(valid_until=None) | Q(valid_until__gte=day)
    found: QuerySet[WeeklyHours] = WeeklyHours.objects.filter(
        begun, lasting, practitioner=practitioner
    )
    return found.select_related("site").order_by("weekday", "opens")


@transaction.atomic
def set_hours(
    actor: Actor,
    practitioner: Practitioner,
    hours: Sequence[HalfDay],
    *,
    valid_from: date | None = None,
) -> None:
    """Make *hours* the weekly hours, from today or from *valid_from* on. No booking is touched.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    today = timezone.localdate(timezone=require_organization().zone)
    start = max(valid_from or today, today)
    mine = WeeklyHours.objects.filter(practitioner=practitioner)
    mine.filter(valid_from__gte=start).delete()
    mine.filter(Q(valid_until=None) | Q(valid_until__gte=start)).update(valid_until=start - DAY)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=practitioner,
            weekday=half.weekday,
            opens=half.opens,
            closes=half.closes,
            site=half.site,
            valid_from=start,
        )
        for half in hours
    )
    record("hours.set", on=practitioner, by=actor, count=len(hours), valid_from=start.isoformat())
    changed(topic(practitioner))


def outside_hours(actor: Actor, practitioner: Practitioner) -> list[Appointment]:
    """Bookings to come that lie outside of the weekly hours as they are now (B2.2).

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    weekly = list(WeeklyHours.objects.filter(practitioner=practitioner))
    ahead = Appointment.objects.filter(
        practitioner=practitioner, status__in=Appointment.AHEAD, starts_at__gt=now()
    ).select_related("encounter__patient", "type")
    return [row for row in ahead.order_by("starts_at") if not _is_within(row, weekly)]


def _is_within(row: Appointment, weekly: list[WeeklyHours]) -> bool:
    zone = require_organization().zone
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    day = start.date()
    return any(
        hours.weekday == day.isoweekday()
        and hours.is_valid_on(day)
        and hours.opens <= start.time()
        and (hours.closes == MIDNIGHT or (end.date() == day and end.time() <= hours.closes))
        for hours in weekly
    )
