"""Every address, every role: the rights table (tests/house/rights_table.py) is the truth."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.house.addresses import PRACTICE, address_of, addresses_of
from tests.house.rights_table import TABLE, Row
from tests.world import ROLES, Role, World

PATIENTS = {
    "alice": "Moreau",
    "bruno": "Faure",
    "chloe": "Garnier",
    "denis": "Lambert",
    "nadia": "Benali",
}
# Whose names a role may read anywhere at the practice.
KNOWS: dict[Role, tuple[str, ...]] = {
    "patient": ("alice",),
    "other_patient": ("bruno",),
    "practitioner": ("alice", "bruno"),
    "secretary": ("alice", "bruno"),
    "colleague": ("chloe",),
    "manager": ("alice", "bruno", "chloe", "denis"),
    "owner": ("alice", "bruno", "chloe", "denis"),
    "supervisor": ("alice",),
    "department_manager": ("alice", "bruno"),
    "double_secretary": ("alice", "bruno", "chloe"),
    "visiting": ("denis",),
    "neighbour_patient": ("nadia",),
}
# The outbox shows every notice to everybody: it exists in demos and development only.
SHOWS_ALL = ("outbox/",)


def ask(client: Client, row: Row, world: World, *, keep: bool = False) -> HttpResponse:
    """What *client* gets; everything it did is undone, unless the caller undoes it (*keep*)."""
    data = row.data(world) if callable(row.data) else dict(row.data)
    address = address_of(row.route, world, row.about) + row.query
    with transaction.atomic():
        call = client.get if row.method == "GET" else client.post
        answer: HttpResponse = call(address, data, content_type=row.content_type)
        transaction.set_rollback(not keep)
    return answer


def body_of(answer: HttpResponse) -> str:
    """What was sent, as text."""
    return b"".join(answer).decode(errors="replace")


def test_every_address_is_in_the_table() -> None:
    # What the API answers has its own table: visavis/api/tests/test_api.py.
    pages = {route for route in addresses_of(PRACTICE) if not route.startswith("api/")}
    assert sorted(pages - {row.route for row in TABLE}) == []


def test_the_table_names_no_address_that_is_gone() -> None:
    assert sorted({row.route for row in TABLE} - set(addresses_of(PRACTICE))) == []


@pytest.mark.proves("A1.1", "A2.1")
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_role_gets_what_the_table_says(row: Row, world: World) -> None:
    found: dict[Role, int] = {}
    named: list[tuple[Role, str]] = []
    for role in ROLES:
        answer = ask(world.client(role), row, world)
        found[role] = answer.status_code
        if not row.route.startswith(SHOWS_ALL):
            text = body_of(answer)
            hidden = [PATIENTS[name] for name in PATIENTS if name not in KNOWS.get(role, ())]
            named += [(role, name) for name in hidden if re.search(rf"\b{name}\b", text)]
    assert found == {role: row.expected(role) for role in ROLES}
    assert named == [], "names somebody whom this role may not see"


@pytest.mark.proves("A1.1")
@pytest.mark.parametrize(
    "row", [row for row in TABLE if "_id>" in row.route and row.about != "neighbours"], ids=str
)
def test_next_door_our_things_do_not_exist(row: Row, world: World) -> None:
    """The neighbour's own people, at their own address, with our keys."""
    for role in ("neighbour_practitioner", "neighbour_patient"):
        assert ask(world.client(role, at="neighbour"), row, world).status_code == 404, role


@pytest.mark.proves("C1.2")
def test_next_door_our_links_open_nothing(world: World) -> None:
    for at, opens in (("practice", True), ("neighbour", False)):
        client = world.client(at=at)
        client.get(address_of("v/<str:token>/", world))
        page = client.get(address_of("visit/<uuid:encounter_id>/", world))
        assert (page.status_code != 404) is opens
