"""Free slots, worked out by PostgreSQL with multiranges (B2.1–B2.5, B3.2–B3.4).

**Open** are the weekly hours in the practice's zone, without public holidays (unless opened).
A time that the clock skips in spring counts from before the jump, a time that comes twice in
autumn is the second one. Hours that touch make one *block*, also over midnight; a day open from
midnight to midnight is a block of its own, so that a practice that never closes has a beginning.

**Busy** are closures, and appointments with the gap after them: those booked and those held.
**Free holes** are what remains of all open time without all busy time.

A start *s* for a type of length *L* and gap *G* is possible when [s, s+L) lies within one hole and
[s, s+L+G) meets nothing busy: a visit may end with the hours, its gap may lie outside.

**Offered** are the possible starts on the grid of each block (its beginning, then every L+G); and
in a hole where none of the grid is possible, those on a grid from the hole's own beginning. So two
hours of 20+10 minutes give exactly four starts, and a freed or odd hole is offered all the same.

From these the rules of the practitioner leave those from *earliest notice* after now up to the
end of the *horizon*'s last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from visavis.accounts.public import Organization, Practitioner
from visavis.core.public import now as present
from visavis.core.public import require_organization
from visavis.scheduling.holidays import holiday_days
from visavis.scheduling.models import AppointmentType, BookingRules
from visavis.scheduling.offers import Offer

DAY = timedelta(days=1)
NEXT_FREE_STEP = timedelta(days=14)

# No range operator is leakproof, so row-level security keeps it off the index: appointments are
# found by their start (none lasts a day), and ranges are compared after.
_OFFERED = """
WITH days AS (
  SELECT unnest(%(days)s::date[]) AS day
), hours AS (
  SELECT day,
         (day + opens) AT TIME ZONE %(zone)s::text AS lo,
         (CASE WHEN closes = time '00:00' THEN day + 1 + closes ELSE day + closes END)
           AT TIME ZONE %(zone)s::text AS hi
  FROM scheduling_weeklyhours JOIN days ON weekday = extract(isodow FROM day)
  WHERE practitioner_id = %(practitioner)s::uuid
    AND coalesce(valid_from <= day, true) AND coalesce(day <= valid_until, true)
    AND (day <> ALL (%(holidays)s::date[]) OR day IN (
      SELECT o.day FROM scheduling_holidayopening o
      WHERE o.practitioner_id = %(practitioner)s::uuid))
), per_day AS MATERIALIZED (
  SELECT open, open @> tstzrange(day::timestamp AT TIME ZONE %(zone)s::text,
                                 (day + 1)::timestamp AT TIME ZONE %(zone)s::text) AS whole
  FROM (SELECT day, range_agg(tstzrange(lo, hi)) AS open FROM hours WHERE lo < hi GROUP BY day) d
), busy AS MATERIALIZED (
  SELECT coalesce(range_agg(during), '{}') AS times FROM (
    SELECT during FROM scheduling_closure
    WHERE practitioner_id = %(practitioner)s::uuid
      AND during && tstzrange(%(from)s::timestamptz, %(until)s::timestamptz)
    UNION ALL
    SELECT during FROM scheduling_appointment
    WHERE practitioner_id = %(practitioner)s::uuid AND status <> 'cancelled'
      AND starts_at >= %(from)s::timestamptz - interval '1 day'
      AND starts_at < %(until)s::timestamptz
      AND coalesce(hold_expires_at > %(now)s::timestamptz, true)
      AND id IS DISTINCT FROM %(besides)s::uuid) taken
), free AS MATERIALIZED (
  SELECT coalesce(range_agg(open), '{}') - (SELECT times FROM busy) AS times FROM per_day
), blocks AS (
  SELECT unnest(open) AS block FROM per_day WHERE whole
  UNION ALL
  SELECT unnest(times) FROM (SELECT range_agg(open) AS times FROM per_day WHERE NOT whole) joined
), grid AS MATERIALIZED (
  SELECT s FROM blocks, free, busy, generate_series(
    lower(block), upper(block) - interval '1 microsecond', %(step)s::interval) AS s
  WHERE free.times @> tstzrange(s, s + %(length)s::interval)
    AND NOT busy.times && tstzrange(s, s + %(step)s::interval)
), odd AS (
  SELECT s FROM (SELECT unnest(times) AS hole FROM free) holes, busy, generate_series(
    lower(hole), upper(hole) - %(length)s::interval, %(step)s::interval) AS s
  WHERE NOT hole && (SELECT coalesce(range_agg(tstzrange(g.s, g.s, '[]')), '{}') FROM grid g)
    AND NOT busy.times && tstzrange(s, s + %(step)s::interval)
), offered AS (
  SELECT s FROM grid UNION SELECT s FROM odd
)
"""
_ROWS = (
    _OFFERED
    + """
SELECT s FROM offered
WHERE s >= %(earliest)s::timestamptz AND s < %(latest)s::timestamptz ORDER BY s LIMIT %(limit)s::int
"""
)
_TEXT = (
    _OFFERED
    + """
