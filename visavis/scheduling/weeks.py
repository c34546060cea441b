"""The free times of one week, as the booking page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from visavis.accounts.public import Practitioner
from visavis.core.public import require_organization
from visavis.scheduling.models import AppointmentType
from visavis.scheduling.slots import DAY, Slot, first_free, free_slots, midnight, rules_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class SlotDay:
    """One day with its free times, at least one."""

    day: date
    slots: list[Slot]


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday. *next_free* is the first free time of all, maybe in another week.

    before, after: Mondays of the weeks one may turn to, where there is something to see.
    """

    first: date
    days: list[SlotDay]
    next_free: Slot | None
    before: date | None
    after: date | None
    closed: list[date]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def elsewhere(self) -> Slot | None:
        """The next free time, when this week has none."""
        return None if self.days else self.next_free


def monday_of(day: date) -> date:
    """The Monday of the week of *day*."""
    return day - timedelta(days=day.weekday())


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment, require_organization().zone).date()


def week_of(practitioner: Practitioner, kind: AppointmentType, wanted: date | None = None) -> Week:
    """The week of *wanted*, else the one with the next free time; never before this week or
    beyond the horizon."""
    zone = require_organization().zone
    today = timezone.localdate(timezone=zone)
    end = today + timedelta(days=rules_of(practitioner).horizon_days)
    soonest = first_free(practitioner, types=[kind])
    opening = _local_day(soonest.starts_at) if soonest else today
    start = wanted or opening
    first = monday_of(min(max(start, today), end))
    slots = free_slots(
        practitioner, type=kind, start=midnight(first, zone), end=midnight(first + WEEK, zone)
    )
    days = [
        SlotDay(day, list(found))
        for day, found in groupby(slots, key=lambda slot: _local_day(slot.starts_at))
    ]
    open_days = {found.day for found in days}
    ahead = [first + n * DAY for n in range(7) if today <= first + n * DAY <= end]
    return Week(
        first=first,
        days=days,
        next_free=soonest,
        before=first - WEEK if first > opening else None,
        after=first + WEEK if first + WEEK <= end else None,
        closed=[day for day in ahead if day not in open_days],
    )
