"""Every address, every role: the rights table (tests/house/rights_table.py) is the truth."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.house.addresses import PRACTICE, addresses_of
from tests.house.rights_table import TABLE, Row
from tests.world import ROLES, World

READS = ("GET",)


def address_of(route: str, world: World, about: str = "now") -> str:
    """The address of *route* in this world, speaking of the visit *about*."""
    visit = world.visits[about]
    known: dict[str, Any] = {
        "encounter_id": visit.pk,
        "patient_id": visit.patient_id,
        "slug": "dr-claire-martin",
        "token": world.token(about),
        "uidb36": "1",
        "key": "set-password",
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(known[match.group(1)]), route)


def answer(client: Client, row: Row, world: World) -> int:
    """The status *client* gets; everything it did is undone."""
    data = row.data(world) if callable(row.data) else dict(row.data)
    with transaction.atomic():
        call = client.get if row.method == "GET" else client.post
        status: int = call(address_of(row.route, world, row.about) + row.query, data).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.proves("A2.1", "A4.1", "A1.1")
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_role_gets_what_the_table_says(row: Row, world: World) -> None:
    wanted = {role: row.expected(role) for role in ROLES}
    found = {role: answer(world.client(role), row, world) for role in ROLES}
    assert found == wanted


def test_every_address_is_in_the_table() -> None:
    assert sorted(set(addresses_of(PRACTICE)) - {row.route for row in TABLE}) == []


def test_the_table_names_no_address_that_is_gone() -> None:
    assert sorted({row.route for row in TABLE} - set(addresses_of(PRACTICE))) == []
