"""Times as people write them; who may follow a planning; the sweeping of old holds."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.world import World
from visavis.core.live.public import may_follow
from visavis.core.public import now
from visavis.scheduling import jobs
from visavis.scheduling.hours import read_time
from visavis.scheduling.public import Appointment, hold
from visavis.scheduling.tests.conftest import Diary


@pytest.mark.proves("B1.4")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:00", time(9)),
        ("09:00", time(9)),
        ("9h", time(9)),
        ("9 h", time(9)),
        ("9H30", time(9, 30)),
        ("9 h 30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("0900", time(9)),
        ("900", time(9)),
        ("1830", time(18, 30)),
        ("18", time(18)),
        (" 7:05 ", time(7, 5)),
        ("24:00", time(0)),
        ("", None),
        ("25:00", None),
        ("9:60", None),
        ("9:5", None),
        ("24:01", None),
        ("midi", None),
        ("٩:٠٠", None),
        ("9:00\x00", None),
    ],
)
def test_a_time_is_read_as_people_write_it(written: str, meant: time | None) -> None:
    assert read_time(written) == meant


@given(st.text(max_size=12))
def test_nonsense_is_no_time_and_no_error(text: str) -> None:
    assert read_time(text) is None or isinstance(read_time(text), time)


@given(st.times())
def test_every_time_is_read_back(at: time) -> None:
    whole = at.replace(second=0, microsecond=0)
    for written in (f"{whole:%H:%M}", f"{whole:%H%M}", f"{whole.hour}h{whole:%M}"):
        assert read_time(written) == whole


def test_who_may_see_a_planning_may_follow_it(world: World) -> None:
    topic = f"planning:{world.paul.pk}"
    with world.acting():
        for role, may in (("practitioner", True), ("secretary", False), ("patient", False)):
            assert may_follow(world.actor(role), topic) is may  # type: ignore[arg-type]
        world.practice.everybodys_schedule = False
        assert not may_follow(world.actor("practitioner"), topic)
        assert may_follow(world.actor("colleague"), topic)
        assert may_follow(world.actor("owner"), topic)
        assert not may_follow(world.actor("owner"), "planning:nonsense")
        assert not may_follow(world.actor("owner"), f"planning:{world.luc.pk}")


def test_old_holds_are_swept_in_every_organization(diary: Diary) -> None:
    with diary.world.acting():
        hold(
            diary.world.actor("visitor"),
            practitioner=diary.practitioner,
            type=diary.kind,
            starts_at=diary.slots()[9].starts_at,
            secret="s",
        )
    jobs.sweep_holds()
    with diary.world.acting():
        assert Appointment.objects.filter(status="proposed").count() == 1
    with time_machine.travel(now() + timedelta(minutes=11)):
        jobs.sweep_holds()
    with diary.world.acting():
        assert not Appointment.objects.filter(status="proposed").exists()