SELECT coalesce(json_agg(to_char(s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ORDER BY s),
                '[]')::text
FROM offered WHERE s >= %(earliest)s::timestamptz AND s < %(latest)s::timestamptz
"""
)


@dataclass(frozen=True)
class Slot:
    """A time that can be booked. ``starts_at`` is aware."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def rules_of(practitioner: Practitioner) -> BookingRules:
    """The practitioner's booking rules; the usual ones where none are set.

    Read once for each *practitioner* object, which lives no longer than a request.
    """
    try:
        return practitioner.booking_rules
    except BookingRules.DoesNotExist:
        return BookingRules(practitioner=practitioner)


def online_types(practitioner: Practitioner) -> list[AppointmentType]:
    """What anybody may book online with *practitioner*, in the order they set."""
    return list(
        AppointmentType.objects.filter(
            offers__practitioner=practitioner, active=True, online="all"
        ).order_by("position", "id")
    )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of *day*, aware, in *zone*."""
    return datetime.combine(day, time(0), tzinfo=zone)


def _window(
    organization: Organization,
    rules: BookingRules | Offer,
    start: datetime,
    end: datetime,
    at: datetime,
) -> tuple[datetime, datetime]:
    """*start* and *end* cut to what the rules let people book as of *at*."""
    zone = organization.zone
    earliest = at + timedelta(minutes=rules.earliest_notice_minutes)
    last = at.astimezone(zone).date() + timedelta(days=rules.horizon_days + 1)
    return max(start, earliest), min(end, midnight(last, zone))


def _parameters(
    practitioner_id: UUID,
    kind: AppointmentType | Offer,
    window: tuple[datetime, datetime],
    at: datetime,
    besides: UUID | None,
) -> dict[str, Any]:
    """What the query needs: a day more on each side, so that no hole or block is cut."""
    organization = require_organization()
    zone = organization.zone
    first = window[0].astimezone(zone).date() - DAY
    last = window[1].astimezone(zone).date() + DAY
    return {
        "practitioner": practitioner_id,
        "zone": organization.timezone,
        "days": [first + DAY * number for number in range((last - first).days + 1)],
        "from": midnight(first, zone),
        "until": midnight(last + DAY, zone),
        "holidays": holiday_days(organization, first, last),
        "length": kind.length,
        "step": kind.step,
        "now": at,
        "besides": besides,
        "earliest": window[0],
        "latest": window[1],
    }


def free_slots(
    practitioner: Practitioner,
    *,
    type: AppointmentType,
    start: datetime,
    end: datetime,
    now: datetime | None = None,
    rules: BookingRules | None = None,
    besides: UUID | None = None,
    limit: int | None = None,
) -> list[Slot]:
    """The slots of *type* that can be booked with a start in [start, end), in order.

    now: the moment asked from (the present one). besides: an appointment that shall not count as
    busy, to move it. limit: the first so many only. Rules: see the top of this file.
    """
    at = now or present()
    window = _window(require_organization(), rules or rules_of(practitioner), start, end, at)
    if window[0] >= window[1]:
        return []
    values = _parameters(practitioner.pk, type, window, at, besides)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {**values, "limit": limit})
        return [Slot(starts_at, type.minutes) for (starts_at,) in cursor.fetchall()]


def free_slots_json(offer: Offer, *, start: datetime, end: datetime) -> str:
    """The starts of *offer* in [start, end) as a JSON list of times in UTC, written by the
    database."""
    at = present()
    window = _window(require_organization(), offer, start, end, at)
    if window[0] >= window[1]:
        return "[]"
    with connection.cursor() as cursor:
        cursor.execute(_TEXT, _parameters(offer.practitioner_id, offer, window, at, None))
        text: str = cursor.fetchone()[0]
        return text


def is_offered(
    practitioner: Practitioner,
    kind: AppointmentType,
    starts_at: datetime,
    besides: UUID | None = None,
) -> bool:
    """Whether *starts_at* is a free slot at this moment."""
    minute = timedelta(minutes=1)
    found = free_slots(
        practitioner, type=kind, start=starts_at, end=starts_at + minute, besides=besides
    )
    return any(slot.starts_at == starts_at for slot in found)


def nearest(
    practitioner: Practitioner,
    kind: AppointmentType,
    around: datetime,
    count: int = 6,
    besides: UUID | None = None,
) -> list[Slot]:
    """The free slots nearest to *around*, in order of time."""
    for days in (3, 14, 366):
        reach = timedelta(days=days)
        found = free_slots(
            practitioner, type=kind, start=around - reach, end=around + reach, besides=besides
        )
        if len(found) >= count:
            break
    found.sort(key=lambda slot: abs(slot.starts_at - around))
    return sorted(found[:count], key=lambda slot: slot.starts_at)


def first_free(
    practitioner: Practitioner,
    *,
    types: Iterable[AppointmentType] | None = None,
    after: datetime | None = None,
) -> Slot | None:
    """The first slot of any of *types* (those bookable online), from *after* or now on."""
    kinds = online_types(practitioner) if types is None else list(types)
    if not kinds:
        return None
    rules, start = rules_of(practitioner), after or present()
    over = present() + timedelta(days=rules.horizon_days + 2)
    reach = NEXT_FREE_STEP
    while start < over:
        found = [
            slot
            for kind in kinds
            for slot in free_slots(
                practitioner, type=kind, start=start, end=start + reach, rules=rules, limit=1
            )
        ]
        if found:
            return min(found, key=lambda slot: slot.starts_at)
        start, reach = start + reach, reach * 2
    return None


def next_free(practitioners: Iterable[Practitioner]) -> dict[UUID, Slot | None]:
    """The next free slot of each practitioner that anybody may book online, by their key."""
    return {practitioner.pk: first_free(practitioner) for practitioner in practitioners}
