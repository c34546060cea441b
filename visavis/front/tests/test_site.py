"""The practice's public page, the platform's page, and the health of both."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import Role, World
from visavis.accounts.public import Practitioner
from visavis.scheduling.public import WeeklyHours, next_free


@pytest.mark.proves("B5.1")
def test_a_visitor_finds_practitioners_and_their_next_free_time(world: World) -> None:
    page = world.client().get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Cabinet du Parc" in text
    assert "Dr Claire Martin" in text
    assert "Paul Petit" in text
    assert "/book/dr-claire-martin/" in text
    assert "Luc Lefèvre" not in text
    with world.acting():
        slot = next_free([world.claire])[world.claire.pk]
        assert slot is not None
    assert slot.starts_at.astimezone(world.practice.zone).strftime("%H:%M") in text


def test_without_free_time_the_practice_is_called(world: World) -> None:
    with world.acting():
        WeeklyHours.objects.all().delete()
    text = world.client().get("/").content.decode()
    assert "/book/" not in text
    assert "tel:+33142685300" in text


def test_a_practice_without_public_practitioners_says_so(world: World) -> None:
    with world.acting():
        Practitioner.objects.update(is_public=False)
    page = world.client().get("/")
    assert page.status_code == 200
    assert "Claire" not in page.content.decode()


def test_who_has_left_is_not_offered(world: World) -> None:
    with world.acting():
        world.members["paul"].ended_at = world.now
        world.members["paul"].save()
    assert "Paul Petit" not in world.client().get("/").content.decode()


@pytest.mark.parametrize("language", ["fr", "en", "nl", "de"])
@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/", "visitor"),
        ("/accounts/login/", "visitor"),
        ("/portal/", "patient"),
        ("/visit/{early}/", "other_patient"),
        ("/visit/{past}/end/", "patient"),
        ("/desk/", "practitioner"),
        ("/desk/patients/", "practitioner"),
    ],
)
def test_pages_speak_four_languages(world: World, language: str, path: str, role: Role) -> None:
    client = world.client(role)
    visits = {name: visit.pk for name, visit in world.visits.items()}
    page = client.get(path.format(**visits), headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()


def test_the_language_is_chosen_by_a_button_and_kept(world: World) -> None:
    client = world.client()
    chosen = client.post("/i18n/setlang/", {"language": "de", "next": "/"})
    assert chosen.status_code == 302
    assert '<html lang="de"' in client.get("/").content.decode()
    assert '<html lang="fr"' in world.client().get("/").content.decode()


@pytest.mark.proves("A1.1")
def test_each_practice_answers_at_its_own_address(world: World) -> None:
    assert "Centre des Lilas" in world.client(at="neighbour").get("/").content.decode()
    stranger = Client(headers={"host": "nobody.localhost"}).get("/")
    assert stranger.status_code == 404
    assert "localhost" in stranger.content.decode()


@pytest.mark.proves("A1.1")
def test_the_platform_says_what_it_is_and_lists_nobody(world: World) -> None:
    page = Client(headers={"host": "localhost"}).get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Visavis" in text
    assert "Cabinet du Parc" not in text


@pytest.mark.parametrize("host", ["localhost", "parc.localhost"])
def test_health_tells_of_database_migrations_and_jobs(world: World, host: str) -> None:
    answer = Client(headers={"host": host}).get("/health/")
    assert answer.status_code == 200
    facts = answer.json()
    assert facts["status"] == "ok"
    assert facts["database"] is facts["migrations"] is True
    assert facts["late_jobs"] == 0
    assert answer.headers["Cache-Control"].startswith("max-age=0")
