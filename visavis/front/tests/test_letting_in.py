"""Personal links: they let one person in to one visit, and say well when they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.world import World
from visavis.core.public import AuditEvent
from visavis.patients.public import Encounter, revoke_links


@pytest.mark.proves("C1.2", "D1.1")
def test_a_link_lets_in_to_its_visit_and_leaves_the_address(world: World) -> None:
    client = world.client()
    answer = client.get(f"/v/{world.token('early')}/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/visit/{world.visits['early'].pk}/"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert client.get(answer.headers["Location"]).status_code == 200
    for other in ("now", "colleagues", "neighbours"):
        assert client.get(f"/visit/{world.visits[other].pk}/").status_code == 404


def test_opening_a_link_starts_a_new_session(world: World) -> None:
    client = world.client("other_patient")
    before = client.cookies["visavis"].value
    client.get(f"/v/{world.token('early')}/")
    assert client.cookies["visavis"].value != before


def test_looking_at_a_link_changes_nothing_but_the_audit(world: World) -> None:
    with world.acting():
        before = list(Encounter.objects.order_by("pk").values())
    world.client().get(f"/v/{world.token('now')}/")
    with world.acting():
        assert list(Encounter.objects.order_by("pk").values()) == before
        assert AuditEvent.objects.filter(verb="link.opened").count() == 1


def _is_told_kindly(client: Client, token: str) -> bool:
    answer = client.get(f"/v/{token}/")
    return answer.status_code == 404 and "tel:+33142685300" in answer.content.decode()


@pytest.mark.proves("C1.2", "D1.1")
def test_a_link_that_is_over_is_told_with_the_phone(world: World) -> None:
    client = world.client()
    assert _is_told_kindly(client, "never-was-a-link")
    with world.acting():
        revoke_links(world.actor("practitioner"), encounter=world.visits["now"])
        world.links["early"].expires_at = world.now - timedelta(days=1)
        world.links["early"].save()
    assert _is_told_kindly(client, world.token("now"))
    assert _is_told_kindly(client, world.token("early"))


def test_a_link_opened_before_it_was_revoked_opens_nothing_any_more(world: World) -> None:
    client = world.client("other_patient")
    place = f"/visit/{world.visits['early'].pk}/"
    assert client.get(place).status_code == 200
    with world.acting():
        revoke_links(world.actor("practitioner"), encounter=world.visits["early"])
    assert client.get(place).status_code == 404


@pytest.mark.proves("A1.1")
def test_the_neighbours_links_open_nothing_here(world: World) -> None:
    assert _is_told_kindly(world.client(), world.token("neighbours"))


def test_a_link_is_only_looked_at(world: World) -> None:
    assert world.client().post(f"/v/{world.token('now')}/").status_code == 405
