"""Free slots: the database's answer against the reference's, and the rules one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from psycopg.types.range import TimestamptzRange

from tests.world import World
from visavis.scheduling.public import (
    Appointment,
    AppointmentType,
    BookingRules,
    Closure,
    HolidayOpening,
    WeeklyHours,
    first_free,
    free_slots,
)
from visavis.scheduling.tests import reference
from visavis.scheduling.tests.conftest import make_type

# Zones with rules of their own, beside any other: half and odd hours, midnight jumps, both poles.
TELLING = [
    "Europe/Paris",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Cairo",
    "America/Asuncion",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
    "UTC",
]
ZONES = st.one_of(
    st.sampled_from(TELLING),
    st.sampled_from(sorted(zone for zone in available_timezones() if "/" in zone)),
)
QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
HOURS = st.lists(
    st.tuples(st.integers(1, 7), QUARTERS, QUARTERS).filter(
        lambda half: half[1] < half[2] or half[2] == time(0)
    ),
    min_size=1,
    max_size=7,
)
ALWAYS = [(day, time(0), time(0)) for day in range(1, 8)]
# Both changes of the clock in most of the world, and a week like any other.
WEEKS = st.sampled_from(
    [date(2027, 3, 26), date(2027, 3, 12), date(2027, 10, 29), date(2027, 11, 5),
     date(2027, 4, 2), date(2027, 10, 1), date(2027, 7, 14)]
)  # fmt: skip
TAKEN = st.lists(st.tuples(st.integers(-600, 4 * 1440), st.integers(5, 300)), max_size=6)


@st.composite
def diaries(draw: Any) -> dict[str, Any]:
    """A practitioner's time: hours, holidays, what is taken, and what is asked."""
    return {
        "zone": draw(ZONES),
        "hours": draw(st.one_of(HOURS, st.just(ALWAYS))),
        "first": draw(WEEKS),
        "days": draw(st.integers(1, 3)),
        "length": draw(st.integers(1, 12)) * 5,
        "gap": draw(st.sampled_from([0, 5, 10, 20])),
        "taken": draw(TAKEN),
        "closed": draw(TAKEN),
        "holidays": draw(st.sets(st.integers(0, 3), max_size=2)),
        "notice": draw(st.integers(0, 2000)),
    }


