"""The named world holds what the tests lean on."""

from __future__ import annotations

import pytest

from tests.world import ROLES, Role, World
from visavis.patients.public import encounters_visible_to, visible_to


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_client_and_an_actor(world: World, role: Role) -> None:
    assert ("visavis" in world.client(role).cookies) == (role != "visitor")
    assert world.actor(role).organization_id == world.practice.pk


@pytest.mark.proves("A4.1")
def test_each_sees_their_own_patients(world: World) -> None:
    seen = {}
    for role in ROLES:
        with world.acting():
            seen[role] = sorted(p.first_name for p in visible_to(world.actor(role)))
    everyone = ["Alice", "Bruno", "Chloé", "Denis"]
    assert seen["owner"] == seen["manager"] == everyone
    assert seen["practitioner"] == seen["secretary"] == ["Alice", "Bruno"]
    assert seen["colleague"] == ["Chloé"]
    assert seen["supervisor"] == ["Alice"]
    assert seen["department_manager"] == ["Alice", "Bruno"]
    assert seen["double_secretary"] == ["Alice", "Bruno", "Chloé"]
    assert seen["visiting"] == ["Denis"]
    assert seen["patient"] == ["Alice"]
    assert seen["other_patient"] == ["Bruno"]
    for role in ("visitor", "former", "neighbour_practitioner", "neighbour_patient"):
        assert seen[role] == []


def test_a_link_opens_its_own_visit_only(world: World) -> None:
    with world.acting():
        seen = encounters_visible_to(world.actor("other_patient"))
        assert [encounter.pk for encounter in seen] == [world.visits["early"].pk]
