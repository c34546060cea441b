"""The rights page: switches that hold at once, the mark of open pages, who may not turn them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import Role, World
from visavis.accounts.public import RIGHTS_SWITCHES, Organization
from visavis.core.public import AuditEvent

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/rights/"


def turned(client: Client, switch: str, to: str) -> int:
    return client.post(PAGE, {"switch": switch, "to": to}).status_code


def mark(client: Client) -> str:
    return str(client.get("/desk/rights/").json()["rights"])


@pytest.mark.proves("A3.1", "A3.2")
@pytest.mark.parametrize("switch", RIGHTS_SWITCHES)
def test_each_switch_is_turned_and_open_pages_learn_of_it(world: World, switch: str) -> None:
    owner, colleague = world.client("owner"), world.client("colleague")
    before, mark_before = getattr(world.practice, switch), mark(colleague)
    assert turned(owner, switch, "off" if before else "on") == 302
    assert getattr(Organization.objects.get(pk=world.practice.pk), switch) is not before
    assert mark(colleague) != mark_before
    with world.acting():
        event = AuditEvent.objects.get(verb="right.switched")
        assert (event.facts["switch"], event.facts["to"]) == (switch, not before)
    assert turned(owner, switch, "on" if before else "off") == 302
    assert mark(colleague) == mark_before


@pytest.mark.proves("A3.1")
def test_a_switch_holds_at_the_next_request(world: World) -> None:
    owner, colleague = world.client("owner"), world.client("colleague")
    file = f"/desk/patients/{world.patients['alice'].pk}/"
    assert colleague.get(file).status_code == 404
    assert turned(owner, "own_patients_only", "off") == 302
    assert colleague.get(file).status_code == 200
    assert turned(owner, "own_patients_only", "on") == 302
    assert colleague.get(file).status_code == 404


def test_what_is_no_switch_is_not_there(world: World) -> None:
    owner = world.client("owner")
    for switch, to in (("name", "on"), ("strict_patients", "maybe"), ("", "")):
        assert turned(owner, switch, to) == 404


@pytest.mark.parametrize("role", ["manager", "practitioner", "secretary", "patient"])
def test_nobody_else_turns_them(world: World, role: Role) -> None:
    client = world.client(role)
    assert client.get(PAGE).status_code == 404
    assert turned(client, "own_patients_only", "off") == 404
    assert Organization.objects.get(pk=world.practice.pk).own_patients_only
