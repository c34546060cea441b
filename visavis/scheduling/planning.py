"""The planning of several practitioners over some days (B7.1), in a constant number of queries.

Visits that *actor* may not see are shown, where the practice lets the planning be seen at all, as
busy time and the place: neither names nor types nor reasons are even read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Func, Q
from django.utils import timezone

from visavis.accounts.public import Practitioner, acts_for
from visavis.core.public import Actor, now, require_organization
from visavis.scheduling.access import seen_by
from visavis.scheduling.holidays import holidays_between
from visavis.scheduling.models import (
    MIDNIGHT,
    Appointment,
    AppointmentType,
    Closure,
    HolidayOpening,
    WeeklyHours,
)
from visavis.scheduling.slots import DAY, midnight

FULL_DAY = 24 * 60
USUAL_HOURS = (8 * 60, 19 * 60)
SHORTEST = 10  # minutes a block is drawn with at least


@dataclass(slots=True)
class Block:
    """Something in a column, from *at* for *minutes* (of the wall clock, since midnight).

    kind: appointment, held, busy (not for this actor: no more is known than where) or closed.
    key: of the encounter or closure; None for what cannot be opened.
    """

    kind: str
    at: int
    minutes: int
    starts_at: datetime
    ends_at: datetime
    key: UUID | None = None
    title: str = ""
    status: str = ""
    type_name: str = ""
    place: str = ""
    colour: str = ""
    online: bool = False
    patient_id: UUID | None = None
    where: str = ""


@dataclass
class Column:
    """One day of one practitioner. *open*: (from, until) in minutes since midnight."""

    practitioner: Practitioner
    day: date
    is_today: bool
    holiday: str
    runs: bool
    open: list[tuple[int, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Visits of the day that take or took place."""
        return sum(1 for block in self.blocks if block.kind == "appointment")


