"""A professional signs up: the mail decides, and nothing is public yet (A6.4, A8.1)."""

from __future__ import annotations

import json
import re

import altcha
import pytest
from django.test import Client

from visavis.accounts.founding import proposed
from visavis.accounts.models import Membership, Organization, Practitioner, User
from visavis.accounts.platform import platform_organization
from visavis.core.public import acting_for, now
from visavis.notices.public import Notice

pytestmark = pytest.mark.django_db
WISH = {
    "first_name": "Inès",
    "last_name": "Caron",
    "email": "ines@exemple.fr",
    "password": "tulipe-bleue-en-mai-7",
    "profession": "psychologist",
    "practice": "Cabinet Caron",
    "subdomain": "",
    "terms": "on",
}


@pytest.fixture(autouse=True)
def own_backend(settings):
    """Django's test runner puts its own backend in place of ours."""
    settings.EMAIL_BACKEND = "visavis.notices.channels.backend.EmailBackend"


def solved(client):
    made = altcha.Challenge.from_dict(json.loads(client.get("/captcha/").content))
    return altcha.Payload(made, altcha.solve_challenge(made)).to_base64()


def sign_up(**changed):
    client = Client(headers={"host": "localhost"})
    sent = {**WISH, "altcha": solved(client), **changed}
    return client, client.post("/sign-up/", sent)


def last_mail():
    with acting_for(platform_organization()):
        notice = Notice.objects.order_by("-created_at", "-pk").first()
        return notice.recipient, notice.context["subject"], notice.context["text"]


def link_in(text):
    return re.search(r"/sign-up/[\w-]{20,}/", text).group(0)


@pytest.mark.proves("A6.4", "A8.1")
def test_from_the_form_by_the_mailed_link_into_the_set_up(world):
    client, answer = sign_up()
    assert answer.status_code == 302
    assert not Organization.objects.filter(subdomain="cabinet-caron").exists()
    recipient, _subject, text = last_mail()
    assert recipient == "ines@exemple.fr"
    link = link_in(text)
    assert client.get(link).status_code == 200
    assert not User.objects.filter(email="ines@exemple.fr").exists(), "a link only shows"
    answer = client.post(link)
    made = Organization.objects.get(subdomain="cabinet-caron")
    with acting_for(made):
        member = Membership.objects.get()
        profile = Practitioner.objects.get()
        assert member.roles == ["owner", "practitioner"]
        assert (profile.approved_at, profile.is_public) == (None, False)
    path = answer.headers["Location"].partition("/accounts/")[2]
    there = Client(headers={"host": "cabinet-caron.localhost"})
    assert there.get(f"/accounts/{path}").status_code == 200
    answer = there.post(f"/accounts/{path}")
    assert answer.headers["Location"] == "/desk/start/"
    assert there.get("/desk/").status_code == 200
    other = Client(headers={"host": "cabinet-caron.localhost"})
    assert other.post(f"/accounts/{path}").status_code == 404, "once"
    assert client.get(link).status_code == 404, "used"
    login = {"login": "ines@exemple.fr", "password": WISH["password"]}
    assert other.post("/accounts/login/", login).headers["Location"] == "/desk/"


@pytest.mark.proves("A6.4")
def test_a_known_address_gets_the_same_page_and_another_mail(world):
    pages = []
    for email in ("nobody@exemple.fr", "claire@exemple.fr"):
        client, answer = sign_up(email=email, subdomain=f"c-{email[:4]}")
        page = client.get(answer.headers["Location"]).content.decode()
        pages.append(
            (answer.status_code, re.sub(r"token.*?>|csrf.*?>", "", page).replace(email, ""))
        )
    assert pages[0] == pages[1]
    assert pages[0][0] == 302
    before = User.objects.get(email="claire@exemple.fr").password
    _to, subject, text = last_mail()
    assert "login" in subject or "déjà" in subject
    client = Client(headers={"host": "localhost"})
    answer = client.post(link_in(text))
    assert "/accounts/login/" in answer.headers["Location"], "a login that is known signs in itself"
    assert User.objects.get(email="claire@exemple.fr").password == before
    with acting_for(Organization.objects.get(subdomain="c-clai")):
        assert Membership.objects.get().user.email == "claire@exemple.fr"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("altcha", ""),
        ("terms", ""),
        ("password", "azerty"),
        ("subdomain", "parc"),
        ("subdomain", "www"),
        ("subdomain", "-a-"),
        ("email", "nonsense"),
        ("practice", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_mailed(world, field, value):
    _client, answer = sign_up(**{field: value})
    assert answer.status_code == 422
    with acting_for(platform_organization()):
        assert not Notice.objects.exists()


def test_an_address_taken_meanwhile_can_be_changed(world):
    client, _answer = sign_up()
    link = link_in(last_mail()[2])
    Organization.objects.create(name="Plus rapide", subdomain="cabinet-caron")
    assert client.post(link).status_code == 409
    assert client.post(link, {"subdomain": "ines-caron"}).status_code == 302


def test_an_old_or_foreign_link_opens_nothing(world):
    client, _answer = sign_up()
    link = link_in(last_mail()[2])
    with acting_for(platform_organization()):
        from visavis.accounts.models import ProfessionalSignUp

        ProfessionalSignUp.objects.update(expires_at=now())
    assert client.post(link).status_code == 404
    assert client.post("/sign-up/aaaaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404


def test_the_proposed_address_is_free(world):
    assert proposed("Cabinet Élise & Noé") == "cabinet-elise-noe"
    assert proposed("Parc") == "parc-2"
    client = Client(headers={"host": "localhost"})
    page = client.get("/sign-up/address/", {"practice": "Parc", "subdomain": ""})
    assert b'value="parc-2"' in page.content
    page = client.get("/sign-up/address/", {"practice": "x", "subdomain": "parc"})
    assert b"aria-invalid" in page.content
