"""Every socket, every role: who may follow which topic, who may sit in which room."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.house.rights_table import COLLEAGUES, SEEING, SERVING, STAFF
from tests.live import Line, LiveHouse, in_thread
from tests.world import ROLES, Role, World

REFUSED = 4403
NO_TICKET = 4401

# Topic (with {names} of the world filled in) -> who may follow it.
TOPICS: dict[str, tuple[Role, ...]] = {
    # Everybody sees everybody's planning, busy only (the practice's switch).
    "planning:{claire}": STAFF,
    "planning:{paul}": tuple(role for role in STAFF if role != "secretary"),
    "planning:{luc}": (),
    "waiting:{claire}": SERVING,
    "waiting:{luc}": (),
    "waiting:any": ("manager", "owner"),
    "waiting:{paul}": COLLEAGUES,
    "visit:{now}": ("patient", *SEEING),
    "visit:{colleagues}": COLLEAGUES,
    "visit:{neighbours}": (),
    "patient:{alice}": ("patient", *SEEING),
    "patient:{chloe}": COLLEAGUES,
    "patient:{nadia}": (),
    "patient:nonsense": (),
    "consents:{alice}": ("patient", *SEEING),
    "consents:{nadia}": (),
    "consents:nonsense": (),
    "notices:{now}": SEEING,
    "notices:{neighbours}": (),
    "access:{sophie}": ("secretary",),
    "access:{luc_member}": (),
    "members:": ("manager", "department_manager", "owner"),
    "rights:": ("owner",),
    # In demos and development only, like its page.
    "outbox:": ROLES,
    "planning:nonsense": (),
    "planning:": (),
    "unheard-of:{claire}": (),
    "": (),
}


@pytest.fixture
def live(committed_world: World) -> Iterator[LiveHouse]:
    with in_thread() as house:
        yield house


def named(topic: str, world: World) -> str:
    keys = {name: str(visit.pk) for name, visit in world.visits.items()}
    keys |= {name: str(person.pk) for name, person in world.practitioners.items()}
    keys |= {name: str(person.pk) for name, person in world.patients.items()}
    keys |= {"sophie": str(world.members["sophie"].pk), "luc_member": str(world.members["luc"].pk)}
    return topic.format(**keys)


def follows(live: LiveHouse, client: Client, *topics: str) -> bool:
    """Whether a page of *client* may follow all of *topics*."""
    with live.topics(client, *topics) as line:
        try:
            line.send({"type": "ping"})
            line.receive()
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code == REFUSED:
                return False
            raise
        return True


@pytest.mark.proves("A2.1")
def test_each_topic_is_for_those_of_the_table(live: LiveHouse, committed_world: World) -> None:
    clients = {role: committed_world.client(role) for role in ROLES}
    for topic, allowed in TOPICS.items():
        found = {
            role for role in ROLES if follows(live, clients[role], named(topic, committed_world))
        }
        assert found == set(allowed), topic


def test_one_topic_too_many_refuses_the_whole_page(live: LiveHouse, committed_world: World) -> None:
    ours, theirs = (named(t, committed_world) for t in ("planning:{claire}", "planning:{luc}"))
    client = committed_world.client("practitioner")
    assert follows(live, client, ours)
    assert not follows(live, client, ours, theirs)
    assert not follows(live, client, *[f"access:{number}" for number in range(101)])


@pytest.mark.proves("A6.1")
def test_who_signs_out_loses_the_pages_left_open(live: LiveHouse, committed_world: World) -> None:
    client = committed_world.client("patient")
    with live.topics(client, named("patient:{alice}", committed_world)) as line:
        line.send({"type": "ping"})
        line.until("pong")
        client.post("/accounts/logout/")
        assert line.close_code() == REFUSED


def test_every_rule_is_in_the_table() -> None:
    from visavis.core.live.topics import _rules

    declared = {prefix for prefix in _rules if prefix != "test"}
    assert declared == {topic.partition(":")[0] for topic in TOPICS} - {"unheard-of", ""}


def enter(live: LiveHouse, client: Client, visit: str, ticket: str) -> int | str:
    """What the room answers to *ticket*: the type of its first frame, or its close code."""
    line: Line = live.open(client, f"/live/visit/{visit}/")
    with line:
        try:
            line.send(
                {
                    "type": "hello",
                    "ticket": ticket,
                    "resume": False,
                    "session": uuid.uuid4().hex,
                    "media": {"audio": True, "video": True},
                }
            )
            return str(line.receive()["type"])
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


def ticket_of(client: Client, visit: str) -> str:
    answer = client.post(f"/visit/{visit}/ticket/")
    return str(json.loads(answer.content)["ticket"]) if answer.status_code == 200 else ""


@pytest.mark.proves("D4.1", "C1.2")
def test_only_the_two_of_them_enter_the_room(live: LiveHouse, committed_world: World) -> None:
    visit = str(committed_world.visits["now"].pk)
    clients = {role: committed_world.client(role) for role in ROLES}
    assert clients["patient"].post(f"/visit/{visit}/wait/").status_code == 200
    tickets = {role: ticket_of(client, visit) for role, client in clients.items()}
    assert {role for role, ticket in tickets.items() if ticket} == {"patient", "practitioner"}
    for role in ROLES:
        own = tickets[role] or "nothing"
        expected = "welcome" if tickets[role] else NO_TICKET
        assert enter(live, clients[role], visit, own) == expected, role
        stolen = tickets["patient" if role == "practitioner" else "practitioner"]
        assert enter(live, clients[role], visit, stolen) == NO_TICKET, role


@pytest.mark.proves("A1.1")
def test_a_ticket_opens_one_room_of_one_practice(live: LiveHouse, committed_world: World) -> None:
    world = committed_world
    ours, other = str(world.visits["now"].pk), str(world.visits["early"].pk)
    client = world.client("practitioner")
    ticket = ticket_of(client, ours)
    assert ticket
    assert enter(live, client, other, ticket) == NO_TICKET
    assert enter(live, world.client("practitioner", at="neighbour"), ours, ticket) == NO_TICKET
    assert enter(live, world.client("neighbour_practitioner", at="neighbour"), ours, ticket) == (
        NO_TICKET
    )
    assert enter(live, client, ours, ticket + "x") == NO_TICKET


def how_it_ends(live: LiveHouse, client: Client, path: str) -> int:
    """The status with which the socket is refused, or the code with which it is closed."""
    try:
        with live.open(client, path) as line:
            line.send({"type": "hello"})
            return line.close_code()
    except InvalidStatus as refusal:
        return int(refusal.response.status_code)


@pytest.mark.parametrize("path", ["/live/", "/live/nothing/", "/desk/", "/live/visit/"])
def test_there_is_no_other_socket(live: LiveHouse, committed_world: World, path: str) -> None:
    assert how_it_ends(live, committed_world.client("owner"), path) in (403, 404, NO_TICKET)


def test_a_page_from_elsewhere_opens_no_socket(live: LiveHouse, committed_world: World) -> None:
    client = committed_world.client("owner")
    with pytest.raises(InvalidStatus):
        live.open(client, "/live/topics/?t=waiting:any", origin="https://elsewhere.example")
