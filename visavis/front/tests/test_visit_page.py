"""The visit's page in each of its states, and who does not see it (D1.1, D12.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.world import Role, World
from visavis.consultations.public import DeviceCheck, Visit
from visavis.scheduling.public import Appointment

STRANGERS: tuple[Role, ...] = (
    "visitor",
    "other_patient",
    "colleague",
    "secretary",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
)


def _place(world: World, name: str, page: str = "") -> str:
    return f"/visit/{world.visits[name].pk}/{page}"


def _see(world: World, name: str, role: Role = "patient", after: timedelta | None = None) -> Any:
    client = world.client(role)
    with time_machine.travel(world.now + (after or timedelta()), tick=False):
        return client.get(_place(world, name))


@pytest.mark.proves("D1.1")
def test_too_early_tells_the_time_and_when_the_door_opens(world: World) -> None:
    answer = _see(world, "early", "other_patient")
    assert answer.status_code == 200
    text = answer.content.decode()
    start = world.appointments["early"].starts_at.astimezone(world.practice.zone)
    opens = start - timedelta(minutes=60)
    assert f"{start:%H:%M}" in text
    assert f'data-until="{opens.isoformat()}"' in text
    assert 'data-elsewhere="Europe/Paris"' in text
    assert _place(world, "early", "check/") in text
    assert _place(world, "early", "calendar.ics") in text


@pytest.mark.proves("D2.1")
def test_devices_can_be_tried_long_before_but_not_after(world: World) -> None:
    client = world.client("other_patient")
    page = client.get(_place(world, "early", "check/"))
    assert page.status_code == 200
    assert 'data-journey="check wait consult finish"' in page.content.decode()
    assert client.get(_place(world, "early", "wait/")).headers["Location"] == _place(world, "early")
    with time_machine.travel(world.now + timedelta(days=1), tick=False):
        late = client.get(_place(world, "early", "check/"))
    assert late.headers["Location"] == _place(world, "early")


@pytest.mark.proves("D1.1")
def test_too_early_can_be_cancelled_only_within_the_rules(world: World) -> None:
    cancel = _place(world, "tomorrow", "cancel/")
    assert cancel not in _see(world, "tomorrow", after=timedelta(hours=2)).content.decode()
    before = _see(world, "tomorrow", after=-timedelta(hours=2)).content.decode()
    assert cancel in before
    assert 'method="post"' in before


def test_a_visit_at_the_practice_tells_where(world: World) -> None:
    text = _see(world, "tomorrow").content.decode()
    assert "12 rue du Parc" in text
    assert "data-then-reload" not in text


@pytest.mark.proves("D1.1", "D1.2")
def test_on_time_leads_to_the_next_step(world: World) -> None:
    assert _see(world, "now").headers["Location"] == _place(world, "now", "check/")
    with world.acting():
        DeviceCheck.objects.create(encounter=world.visits["now"], verdict="good", at=world.now)
    assert _see(world, "now").headers["Location"] == _place(world, "now", "wait/")
    with world.acting():
        visit = Visit.objects.create(
            encounter=world.visits["now"],
            practitioner=world.claire,
            state="waiting",
            arrived_at=world.now,
        )
    assert _see(world, "now").headers["Location"] == _place(world, "now", "wait/")
    with world.acting():
        visit.state = "admitted"
        visit.save()
    assert _see(world, "now").headers["Location"] == _place(world, "now", "room/")
    with world.acting():
        visit.state, visit.ended_at = "ended", world.now
        visit.save()
    assert _see(world, "now").headers["Location"] == _place(world, "now", "end/")


def test_one_in_line_is_not_sent_back_to_the_device_check(world: World) -> None:
    with world.acting():
        Visit.objects.create(
            encounter=world.visits["now"],
            practitioner=world.claire,
            state="waiting",
            arrived_at=world.now,
        )
    assert _see(world, "now").headers["Location"] == _place(world, "now", "wait/")


@pytest.mark.proves("D1.1")
def test_the_door_opens_and_closes_by_the_practices_setting(world: World) -> None:
    late = timedelta(minutes=10 + 20 + 60)
    assert _see(world, "now", after=late - timedelta(minutes=1)).status_code == 302
    answer = _see(world, "now", after=late + timedelta(minutes=1))
    assert answer.status_code == 200
    assert "tel:+33142685300" in answer.content.decode()
    assert "/book/dr-claire-martin/" in answer.content.decode()
    world.practice.door_closes_after = 5
    world.practice.save()
    assert _see(world, "now", after=timedelta(minutes=36)).status_code == 200


@pytest.mark.proves("D1.1")
def test_a_cancelled_appointment_says_so(world: World) -> None:
    answer = _see(world, "cancelled")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "/book/dr-claire-martin/" in text
    assert "check/" not in text
    assert "cancel/" not in text


@pytest.mark.proves("D12.2")
def test_the_end_thanks_and_says_what_comes_next(world: World) -> None:
    assert _see(world, "past").headers["Location"] == _place(world, "past", "end/")
    with world.acting():
        world.claire.secretariat_phone = "+33142685399"
        world.claire.save()
    text = world.client("patient").get(_place(world, "past", "end/")).content.decode()
    assert "tel:+33142685399" in text
    assert _place(world, "now") in text
    assert "/book/dr-claire-martin/" in text


def test_the_end_page_is_for_visits_that_have_ended(world: World) -> None:
    answer = world.client("patient").get(_place(world, "now", "end/"))
    assert answer.headers["Location"] == _place(world, "now")


@pytest.mark.proves("A1.1")
@pytest.mark.parametrize("role", STRANGERS)
@pytest.mark.parametrize("page", ["", "end/"])
def test_nobody_else_sees_the_page(world: World, role: Role, page: str) -> None:
    answer = world.client(role).get(_place(world, "past", page))
    nothing = world.client(role).get("/visit/01890000-0000-7000-8000-000000000000/")
    assert answer.status_code == nothing.status_code == 404


def test_an_appointment_never_seen_by_a_person_is_no_page(world: World) -> None:
    with world.acting():
        Appointment.objects.filter(pk=world.appointments["now"].pk).delete()
    assert _see(world, "now").status_code == 302
