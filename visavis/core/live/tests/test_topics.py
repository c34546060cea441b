"""Pages that follow topics: what they hear, who may, and how they come back."""

from __future__ import annotations

import time

import pytest
from django.db import transaction
from websockets.exceptions import InvalidStatus

from tests.live import LiveProcess, in_thread
from visavis.core.live import topics
from visavis.core.live.public import rule
from visavis.core.public import changed, now


@pytest.fixture(autouse=True)
def _rule():
    rule("test", lambda actor, rest: actor.is_staff and rest == "open")


@pytest.fixture
def live(committed_world):
    with in_thread() as house:
        house.live.hub._blind_until = 0
        yield house


def say(world, topic="test:open", which="practice"):
    with world.acting(which):
        changed(topic)


def test_a_commit_is_heard_at_once_by_the_pages_that_follow(live, committed_world):
    with live.topics(committed_world.client("practitioner"), "test:open") as line:
        time.sleep(0.1)
        began = time.monotonic()
        say(committed_world)
        assert line.receive() == {"changed": "test:open"}
        assert time.monotonic() - began < 1


def test_a_rollback_is_not_heard(live, committed_world):
    with live.topics(committed_world.client("practitioner"), "test:open") as line:
        time.sleep(0.1)
        with committed_world.acting():
            changed("test:open")
            transaction.set_rollback(True)
        assert line.silent()


def test_the_neighbour_hears_nothing_of_ours(live, committed_world):
    client = committed_world.client("neighbour_practitioner", at="neighbour")
    with live.topics(client, "test:open") as line:
        time.sleep(0.1)
        say(committed_world)
        assert line.silent()
        say(committed_world, which="neighbour")
        assert line.receive() == {"changed": "test:open"}


def test_a_change_between_page_and_socket_is_told(live, committed_world):
    say(committed_world)
    time.sleep(0.1)
    with live.topics(committed_world.client("practitioner"), "test:open") as line:
        assert line.receive() == {"changed": "test:open"}


@pytest.mark.parametrize(
    ("role", "at", "topic"),
    [
        ("visitor", "practice", "test:open"),
        ("patient", "practice", "test:open"),
        ("former", "practice", "test:open"),
        ("neighbour_practitioner", "practice", "test:open"),
        ("practitioner", "practice", "test:closed"),
        ("practitioner", "practice", "unknown:thing"),
        ("practitioner", "practice", ""),
        ("practitioner", "practice", "test:open" + "x" * 300),
    ],
)
def test_others_are_refused(live, committed_world, role, at, topic):
    with live.topics(committed_world.client(role, at=at), topic) as line:
        assert line.close_code() == 4403


def test_one_topic_too_many_of_the_page_refuses_it_whole(live, committed_world):
    client = committed_world.client("practitioner")
    with live.topics(client, "test:open", "unknown:x") as line:
        assert line.close_code() == 4403
    with live.topics(client, *(f"test:{n}" for n in range(topics.MOST + 1))) as line:
        assert line.close_code() == 4403


def test_a_page_of_another_site_is_refused(live, committed_world):
    client = committed_world.client("practitioner")
    for origin in ("http://evil.example", f"http://lilas.localhost:{live.port}", "null"):
        with pytest.raises(InvalidStatus):
            live.open(client, "/live/topics/?t=test:open", origin=origin)


def test_an_unknown_practice_has_no_topics(live, committed_world):
    client = committed_world.client("practitioner")
    client.defaults["HTTP_HOST"] = "nobody.localhost"
    with live.topics(client, "test:open") as line:
        assert line.close_code() == 4403


def test_pings_are_answered_and_nonsense_is_not(live, committed_world):
    with live.topics(committed_world.client("practitioner"), "test:open") as line:
        line.socket.send("\0 nonsense")
        line.socket.send(b"\xff")
        line.send({"type": "ping"})
        assert line.receive() == {"type": "pong"}


@pytest.mark.proves("A2.3")
def test_a_link_taken_away_closes_the_open_page(live, committed_world, monkeypatch):
    world = committed_world
    served = lambda actor, rest: rest in {str(p) for p in actor.practitioner_ids}  # noqa: E731
    monkeypatch.setitem(topics._rules, "served", served)
    client = world.client("secretary")
    with live.topics(client, f"served:{world.claire.pk}") as line:
        time.sleep(0.2)
        with world.acting():
            world.sophie.serves.update(ended_at=now())
            changed(f"access:{world.sophie.pk}")
        assert line.close_code() == 4403


def test_a_killed_process_comes_back_and_hears_again(committed_world):
    house = LiveProcess()
    house.start()
    try:
        client = committed_world.client("practitioner")
        own = f"access:{committed_world.claire.membership_id}"
        line = house.topics(client, own)
        house.kill()
        assert line.close_code() == 1006
        house.start()
        with house.topics(client, own) as again:
            assert again.receive() == {"changed": own}  # anything may have changed meanwhile
            say(committed_world, own)
            assert again.receive() == {"changed": own}
    finally:
        house.stop()
