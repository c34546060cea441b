"""A forgotten password (A6.1): the answer and the work are the same for every address."""

import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import PASSWORD
from visavis.accounts.passwords import send_reset
from visavis.core.public import now

pytestmark = pytest.mark.django_db
ASK = "/accounts/password/reset/"


def browser(world, which="practice"):
    return Client(headers={"host": world.host(which)})


def link(world, email="claire@exemple.fr"):
    """The address in the mail that the job sends."""
    with world.acting():
        send_reset.function(email=email, language="fr")
    return re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body).group(0)


def choose(client, address, password="trois-mots-jaunes"):
    page = client.get(address, follow=True)
    where = page.redirect_chain[-1][0] if page.redirect_chain else address
    return client.post(where, {"password1": password, "password2": password})


@pytest.mark.proves("A6.1")
def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(world):
    browser(world).post(ASK, {"email": "first@exemple.fr"})
    answers, work = [], []
    for email in ("claire@exemple.fr", "nobody@exemple.fr"):
        client = browser(world)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.post(ASK, {"email": email})
        answers.append((answer.status_code, answer.headers["Location"], answer.content))
        plain = [re.sub(r"'[^']*'|\$\d+|[\da-f-]{36}|\d+", "?", q["sql"]) for q in queries]
        work.append(plain)
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert any("procrastinate" in statement for statement in work[0])


@pytest.mark.proves("A6.1")
def test_the_job_mails_the_link_to_those_who_have_a_login_only(world):
    assert link(world).startswith("/accounts/password/reset/key/")
    with world.acting():
        send_reset.function(email="nobody@exemple.fr", language="fr")
        send_reset.function(email="claire@exemple.fr", language="fr")  # again at once: one mail
    assert [letter.to for letter in mail.outbox] == [["claire@exemple.fr"]]


@pytest.mark.proves("A6.1")
def test_the_link_sets_the_password_once_and_ends_other_sessions(world):
    open_elsewhere = browser(world)
    open_elsewhere.post("/accounts/login/", {"login": "claire@exemple.fr", "password": PASSWORD})
    address, client = link(world), browser(world)
    assert choose(client, address).headers["Location"] == "/accounts/password/reset/key/done/"
    assert open_elsewhere.get("/desk/").status_code == 302
    fresh = browser(world)
    sent = {"login": "claire@exemple.fr", "password": "trois-mots-jaunes"}
    assert fresh.post("/accounts/login/", sent).status_code == 302
    again = browser(world).get(address)
    assert "Il a déjà servi" in again.text
    assert "password1" not in again.text


@pytest.mark.proves("A6.1")
def test_links_that_are_too_old_or_not_ours_get_their_sentence(world):
    address = link(world)
    with time_machine.travel(now().timestamp() + 2 * 3_600 + 60):
        assert "trop ancien" in browser(world).get(address).text
    for wrong in ("/accounts/password/reset/key/xyz-abc-def/", address[:-4] + "/"):
        page = browser(world).get(wrong)
        assert page.status_code == 200
        assert "password1" not in page.text


@pytest.mark.proves("A6.2")
def test_who_has_the_mailbox_gets_in_while_strangers_guess(world):
    attacker = browser(world)
    for _ in range(12):
        attacker.post("/accounts/login/", {"login": "claire@exemple.fr", "password": "wrong-wrong"})
    client = browser(world)
    choose(client, link(world))
    sent = {"login": "claire@exemple.fr", "password": "trois-mots-jaunes"}
    assert client.post("/accounts/login/", sent).status_code == 302
