"""Several people at one time, each with a connection and a commit of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.world import World
from visavis.core.public import now
from visavis.scheduling.public import (
    Appointment,
    AppointmentType,
    SlotTaken,
    first_free,
    free_slots,
    hold,
)
from visavis.scheduling.tests.conftest import make_type

CROWD = 12


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What each of *count* got, a value or the exception, all starting together."""
    results: list[Any] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = act(number)
        except Exception as fault:
            results[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def holder(world: World, types: list[AppointmentType], start: datetime) -> Callable[[int], Any]:
    def act(number: int) -> Appointment:
        with world.acting():
            return hold(
                world.actor("visitor"),
                practitioner=world.claire,
                type=types[number % len(types)],
                starts_at=start,
                secret=f"secret {number}",
            )

    return act


def first_start(world: World, kind: AppointmentType) -> datetime:
    with world.acting():
        slot = first_free(world.claire, types=[kind], after=now() + timedelta(days=3))
    assert slot is not None
    return slot.starts_at


def winners(results: list[Any]) -> list[Appointment]:
    assert {type(result) for result in results} <= {Appointment, SlotTaken}, results
    return [result for result in results if isinstance(result, Appointment)]


@pytest.mark.proves("B5.2")
def test_one_of_many_gets_the_time(committed_world: World) -> None:
    world = committed_world
    with world.acting():
        kind = make_type(world, world.claire)
    start = first_start(world, kind)
    results = at_once(CROWD, holder(world, [kind], start))
    assert len(winners(results)) == 1
    assert all(fault.nearest for fault in results if isinstance(fault, SlotTaken))


@pytest.mark.proves("B3.3")
def test_overlapping_lengths_collide_too(committed_world: World) -> None:
    world = committed_world
    with world.acting():
        short = make_type(world, world.claire)
        long = make_type(world, world.claire, minutes=45, gap_minutes=0)
    start = first_start(world, short)
    assert len(winners(at_once(CROWD, holder(world, [short, long], start)))) == 1


def test_an_old_hold_is_inherited_by_one(committed_world: World) -> None:
    world = committed_world
    with world.acting():
        kind = make_type(world, world.claire)
    start = first_start(world, kind)
    holder(world, [kind], start)(99)
    with world.acting():
        Appointment.objects.filter(status="proposed").update(
            hold_expires_at=now() - timedelta(seconds=1)
        )
    assert len(winners(at_once(CROWD, holder(world, [kind], start)))) == 1


def test_two_who_swap_their_holds_both_end_with_one(committed_world: World) -> None:
    world = committed_world
    with world.acting():
        kind = make_type(world, world.claire)
    first = first_start(world, kind)
    with world.acting():
        second = free_slots(
            world.claire,
            type=kind,
            start=first + timedelta(minutes=1),
            end=first + timedelta(days=9),
        )[0].starts_at
    holder(world, [kind], first)(0)
    holder(world, [kind], second)(1)

    def swap(number: int) -> Appointment:
        return holder(world, [kind], [second, first][number])(number)

    winners(at_once(2, swap))
    with world.acting():
        assert Appointment.objects.filter(status="proposed").count() == 2
