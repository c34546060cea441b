"""An operator's way in at the platform's own address: set up a factor, show it (A1.5, A6.3)."""

from __future__ import annotations

import re

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from visavis.accounts.models import User
from visavis.accounts.operators import add_operator

pytestmark = pytest.mark.django_db
PASSWORD = "un mot de passe long"


@pytest.fixture(autouse=True)
def own_backend(settings):
    """Django's test runner puts its own backend in place of ours."""
    settings.EMAIL_BACKEND = "visavis.notices.channels.backend.EmailBackend"
    cache.clear()


@pytest.fixture
def odile(world):
    user = User.objects.create_user(
        "odile@visavis.fr", PASSWORD, first_name="Odile", last_name="Morin"
    )
    add_operator(email=user.email)
    return user


def at_the_door(email="odile@visavis.fr"):
    client = Client(headers={"host": "localhost"})
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client, answer


def set_up(client):
    """Through the pages: the app's secret, its first code; the secret."""
    page = client.get("/me/security/app/")
    if page.status_code == 302:
        again = client.post(page.headers["Location"], {"password": PASSWORD})
        page = client.get(again.headers["Location"])
    secret = page.context["secret"]
    answer = client.post("/me/security/app/", {"code": pyotp.TOTP(secret).now()})
    assert answer.headers["Location"] == "/me/security/codes/"
    return secret


@pytest.mark.proves("A1.5", "A6.3")
def test_the_way_from_a_password_to_the_area(odile):
    client, answer = at_the_door()
    assert answer.headers["Location"] == "/operator/"
    answer = client.get("/operator/")
    assert answer.headers["Location"] == "/operator/second-factor/"
    page = client.get("/operator/second-factor/").content.decode()
    assert re.search(r'href="/me/security/"', page)
    page = client.get("/me/security/")
    assert page.status_code == 200
    assert 'href="/me/security/app/"' in page.content.decode()
    set_up(client)
    assert client.get("/me/security/codes/").status_code == 200
    assert client.get("/operator/").status_code == 200


@pytest.mark.proves("A1.5", "A6.3")
def test_the_session_itself_must_have_shown_it(odile):
    early, _answer = at_the_door()
    client, _answer = at_the_door()
    secret = set_up(client)
    assert early.get("/operator/").headers["Location"] == "/operator/second-factor/"
    page = early.get("/operator/second-factor/").content.decode()
    assert "/accounts/reauthenticate/code/?next=/operator/" in page
    sent = {"code": "000000", "next": "/operator/"}
    assert early.post("/accounts/reauthenticate/code/", sent).status_code == 200
    assert early.get("/operator/").status_code == 302
    sent["code"] = later(secret)
    assert early.post("/accounts/reauthenticate/code/", sent).headers["Location"] == "/operator/"
    assert early.get("/operator/").status_code == 200


@pytest.mark.proves("A6.3")
def test_signing_in_anew_asks_for_the_code(odile):
    client, _answer = at_the_door()
    secret = set_up(client)
    again, answer = at_the_door()
    assert answer.headers["Location"] == "/accounts/login/second-factor/"
    assert again.get("/operator/").headers["Location"].startswith("/accounts/login/")
    answer = again.post("/accounts/login/second-factor/", {"code": later(secret)})
    assert answer.headers["Location"] == "/operator/"
    assert again.get("/operator/").status_code == 200


def test_others_land_on_the_first_page(world):
    user = world.users["olivia"]
    user.set_password(PASSWORD)
    user.save()
    client, answer = at_the_door(user.email)
    assert answer.headers["Location"] == "/"
    assert client.get("/operator/").status_code == 404


def later(secret):
    """A code that was not used yet: a later step is as good, once."""
    row = Authenticator.objects.get(type="totp")
    return pyotp.TOTP(secret).generate_otp(row.data["last_counter"] + 1)
