"""Free slots worked out minute by minute in plain Python: slow, obvious, and for tests only.

It says the rules at the top of ``slots.py`` again, by other means: no ranges, no SQL, just a list
of minutes that are open or busy. All times of its input are whole minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass
class Diary:
    """One practitioner's time. hours: (ISO weekday, opens, closes; closing at 0:00 is midnight)."""

    zone: ZoneInfo
    hours: list[tuple[int, time, time]]
    holidays: set[date] = field(default_factory=set)
    busy: list[tuple[datetime, datetime]] = field(default_factory=list)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The wall time as an instant: of two the second, of none the one counted from before."""
    later = datetime.combine(day, at, tzinfo=zone).replace(fold=1)
    exists = later.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    if exists == later.replace(tzinfo=None, fold=0):
        return later.astimezone(UTC)
    return later.replace(fold=0).astimezone(UTC)


def _days(first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += DAY


def _minutes(start: datetime, end: datetime) -> set[datetime]:
    found = set()
    while start < end:
        found.add(start)
        start += MINUTE
    return found


def _runs(minutes: set[datetime]) -> list[list[datetime]]:
    """The minutes as unbroken runs."""
    runs: list[list[datetime]] = []
    for minute in sorted(minutes):
        if runs and minute - runs[-1][-1] == MINUTE:
            runs[-1].append(minute)
        else:
            runs.append([minute])
    return runs


def _open_on(diary: Diary, day: date) -> set[datetime]:
    found: set[datetime] = set()
    if day in diary.holidays:
        return found
    for weekday, opens, closes in diary.hours:
        if weekday == day.isoweekday():
            until = day + DAY if closes == time(0) else day
            found |= _minutes(instant(day, opens, diary.zone), instant(until, closes, diary.zone))
    return found


def free(
    diary: Diary,
    *,
    length: int,
    gap: int,
    earliest: datetime,
    latest: datetime,
) -> list[datetime]:
    """The starts offered in [earliest, latest), in UTC, in order."""
    zone = diary.zone
    first = earliest.astimezone(zone).date() - DAY
    last = latest.astimezone(zone).date() + DAY
    by_day = {day: _open_on(diary, day) for day in _days(first, last)}
    whole = {
        day
        for day, minutes in by_day.items()
        if minutes >= _minutes(instant(day, time(0), zone), instant(day + DAY, time(0), zone))
    }
    blocks = [run for day in whole for run in _runs(by_day[day])]
    blocks += _runs(set().union(*(by_day[day] for day in by_day if day not in whole)))
    open_ = set().union(*by_day.values())
    busy = set().union(*(_minutes(*taken) for taken in diary.busy))
    visit, step = timedelta(minutes=length), timedelta(minutes=length + gap)

    def possible(start: datetime) -> bool:
        stays = _minutes(start, start + visit)
        return stays <= open_ and not busy & _minutes(start, start + step)

    def grid(run: list[datetime]) -> list[datetime]:
        return [run[0] + n * step for n in range(len(run)) if run[0] + n * step <= run[-1]]

    offered = {start for block in blocks for start in grid(block) if possible(start)}
    for hole in _runs(open_ - busy):
        if not offered & set(hole):
            offered |= {start for start in grid(hole) if possible(start)}
    return sorted(start for start in offered if earliest <= start < latest)
