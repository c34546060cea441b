"""From one practice to another of one's own (A2.2), and who must not get there by it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.world import PASSWORD
from visavis.accounts.public import Membership, origin_of
from visavis.core.public import AuditEvent, now

pytestmark = pytest.mark.django_db
PARC, LILAS = origin_of("parc"), origin_of("lilas")


@pytest.fixture
def both(world):
    """Claire works next door too."""
    with world.acting("neighbour"):
        Membership.objects.create(user=world.users["claire"], roles=["practitioner"])
    return world


def signed_in(world):
    client = Client(headers={"host": world.host()})
    client.post("/accounts/login/", {"login": "claire@exemple.fr", "password": PASSWORD})
    return client


def secret_for(client, to):
    page = client.post("/me/switch/", {"practice": to.pk})
    found = re.search(r'name="secret" value="([^"]+)"', page.text)
    return page, found.group(1) if found else None


def arrive(world, secret, *, origin=PARC, at="neighbour", agent=None):
    client = Client(headers={"host": world.host(at), "origin": origin})
    extra = {"HTTP_USER_AGENT": agent} if agent else {}
    return client, client.post("/accounts/arrive/", {"secret": secret}, **extra)


@pytest.mark.proves("A2.2")
def test_one_button_leads_to_the_other_practice_signed_in(both):
    here = signed_in(both)
    assert "Centre des Lilas" in here.get("/desk/").text
    page, secret = secret_for(here, both.neighbour)
    assert f'action="{LILAS}/accounts/arrive/"' in page.text
    policy = dict(
        part.split(None, 1) for part in page.headers["Content-Security-Policy"].split(";")
    )
    assert LILAS in policy["form-action"].split()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    there, answer = arrive(both, secret)
    assert answer.headers["Location"] == "/desk/"
    assert there.get("/desk/").status_code == 200
    with both.acting():
        assert AuditEvent.objects.filter(verb="handover.left").count() == 1
    with both.acting("neighbour"):
        event = AuditEvent.objects.get(verb="login.succeeded")
        assert event.facts["methods"] == ["password", "handover"]


@pytest.mark.proves("A2.2")
def test_the_secret_works_once_in_time_from_that_page_in_that_browser(both):
    here = signed_in(both)
    for wrong in (
        {"origin": "https://evil.example"},
        {"origin": LILAS},
        {"origin": "null"},
        {"agent": "another browser"},
        {"at": "practice"},
    ):
        _page, secret = secret_for(here, both.neighbour)
        assert arrive(both, secret, **wrong)[1].headers["Location"] == "/accounts/login/", wrong
    _page, secret = secret_for(here, both.neighbour)
    with time_machine.travel(now() + timedelta(seconds=31)):
        assert arrive(both, secret)[1].headers["Location"] == "/accounts/login/"
    _page, secret = secret_for(here, both.neighbour)
    assert arrive(both, secret)[1].headers["Location"] == "/desk/"
    assert arrive(both, secret)[1].headers["Location"] == "/accounts/login/"
    _page, secret = secret_for(here, both.neighbour)
    here.post("/accounts/logout/")
    assert arrive(both, secret)[1].headers["Location"] == "/accounts/login/"


@pytest.mark.proves("A2.2")
def test_who_does_not_work_there_or_not_any_more_gets_nowhere(both):
    here = signed_in(both)
    _page, secret = secret_for(here, both.neighbour)
    with both.acting("neighbour"):
        Membership.objects.filter(user=both.users["claire"]).update(ended_at=now())
    assert arrive(both, secret)[1].headers["Location"] == "/accounts/login/"
    assert here.post("/me/switch/", {"practice": both.neighbour.pk}).status_code == 404
    assert "Centre des Lilas" not in here.get("/desk/").text


def test_what_a_practices_own_service_says_is_good_there_alone(both):
    here = Client(headers={"host": both.host()})
    here.force_login(both.users["claire"])  # no proof of one's own
    page, secret = secret_for(here, both.neighbour)
    assert secret is None
    assert f"{LILAS}/accounts/login/" in page.text