def _disjoint(start: datetime, taken: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
    """Appointments do not overlap: leave out those that would."""
    kept: list[tuple[datetime, datetime]] = []
    for after, lasts in taken:
        begin = start + timedelta(minutes=after)
        end = begin + timedelta(minutes=lasts)
        if all(end <= lower or upper <= begin for lower, upper in kept):
            kept.append((begin, end))
    return kept


def _sow(
    who: Any, kind: AppointmentType, encounter: Any, facts: dict[str, Any], start: datetime
) -> list[tuple[datetime, datetime]]:
    """Put the facts into the database; what is busy by them."""
    WeeklyHours.objects.bulk_create(
        WeeklyHours(practitioner=who, weekday=day, opens=opens, closes=closes)
        for day, opens, closes in facts["hours"]
    )
    taken = _disjoint(start, facts["taken"])
    Appointment.objects.bulk_create(
        Appointment(
            practitioner=who,
            type=kind,
            during=TimestamptzRange(begin, end),
            starts_at=begin,
            minutes=max(1, int((end - begin).total_seconds() // 60)),
            status="proposed",
            hold_expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        )
        for begin, end in taken
    )
    minute = timedelta(minutes=1)
    closed = [
        (start + after * minute, start + (after + lasts) * minute)
        for after, lasts in facts["closed"]
    ]
    Closure.objects.bulk_create(
        Closure(practitioner=who, during=TimestamptzRange(*times)) for times in closed
    )
    return taken + closed


def _same_clock(zone: ZoneInfo, start: datetime, end: datetime) -> bool:
    """Whether the database's table of time zones says the same as Python's, which may be older."""
    hour = timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, t AT TIME ZONE %s FROM generate_series(%s::timestamptz, %s, '1 hour') t",
            [zone.key, start - 48 * hour, end + 48 * hour],
        )
        return all(at.astimezone(zone).replace(tzinfo=None) == wall for at, wall in cursor)


@pytest.mark.proves("B3.2", "B3.3", "B3.4", "B2.1", "B2.4", "B2.5")
def test_the_database_and_the_reference_agree(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.acting():
        kind = make_type(world, world.paul)
        WeeklyHours.objects.filter(practitioner=world.paul).delete()
        Appointment.objects.filter(practitioner=world.paul).delete()

    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(diaries())
    @example(
        {
            "zone": "Europe/Paris", "hours": [(7, time(1), time(5))], "first": date(2027, 3, 28),
            "days": 1, "length": 20, "gap": 10, "taken": [], "closed": [], "holidays": set(),
            "notice": 0,
        }
    )  # fmt: skip
    @example(
        {
            "zone": "Europe/Paris", "hours": [(7, time(2, 30), time(3, 10))],
            "first": date(2027, 3, 28), "days": 1, "length": 5, "gap": 0, "taken": [],
            "closed": [], "holidays": set(), "notice": 0,
        }
    )  # fmt: skip
    @example(
        {
            "zone": "Europe/Paris", "hours": ALWAYS, "first": date(2027, 10, 30),
            "days": 3, "length": 35, "gap": 15, "taken": [(1400, 90)], "closed": [(2000, 60)],
            "holidays": {1}, "notice": 0,
        }
    )  # fmt: skip
    def agree(facts: dict[str, Any]) -> None:
        zone = ZoneInfo(facts["zone"])
        organization = world.practice
        organization.timezone = facts["zone"]
        start = reference.instant(facts["first"], time(0), zone)
        end = reference.instant(facts["first"] + facts["days"] * reference.DAY, time(0), zone)
        assume(_same_clock(zone, start, end))
        at = start - timedelta(days=1)
        holidays = {facts["first"] + n * reference.DAY for n in facts["holidays"]}
        monkeypatch.setattr("visavis.scheduling.slots.holiday_days", lambda *_: sorted(holidays))
        kind.minutes, kind.gap_minutes = facts["length"], facts["gap"]
        rules = BookingRules(
            practitioner=world.paul, earliest_notice_minutes=facts["notice"], horizon_days=30
        )
        with world.acting():
            busy = _sow(world.paul, kind, world.visits["now"], facts, start)
            found = free_slots(world.paul, type=kind, start=start, end=end, now=at, rules=rules)
            transaction.set_rollback(True)
        wanted = reference.free(
            reference.Diary(zone, facts["hours"], holidays, busy),
            length=facts["length"],
            gap=facts["gap"],
            earliest=max(start, at + timedelta(minutes=facts["notice"])),
            latest=end,
        )
        assert [slot.starts_at for slot in found] == wanted

    agree()


@pytest.fixture
def monday(world: World) -> datetime:
    """A Monday far enough ahead, 0:00 at the practice; Paul works from 9 to 11 on it."""
    with world.acting():
        WeeklyHours.objects.filter(practitioner=world.paul).delete()
        WeeklyHours.objects.create(
            practitioner=world.paul, weekday=1, opens=time(9), closes=time(11)
        )
    return datetime(2027, 6, 7, tzinfo=world.practice.zone)


def times_of(world: World, kind: AppointmentType, day: datetime, **more: Any) -> list[str]:
    """Free times of one day, as the practice's clock shows them."""
    at = day - timedelta(days=3)
    with world.acting():
        found = free_slots(
            world.paul, type=kind, start=day, end=day + timedelta(days=1), now=at, **more
        )
    return [slot.starts_at.astimezone(day.tzinfo).strftime("%H:%M") for slot in found]


def taken(world: World, kind: AppointmentType, start: datetime, minutes: int) -> Appointment:
    with world.acting():
        return Appointment.objects.create(
            practitioner=world.paul,
            type=kind,
            during=TimestamptzRange(start, start + timedelta(minutes=minutes)),
            starts_at=start,
            minutes=minutes,
            status="proposed",
            hold_expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        )


@pytest.mark.proves("B3.2")
def test_two_hours_of_twenty_and_ten_are_four_slots(world: World, monday: datetime) -> None:
    with world.acting():
        kind = make_type(world, world.paul)
    assert times_of(world, kind, monday) == ["09:00", "09:30", "10:00", "10:30"]


@pytest.mark.proves("B3.3")
def test_lengths_mix_and_an_odd_hole_is_offered(world: World, monday: datetime) -> None:
    with world.acting():
        kind = make_type(world, world.paul)
        long = make_type(world, world.paul, minutes=45, gap_minutes=0)
    taken(world, long, monday.replace(hour=9), 45)
    assert times_of(world, kind, monday) == ["10:00", "10:30"]
    taken(world, long, monday.replace(hour=10, minute=10), 50)
    assert times_of(world, kind, monday) == []
    with world.acting():
        kind.gap_minutes = 5
    assert times_of(world, kind, monday) == ["09:45"]


def test_a_hold_that_is_over_is_free_again(world: World, monday: datetime) -> None:
    with world.acting():
        kind = make_type(world, world.paul)
    row = taken(world, kind, monday.replace(hour=9), 30)
    assert "09:00" not in times_of(world, kind, monday)
    with world.acting():
        Appointment.objects.filter(pk=row.pk).update(hold_expires_at=monday - timedelta(days=4))
    assert "09:00" in times_of(world, kind, monday)


@pytest.mark.proves("B1.2", "B2.1")
def test_notice_and_horizon_bound_what_is_offered(world: World, monday: datetime) -> None:
    with world.acting():
        kind = make_type(world, world.paul)
    day = timedelta(days=1)
    soon = BookingRules(practitioner=world.paul, earliest_notice_minutes=3 * 1440 + 9 * 60 + 15)
    assert times_of(world, kind, monday, rules=soon) == ["09:30", "10:00", "10:30"]
    near = BookingRules(practitioner=world.paul, horizon_days=2)
    assert times_of(world, kind, monday, rules=near) == []
    just = BookingRules(practitioner=world.paul, horizon_days=3)
    assert len(times_of(world, kind, monday, rules=just)) == 4
    with world.acting():
        later = free_slots(
            world.paul, type=kind, start=monday, end=monday + day, now=monday - 2 * day, rules=near
        )
    assert len(later) == 4


@pytest.mark.proves("B2.4")
def test_public_holidays_are_closed_with_those_of_the_region(world: World) -> None:
    good_friday, easter_monday = date(2027, 3, 26), date(2027, 3, 29)
    with world.acting():
        kind = make_type(world, world.paul)
        WeeklyHours.objects.filter(practitioner=world.paul).delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(practitioner=world.paul, weekday=day, opens=time(9), closes=time(10))
            for day in range(1, 8)
        )

    def is_open(day: date) -> bool:
        start = datetime.combine(day, time(0), tzinfo=world.practice.zone)
        return bool(times_of(world, kind, start))

    assert is_open(good_friday)
    assert not is_open(easter_monday)
    world.practice.region = "57"  # Moselle
    assert not is_open(good_friday)
    with world.acting():
        HolidayOpening.objects.create(practitioner=world.paul, day=easter_monday)
    assert is_open(easter_monday)


@pytest.mark.proves("B2.2")
def test_hours_may_count_from_a_day_on(world: World, monday: datetime) -> None:
    with world.acting():
        kind = make_type(world, world.paul)
        WeeklyHours.objects.update(valid_until=monday.date())
        WeeklyHours.objects.create(
            practitioner=world.paul,
            weekday=1,
            opens=time(14),
            closes=time(15),
            valid_from=monday.date() + timedelta(days=1),
        )
    assert times_of(world, kind, monday)[0] == "09:00"
    assert times_of(world, kind, monday + timedelta(days=7)) == ["14:00", "14:30"]


def test_the_neighbour_shares_no_hours(world: World) -> None:
    with world.acting("neighbour"):
        kind = make_type(world, world.luc)
        assert first_free(world.paul, types=[kind]) is None
