"""The patient's own list of visits."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import World

LOGIN = "/accounts/login/"


def _names(world: World, text: str) -> set[str]:
    return {name for name, visit in world.visits.items() if str(visit.pk) in text}


@pytest.mark.proves("E5.1")
def test_a_patient_sees_their_own_visits(world: World) -> None:
    text = world.client("patient").get("/portal/").content.decode()
    assert _names(world, text) == {"now", "tomorrow", "past"}


def test_by_link_one_sees_the_linked_visit_only(world: World) -> None:
    text = world.client("other_patient").get("/portal/").content.decode()
    assert _names(world, text) == {"early"}


def test_a_visitor_signs_in_first(world: World) -> None:
    answer = world.client().get("/portal/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LOGIN)


@pytest.mark.proves("A1.1")
def test_another_practices_patient_has_no_visits_here(world: World) -> None:
    for role in ("neighbour_patient", "neighbour_practitioner", "former"):
        page = world.client(role).get("/portal/")
        assert page.status_code == 200
        assert _names(world, page.content.decode()) == set()
    text = world.client("neighbour_patient", at="neighbour").get("/portal/").content.decode()
    assert _names(world, text) == {"neighbours"}


def test_signing_in_leads_patients_to_the_portal_and_staff_to_the_desk(world: World) -> None:
    for name, place in (("alice", "/portal/"), ("claire", "/desk/")):
        client = Client(headers={"host": "parc.localhost"})
        answer = client.post(LOGIN, {"login": f"{name}@exemple.fr", "password": "tulipe-orange-42"})
        assert answer.status_code == 302
        assert answer.headers["Location"] == place