@dataclass(frozen=True)
class Planning:
    """Columns by practitioner, then day; *first* and *last* minute to draw, whole hours."""

    columns: list[Column]
    first: int
    last: int
    now: datetime

    @property
    def hours(self) -> list[int]:
        return list(range(self.first // 60, self.last // 60 + 1))

    @property
    def minute(self) -> int:
        """Now, in minutes since midnight."""
        local = timezone.localtime(self.now, require_organization().zone)
        return local.hour * 60 + local.minute


# Moments as seconds: reading a thousand of them as dates takes longer than the query.
_EPOCH = Func(
    F("starts_at"),
    template="extract(epoch FROM %(expressions)s)::bigint",
    output_field=BigIntegerField(),
)
Columns = dict[tuple[UUID, date], Column]


def planning(
    actor: Actor, practitioners: Sequence[Practitioner], start: date, end: date
) -> Planning:
    """What is planned from *start* to *end* (both included) for *practitioners*.

    The caller gives practitioners of ``plannings_of(actor)``; names are shown of the visits that
    *actor* may see (access.py), all else is busy.
    """
    organization, at = require_organization(), now()
    zone = organization.zone
    today = timezone.localdate(at, zone)
    run = set(acts_for(actor).values_list("pk", flat=True))
    holidays = holidays_between(organization, start, end)
    days = [start + n * DAY for n in range((end - start).days + 1)]
    columns: Columns = {
        (who.pk, day): Column(who, day, day == today, str(holidays.get(day, "")), who.pk in run)
        for who in practitioners
        for day in days
    }
    keys = [who.pk for who in practitioners]
    _add_open_hours(columns, keys)
    window = (midnight(start, zone), midnight(end + DAY, zone))
    named = _add_appointments(actor, columns, run, window)
    _add_busy(columns, keys, window, besides=named)
    _add_closures(columns, keys, run, window)
    for column in columns.values():
        column.blocks.sort(key=lambda block: (block.at, block.kind != "closed"))
    first, last = _extent(columns.values())
    return Planning(list(columns.values()), first, last, at)


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _add_open_hours(columns: Columns, keys: list[UUID]) -> None:
    """The weekly hours of each day, but on holidays only where they are opened."""
    opened = set(
        HolidayOpening.objects.filter(practitioner__in=keys).values_list("practitioner_id", "day")
    )
    weekly: dict[tuple[UUID, int], list[WeeklyHours]] = {}
    for hours in WeeklyHours.objects.filter(practitioner__in=keys):
        weekly.setdefault((hours.practitioner_id, hours.weekday), []).append(hours)
    for (key, day), column in columns.items():
        if column.holiday and (key, day) not in opened:
            continue
        column.open = [
            (
                hours.opens.hour * 60 + hours.opens.minute,
                hours.closes.hour * 60 + hours.closes.minute
                if hours.closes != MIDNIGHT
                else FULL_DAY,
            )
            for hours in weekly.get((key, day.isoweekday()), [])
            if hours.is_valid_on(day)
        ]


def _rows(keys: list[UUID], window: tuple[datetime, datetime]) -> Any:
    """Appointments, and holds that last, of these practitioners in the window."""
    return Appointment.objects.filter(
        practitioner__in=keys, starts_at__gte=window[0] - DAY, starts_at__lt=window[1]
    ).exclude(status="cancelled")


def _add_appointments(
    actor: Actor, columns: Columns, run: set[UUID], window: tuple[datetime, datetime]
) -> set[UUID]:
    """With names: the visits that *actor* sees, and the holds on plannings they run; which."""
    types = {
        kind.pk: {"type_name": kind.name, "place": kind.place, "colour": kind.colour}
        for kind in AppointmentType.objects.all()
    }
    keys = {who for who, _day in columns}
    held = Q(status="proposed", practitioner__in=run & keys, hold_expires_at__gt=now())
    live = _rows(list(keys), window).filter(~Q(status="proposed") & seen_by(actor) | held)
    zone = require_organization().zone
    found: set[UUID] = set()
    rows = live.values_list(
        "encounter_id",
        "practitioner_id",
        _EPOCH,
        "minutes",
        "status",
        "type_id",
        "booked_online",
        "encounter__patient_id",
        F("encounter__patient__first_name"),
        F("encounter__patient__last_name"),
    )
    for key, who, epoch, minutes, status, type_id, online, patient, first, last in rows:
        start, end = (datetime.fromtimestamp(at, zone) for at in (epoch, epoch + 60 * minutes))
        facts: dict[str, Any] = {
            "kind": "held" if status == "proposed" else "appointment",
            "key": key,
            "title": f"{last} {first}" if last else "",
            "status": status,
            "online": online,
            "patient_id": patient,
            **types[type_id],
        }
        found.add(key)
        _place(columns, who, start, end, facts)
    return found


def _add_busy(
    columns: Columns, keys: list[UUID], window: tuple[datetime, datetime], besides: set[UUID]
) -> None:
    """Without names: every other visit, as taken time and where it is."""
    if not keys:
        return
    live = _rows(keys, window).exclude(status="proposed")
    zone = require_organization().zone
    for key, who, epoch, minutes, site in live.values_list(
        "encounter_id", "practitioner_id", _EPOCH, "minutes", "site__name"
    ):
        if key not in besides:
            start, end = (datetime.fromtimestamp(at, zone) for at in (epoch, epoch + 60 * minutes))
            _place(columns, who, start, end, {"kind": "busy", "where": site or ""})


def _add_closures(
    columns: Columns, keys: list[UUID], run: set[UUID], window: tuple[datetime, datetime]
) -> None:
    """Closures; the reason only for who runs the planning."""
    zone = require_organization().zone
    for closure in Closure.objects.filter(practitioner__in=keys, during__overlap=window):
        mine = closure.practitioner_id in run
        facts = {
            "kind": "closed",
            "key": closure.pk if mine else None,
            "title": closure.reason if mine else "",
        }
        start, end = (at.astimezone(zone) for at in (closure.during.lower, closure.during.upper))
        _place(columns, closure.practitioner_id, start, end, facts)


def _place(
    columns: Columns, who: UUID, start: datetime, end: datetime, facts: dict[str, Any]
) -> None:
    """Put a block into each day that it touches; times are the practice's wall clock."""
    day, last = start.date(), end.date()
    begins = _minutes(start)
    while day <= last:
        column = columns.get((who, day))
        until = _minutes(end) if day == last else FULL_DAY
        if column is not None and until > begins:
            column.blocks.append(
                Block(at=begins, minutes=until - begins, starts_at=start, ends_at=end, **facts)
            )
        day, begins = day + DAY, 0


def _extent(columns: Iterable[Column]) -> tuple[int, int]:
    """The whole hours to draw: those open or taken, at least the usual ones."""
    first, last = USUAL_HOURS
    for column in columns:
        for lower, upper in column.open:
            first, last = min(first, lower), max(last, upper)
        for block in column.blocks:
            if block.kind != "closed":
                first = min(first, block.at)
                last = max(last, block.at + max(block.minutes, SHORTEST))
    return first // 60 * 60, min(-(-last // 60) * 60, FULL_DAY)


def busy_blocks(
    practitioners: Sequence[Practitioner], start: datetime, end: datetime
) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When each practitioner is taken or closed between *start* and *end*: times, no names."""
    keys = [who.pk for who in practitioners]
    found: dict[UUID, list[tuple[datetime, datetime]]] = {key: [] for key in keys}
    live = _rows(keys, (start, end)).exclude(status="proposed")
    for who, starts_at, minutes in live.values_list("practitioner_id", "starts_at", "minutes"):
        ends_at = starts_at + timedelta(minutes=minutes)
        if ends_at > start:
            found[who].append((starts_at, ends_at))
    closures = Closure.objects.filter(practitioner__in=keys, during__overlap=(start, end))
    for who, during in closures.values_list("practitioner_id", "during"):
        found[who].append((during.lower, during.upper))
    return {who: sorted(times) for who, times in found.items()}
