"""Today at the desk, for each who works here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests.world import Role, World
from visavis.accounts.public import SecretaryLink
from visavis.consultations.public import Visit

NOBODYS: tuple[Role, ...] = (
    "patient",
    "other_patient",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Away from midnight: today must hold the visits around now."""
    with time_machine.travel(datetime.now(UTC).replace(hour=11, minute=3), tick=True):
        yield


def _wait(world: World, name: str) -> Visit:
    with world.acting():
        visit: Visit = Visit.objects.create(
            encounter=world.visits[name],
            practitioner=world.visits[name].practitioner,
            state="waiting",
            arrived_at=world.now,
        )
    return visit


@pytest.mark.proves("B7.4")
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("practitioner", ("now",)),
        ("secretary", ("now",)),
        ("colleague", ("colleagues",)),
        ("manager", ("now", "colleagues")),
        ("owner", ("now", "colleagues")),
    ],
)
def test_each_sees_the_day_of_those_served(world: World, role: Role, sees: tuple[str]) -> None:
    for name in ("now", "colleagues"):
        _wait(world, name)
    text = world.client(role).get("/desk/").content.decode()
    patients = {"now": world.alice, "colleagues": world.chloe}
    for name, patient in patients.items():
        assert (f"/desk/patients/{patient.pk}/" in text) == (name in sees)
        assert (f"/desk/visit/{world.visits[name].pk}/admit/" in text) == (name in sees)


@pytest.mark.proves("D3.1")
def test_who_waits_is_counted_and_can_be_admitted(world: World) -> None:
    client = world.client("practitioner")
    assert "/admit/" not in client.get("/desk/").content.decode()
    _wait(world, "now")
    text = client.get("/desk/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in text
    assert f"/desk/visit/{world.visits['now'].pk}/admit/" in text
    assert 'data-title-count="1"' in text
    assert f"waiting:{world.claire.pk}" in text
    assert f"planning:{world.claire.pk}" in text


def test_an_open_page_whose_session_has_ended_loads_anew(world: World) -> None:
    answer = world.client().get("/desk/", headers={"hx-request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""
    assert world.client("patient").get("/desk/", headers={"hx-request": "true"}).status_code == 404


def test_a_secretary_who_serves_nobody_is_told(world: World) -> None:
    with world.acting():
        SecretaryLink.objects.update(ended_at=world.now)
    page = world.client("secretary").get("/desk/")
    assert page.status_code == 200
    assert str(world.alice.pk) not in page.content.decode()


def test_a_free_day(world: World) -> None:
    with time_machine.travel(world.now.replace(year=world.now.year + 2), tick=False):
        client = world.client("practitioner")
        page = client.get("/desk/")
    assert page.status_code == 200
    assert str(world.alice.pk) not in page.content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/patients/"])
def test_visitors_sign_in_first_and_strangers_find_nothing(world: World, path: str) -> None:
    answer = world.client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={path}"
    for role in NOBODYS:
        assert world.client(role).get(path).status_code == 404
    assert Client(headers={"host": "localhost"}).get(path).status_code == 404


def test_today_costs_the_same_for_one_visit_and_for_many(
    world: World, django_assert_max_num_queries: object
) -> None:
    _wait(world, "now")
    client = world.client("owner")
    client.get("/desk/")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get("/desk/")
