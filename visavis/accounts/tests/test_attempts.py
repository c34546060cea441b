"""Guessing is slowed down, and nobody else pays for it (A6.2)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.world import PASSWORD
from visavis.accounts.models import FailedAttempts
from visavis.core.public import AuditEvent, now

pytestmark = pytest.mark.django_db
CLINIC, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def browser(world, address=CLINIC):
    return Client(headers={"host": world.host()}, REMOTE_ADDR=address)


def attempt(client, email, password="wrong-wrong-wrong"):
    return client.post("/accounts/login/", {"login": email, "password": password})


def closed(page):
    return page.status_code == 200 and "Trop de tentatives" in page.text


@pytest.mark.proves("A6.2")
def test_delays_grow_and_the_sentence_says_when_to_try_again(world):
    client, waits, moment = browser(world), [], now()
    with time_machine.travel(moment, tick=False) as clock:
        for _ in range(5):
            assert not closed(attempt(client, "claire@exemple.fr"))
        for _ in range(8):
            page = attempt(client, "claire@exemple.fr", PASSWORD)  # right, but too early
            assert closed(page)
            number, unit = re.search(r"dans (\d+) (seconde|minute)", page.text).groups()
            waits.append(int(number) * (60 if unit == "minute" else 1))
            clock.shift(timedelta(seconds=waits[-1]))
            attempt(client, "claire@exemple.fr")
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


@pytest.mark.proves("A6.2")
def test_after_the_wait_the_right_password_lets_in(world):
    client = browser(world)
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(5):
            attempt(client, "claire@exemple.fr")
        assert closed(attempt(client, "claire@exemple.fr", PASSWORD))
        clock.shift(timedelta(seconds=31))
        assert attempt(client, "claire@exemple.fr", PASSWORD).status_code == 302


@pytest.mark.proves("A6.2")
def test_an_attacker_does_not_lock_out_a_known_device(world):
    known = browser(world)
    assert attempt(known, "claire@exemple.fr", PASSWORD).status_code == 302
    known.post("/accounts/logout/")
    attacker = browser(world, ELSEWHERE)
    for _ in range(30):
        attempt(attacker, "claire@exemple.fr")
    assert closed(attempt(attacker, "claire@exemple.fr", PASSWORD))
    assert closed(attempt(browser(world), "claire@exemple.fr", PASSWORD))  # a stranger's browser
    assert attempt(known, "claire@exemple.fr", PASSWORD).status_code == 302


@pytest.mark.proves("A6.2")
def test_one_attacker_behind_the_same_address_does_not_lock_a_clinic_out(world):
    """Sixty wrong passwords on many accounts from inside: whoever worked here before goes on; and
    hammering at one account does not close the address even for new browsers."""
    known = browser(world)
    attempt(known, "sophie@exemple.fr", PASSWORD)
    known.post("/accounts/logout/")
    attacker = browser(world)
    for _ in range(100):
        attempt(attacker, "claire@exemple.fr")
    assert attempt(browser(world), "paul@exemple.fr", PASSWORD).status_code == 302
    for number in range(60):
        attempt(attacker, f"nobody{number}@exemple.fr")
    assert closed(attempt(browser(world), "marc@exemple.fr", PASSWORD))
    assert attempt(known, "sophie@exemple.fr", PASSWORD).status_code == 302
    assert attempt(browser(world, ELSEWHERE), "marc@exemple.fr", PASSWORD).status_code == 302


@pytest.mark.proves("A6.2")
def test_a_known_device_that_guesses_is_slowed_down_itself(world):
    known = browser(world)
    attempt(known, "claire@exemple.fr", PASSWORD)
    known.post("/accounts/logout/")
    for _ in range(10):
        attempt(known, "claire@exemple.fr")
    assert closed(attempt(known, "claire@exemple.fr", PASSWORD))
    # Its cookie is good for that account only, and a forged one for none.
    assert attempt(known, "sophie@exemple.fr", PASSWORD).status_code == 302
    forged = browser(world)
    forged.cookies["visavis_device"] = known.cookies["visavis_device"].value[:-2] + "xx"
    assert not closed(attempt(forged, "claire@exemple.fr", PASSWORD))


@pytest.mark.proves("A6.2")
def test_an_unknown_account_is_closed_just_like_a_real_one(world):
    pages = []
    for email in ("claire@exemple.fr", "nobody@exemple.fr"):
        client = browser(world)
        with time_machine.travel(now(), tick=False):
            for _ in range(5):
                attempt(client, email)
            pages.append(attempt(client, email))
    sentences = [page.context["form"].non_field_errors() for page in pages]
    assert list(sentences[0]) == list(sentences[1])
    assert sentences[0]


def test_failures_are_in_the_audit_without_the_address_typed(world):
    attempt(browser(world), "claire@exemple.fr")
    attempt(browser(world), "nobody@exemple.fr")
    with world.acting():
        known, unknown = AuditEvent.objects.filter(verb="login.failed").order_by("id")
        assert known.on_id == world.claire.membership_id
        assert unknown.on_id is None
        assert "exemple" not in f"{known.facts}{unknown.facts}"
        assert known.facts["address"] == CLINIC
    assert "exemple" not in str(list(FailedAttempts.objects.values()))
