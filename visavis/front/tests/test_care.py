"""The care team in the patient's file, and what its end does to an open page."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.live import in_thread
from tests.world import World
from visavis.patients.public import end_relation, lasting, set_departments
from visavis.scheduling.public import NotTheirs, book


@pytest.mark.proves("A4.1")
def test_a_practitioner_adds_changes_and_ends(world: World) -> None:
    client, address = world.client("practitioner"), f"/desk/patients/{world.alice.pk}/care/"
    assert client.post(address, {"practitioner": world.paul.pk, "kind": "other"}).status_code == 302
    change = {"practitioner": world.paul.pk, "kind": "primary", "change": "1"}
    assert client.post(address, change).status_code == 302
    with world.acting():
        found = [(one.practitioner.slug, one.kind) for one in lasting(world.alice)]
    assert found[:2] == [("paul-petit", "primary"), ("dr-claire-martin", "other")]
    answer = client.post(f"{address}end/", {"practitioner": world.claire.pk})
    assert answer.headers["Location"] == "/desk/patients/", "one who sees it no more"
    assert client.get(address).status_code == 404


def test_nonsense_gets_its_sentence(world: World) -> None:
    client, address = world.client("owner"), f"/desk/patients/{world.alice.pk}/care/"
    for who in ("", "nonsense", world.luc.pk, world.claire.pk):
        assert client.post(address, {"practitioner": who, "kind": "other"}).status_code == 422
    gone = client.post(address, {"practitioner": world.paul.pk, "kind": "x", "change": "1"})
    assert gone.status_code == 302


@pytest.mark.proves("A1.4")
@pytest.mark.parametrize(("role", "strict", "books"), [
    ("double_secretary", False, True),
    ("double_secretary", True, False),
    ("owner", True, True),
    ("colleague", False, False),
])  # fmt: skip
def test_staff_book_whom_they_may(world: World, role: str, strict: bool, books: bool) -> None:
    """Alice, in Claire's care, with Paul."""
    world.practice.strict_patients = strict
    with world.acting():
        actor = world.actor(role)  # type: ignore[arg-type]
        facts = {
            "practitioner": world.paul,
            "type": world.types["video"],
            "starts_at": world.now + timedelta(days=6),
            "patient": world.alice,
        }
        if books:
            assert book(actor, **facts).patient == world.alice
        else:
            with pytest.raises(NotTheirs):
                book(actor, **facts)


@pytest.mark.proves("A4.1", "A1.3")
@pytest.mark.parametrize("how", ["relation", "department"])
def test_within_two_seconds_an_open_file_is_left(committed_world: World, how: str) -> None:
    world = committed_world
    with world.acting():
        world.practice.strict_departments = True
        world.practice.save()
    with in_thread() as house:
        lines = {
            role: house.topics(world.client(role), f"patient:{world.alice.pk}")
            for role in ("practitioner", "supervisor", "secretary")
        }
        time.sleep(0.3)
        began = time.monotonic()
        with world.acting():
            owner = world.actor("owner")
            if how == "relation":
                end_relation(owner, patient=world.alice, practitioner=world.claire)
            else:
                set_departments(owner, patient=world.alice, departments=[])
        leaving = ["practitioner", "secretary"] + ["supervisor"] * (how == "department")
        for role in leaving:
            assert lines[role].close_code() == 4403, role
        assert time.monotonic() - began < 4
        if how == "relation":
            assert lines["supervisor"].receive() == {"changed": f"patient:{world.alice.pk}"}
        for line in lines.values():
            line.close()
