"""What outlives the live process: the place in line, the call, and who has silently gone."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.live import LiveProcess
from visavis.consultations.public import Stay, Visit, record_of
from visavis.consultations.room import presence
from visavis.consultations.tests.conftest import Visiting
from visavis.core.public import now


@pytest.fixture
def process(committed_world):
    house = LiveProcess()
    house.start()
    yield Visiting(committed_world, house)
    house.stop()


@pytest.mark.proves("D4.5", "D3.3")
def test_a_killed_process_loses_neither_place_nor_call(process):
    world = process.world
    process.arrive()
    patient, mine = process.enter("patient")
    _practitioner, _welcome = process.enter("practitioner")
    process.admit()
    patient.until("state", state="in-call")
    process.house.kill()
    assert patient.close_code() == 1006
    process.house.start()
    _again, welcome = process.enter("patient")
    other, _welcome = process.enter("practitioner")
    assert welcome["you"]["id"] == mine["you"]["id"]
    assert welcome["visit"]["state"] == "in-call"
    assert welcome["visit"]["waiting_since"] == mine["visit"]["waiting_since"]
    other.send({"type": "signal", "to": mine["you"]["id"], "data": {"session": "s"}})
    assert _again.until("signal")["data"] == {"session": "s"}
    with world.acting():
        kept = record_of(world.actor("practitioner"), encounter=world.visits["now"])
        assert {one.role: len(one.stays) for one in kept.attendance} == {
            "patient": 1,
            "practitioner": 1,
        }


@pytest.mark.proves("D3.3")
def test_one_who_went_while_the_process_was_dead_is_found(process):
    process.arrive()
    process.enter("patient")
    process.house.kill()
    world, long_ago = process.world, now() - timedelta(minutes=5)
    with world.acting():
        Visit.objects.update(seen_at=long_ago)
        Stay.objects.update(seen_at=long_ago)
    assert presence.sweep_everywhere() == 1
    assert presence.sweep_everywhere() == 0
    with world.acting():
        visit = Visit.objects.get()
        assert (visit.left_at, visit.state) == (long_ago, "waiting")
        assert Stay.objects.get().left_at == long_ago
    process.house.start()


def test_presence_is_written_down_while_connected(process, monkeypatch):
    process.arrive()
    _line, welcome = process.enter("patient")
    with process.world.acting():
        before = Visit.objects.get().seen_at
        presence.seen([welcome["you"]["id"]])
        assert Visit.objects.get().seen_at > before


def test_a_sweep_too_many_is_mended_by_the_next_sight(process):
    process.arrive()
    _line, welcome = process.enter("patient")
    with process.world.acting():
        Visit.objects.update(left_at=now())
        Stay.objects.update(left_at=now())
        presence.seen([welcome["you"]["id"]])
        assert Visit.objects.get().left_at is None
        assert Stay.objects.filter(left_at=None).count() == 1


def test_a_stopped_process_says_come_back(process):
    process.arrive()
    line, _welcome = process.enter("patient")
    began = time.monotonic()
    process.house.stop()
    assert line.close_code() == 1012
    assert time.monotonic() - began < 5
    process.house.start()
