"""The platform's own address: every route, every role (platform_table.py)."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from tests.house.addresses import PLATFORM, addresses_of
from tests.house.platform_table import ELSEWHERE, PLATFORM_TABLE, ROLES, Role, Row
from tests.second_factor import sign_in_with_factor
from tests.world import World
from visavis.accounts.public import PlatformOperator, User, state_qualification


def _client(role: Role, world: World) -> Client:
    client = Client(headers={"host": "localhost"})
    if role == "visitor":
        return client
    if role == "member":
        client.force_login(world.users["olivia"])
        return client
    user = User.objects.create_user("odile@visavis.fr", "x", first_name="Odile", last_name="Morin")
    PlatformOperator.objects.create(user=user)
    if role == "operator":
        Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
        sign_in_with_factor(client, user)
        return client
    client.force_login(user)
    return client


def _address(route: str, world: World, qualification: object) -> str:
    known = {
        "organization_id": world.practice.pk,
        "qualification_id": qualification,
        "token": "a-token-that-is-none-of-ours",
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(known[m.group(1)]), route)


@pytest.mark.proves("A1.5", "A8.1")
@pytest.mark.parametrize("row", PLATFORM_TABLE, ids=str)
def test_each_role_gets_what_the_table_says(row: Row, world: World) -> None:
    with world.acting():
        world.claire.approved_at = None
        world.claire.save()
        waiting = state_qualification(
            world.actor("practitioner"),
            profession="physician",
            register="other",
            number="12345",
            proof=("a.pdf", b"%PDF-1.4"),
        )
    address, found = _address(row.route, world, waiting.pk), []
    for role in ROLES:
        with transaction.atomic():
            client = _client(role, world)
            ask = client.get if row.method == "GET" else client.post
            answer = ask(address, row.data)
            text = b"".join(answer).decode(errors="replace")
            found.append(answer.status_code)
            transaction.set_rollback(True)
        assert not re.search(r"\b(Moreau|Faure|Garnier|Benali)\b", text), role
    assert tuple(found) == row.status


def test_every_address_of_the_platform_is_in_the_table() -> None:
    own = {route for route in addresses_of(PLATFORM) if not route.startswith(ELSEWHERE)}
    assert own == {row.route for row in PLATFORM_TABLE}
