"""A suspended practice: one polite page, no sockets, no notices, and nothing lost."""

from __future__ import annotations

import pytest

from tests.live import in_thread
from tests.world import ROLES, Role, World
from visavis.accounts.public import Organization


def suspend(world: World) -> None:
    Organization.objects.filter(pk=world.practice.pk).update(suspended_at=world.now)
    world.practice.suspended_at = world.now


@pytest.mark.proves("A1.5")
@pytest.mark.parametrize("role", ROLES)
def test_every_page_says_so_to_everyone(world: World, role: Role) -> None:
    suspend(world)
    client = world.client(role)
    client.raise_request_exception = False
    for address in ("/", "/desk/", "/portal/", "/accounts/login/", f"/v/{world.token('now')}/"):
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == 503, address
        assert "closed for the moment" in answer.content.decode()
        assert "Moreau" not in answer.content.decode()
    assert client.post("/desk/settings/organization/", {"name": "X"}).status_code == 503
    asked = client.get("/book/dr-claire-martin/slots.json")
    assert asked.status_code == 503
    assert asked.headers["Content-Type"] == "application/problem+json"


def test_the_neighbour_works_on_and_the_practice_again_when_it_is_over(world: World) -> None:
    suspend(world)
    assert world.client("neighbour_practitioner", at="neighbour").get("/desk/").status_code == 200
    Organization.objects.filter(pk=world.practice.pk).update(suspended_at=None)
    assert world.client("practitioner").get("/desk/").status_code == 200


def test_its_languages_can_be_chosen_and_its_health_be_asked(world: World) -> None:
    suspend(world)
    client = world.client()
    for language, words in (("fr", "fermé"), ("nl", "gesloten"), ("de", "geschlossen")):
        text = client.get("/", headers={"accept-language": language}).content.decode()
        assert words in text
    assert client.get("/health/").status_code in (200, 503)
    assert client.post("/i18n/setlang/", {"language": "nl"}).status_code in (204, 302)


def test_sockets_are_refused(committed_world: World) -> None:
    from visavis.core.live.public import rule

    rule("test", lambda actor, rest: actor.is_staff)
    with in_thread() as live:
        client = committed_world.client("practitioner")
        with live.topics(client, "test:open") as line:
            assert line.receive()
        suspend(committed_world)
        with live.topics(client, "test:open") as line:
            assert line.close_code() == 4403
