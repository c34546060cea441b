"""The second factor (A6.3): codes are computed by another library than the one that checks them."""

import re
import time

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tests.live import in_thread
from tests.world import PASSWORD
from visavis.accounts.public import reset_second_factor
from visavis.core.public import AuditEvent, Denied

AT = 1_795_000_000


def browser(world, which="practice"):
    return Client(headers={"host": world.host(which)})


def login(client, email="claire@exemple.fr"):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def confirmed(world, email="claire@exemple.fr"):
    client = browser(world)
    assert login(client, email).status_code == 302
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def set_up(world, email="claire@exemple.fr"):
    """A browser in which the app was just set up, and the app."""
    client = confirmed(world, email)
    page = client.get("/me/security/app/")
    app = pyotp.TOTP(re.search(r'data-copy="([A-Z2-7]+)"', page.text).group(1))
    answer = client.post("/me/security/app/", {"code": app.at(time.time())})
    assert answer.headers["Location"] == "/me/security/codes/"
    return client, app


def second_step(world, code):
    client = browser(world)
    assert login(client).headers["Location"] == "/accounts/login/second-factor/"
    return client.post("/accounts/login/second-factor/", {"code": code})


@pytest.fixture
def clock():
    with time_machine.travel(AT, tick=False) as travelling:
        yield travelling


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_the_app_is_set_up_by_qr_code_or_key_and_then_asked_for(world, clock):
    client = confirmed(world)
    page = client.get("/me/security/app/")
    assert "<svg" in page.text
    assert "style=" not in page.text.partition("<svg")[2].partition("</svg>")[0]
    assert client.post("/me/security/app/", {"code": "000000"}).status_code == 200
    _client, app = set_up(world)
    clock.shift(60)
    assert second_step(world, "000000").status_code == 200
    assert second_step(world, app.at(time.time())).headers["Location"] == "/desk/"
    with world.acting():
        last = AuditEvent.objects.filter(verb="login.succeeded").order_by("-id")[0]
        assert last.facts["methods"] == ["password", "totp"]
        assert AuditEvent.objects.filter(verb="second_factor.added").count() == 1
    assert [letter.to for letter in mail.outbox] == [["claire@exemple.fr"]]


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_a_clock_may_be_one_step_off_and_no_more(world, clock):
    _client, app = set_up(world)
    for drift, good in ((-61, False), (-30, True), (30, True), (61, False)):
        clock.shift(300)
        answer = second_step(world, app.at(time.time() + drift))
        assert (answer.status_code == 302) is good, drift


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_a_code_works_once_even_while_it_is_still_shown(world, clock):
    _client, app = set_up(world)
    assert second_step(world, app.at(time.time())).status_code == 200  # used to set it up
    clock.shift(90)
    early = app.at(time.time() + 30)
    assert second_step(world, early).status_code == 302
    clock.shift(31)
    assert second_step(world, early).status_code == 200
    clock.shift(30)
    assert second_step(world, early).status_code == 200


@pytest.mark.django_db
@pytest.mark.proves("A6.3", "A6.2")
def test_codes_cannot_be_guessed(world, clock):
    _client, app = set_up(world)
    clock.shift(60)
    client = browser(world)
    login(client)
    for _ in range(5):
        client.post("/accounts/login/second-factor/", {"code": "000000"})
    page = client.post("/accounts/login/second-factor/", {"code": app.at(time.time())})
    assert "Trop de tentatives" in page.text
    clock.shift(31)
    code = app.at(time.time())
    assert client.post("/accounts/login/second-factor/", {"code": code}).status_code == 302


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_a_recovery_code_works_once(world, clock):
    client, _app = set_up(world)
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", client.get("/me/security/codes/").text)
    assert len(codes) == 10
    text = client.get("/me/security/codes/?as=text")
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert all(code in text.text for code in codes)
    assert second_step(world, codes[3]).status_code == 302
    assert second_step(world, codes[3]).status_code == 200
    assert second_step(world, codes[4].replace(" ", "")).status_code == 302
    assert "8 codes" in client.get("/me/security/").text
    client.post("/me/security/codes/new/")
    clock.shift(120)
    assert second_step(world, codes[5]).status_code == 200


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_it_is_turned_off_only_after_confirming(world, clock):
    set_up(world)
    row = Authenticator.objects.get(type="totp")
    other = browser(world)
    other.force_login(world.users["claire"])
    answer = other.post("/me/security/remove/", {"factor": row.pk})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(pk=row.pk).exists()
    stranger = confirmed(world, "sophie@exemple.fr")
    assert stranger.post("/me/security/remove/", {"factor": row.pk}).status_code == 404
    other.post("/accounts/reauthenticate/", {"password": PASSWORD})
    other.post("/me/security/remove/", {"factor": row.pk})
    assert not Authenticator.objects.exists()  # the recovery codes went with it


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_where_it_is_required_staff_set_it_up_before_anything_else(world, clock):
    owner = world.client("owner")
    rules = {"second_factor": "require", "session_days": "14"}
    assert world.client("manager").post("/desk/settings/sign-in/", rules).status_code == 404
    assert owner.post("/desk/settings/sign-in/", rules).status_code == 302
    client = browser(world)
    login(client)
    for page in ("/desk/", "/desk/patients/", "/", "/desk/planning/"):
        assert client.get(page).headers["Location"] == "/me/security/", page
    assert client.get("/me/security/").status_code == 200
    told = client.get("/desk/planning/", headers={"HX-Request": "true"})
    assert told.headers["HX-Redirect"] == "/me/security/"
    assert client.post("/desk/planning/unblock/", headers={"Accept": "application/json"}
                       ).status_code == 403  # fmt: skip
    patient = browser(world)
    login(patient, "alice@exemple.fr")
    assert patient.get("/portal/").status_code == 200  # never forced
    ready, _app = set_up(world)
    assert ready.get("/desk/").status_code == 200
    row = Authenticator.objects.get(type="totp")
    ready.post("/me/security/remove/", {"factor": row.pk})
    assert Authenticator.objects.filter(pk=row.pk).exists()  # the last one stays


@pytest.mark.proves("A6.3")
def test_requiring_it_closes_open_sockets_of_those_without(committed_world):
    world = committed_world
    owner = world.client("owner")
    with in_thread() as live:
        topic = f"planning:{world.claire.pk}"
        client = world.client("practitioner")
        patient = world.client("patient")
        with (
            live.topics(client, topic) as line,
            live.topics(patient, f"visit:{world.visits['now'].pk}") as theirs,
        ):
            time.sleep(0.3)
            rules = {"second_factor": "require", "session_days": "14"}
            assert owner.post("/desk/settings/sign-in/", rules).status_code == 302
            assert line.close_code() == 4403
            theirs.send({"type": "ping"})
            assert theirs.until("pong")
        with live.topics(client, topic) as again:
            assert again.close_code() == 4403


@pytest.mark.django_db
@pytest.mark.proves("A6.3")
def test_an_owner_resets_a_members_second_factor(world, clock):
    client, _app = set_up(world)
    member = world.claire.membership
    with world.acting():
        for role in ("manager", "practitioner", "secretary", "patient"):
            with pytest.raises(Denied):
                reset_second_factor(world.actor(role), membership=member)
    with world.acting():
        assert reset_second_factor(world.actor("owner"), membership=member)
        assert not reset_second_factor(world.actor("owner"), membership=member)
        event = AuditEvent.objects.get(verb="second_factor.reset")
        assert (event.on_id, event.actor_name) == (member.pk, "Olivia Laurent")
    assert "réinitialisé" in mail.outbox[-1].body
    assert client.get("/desk/").status_code == 302  # every session ended
    assert login(browser(world)).headers["Location"] == "/desk/"


@pytest.mark.django_db
def test_an_owner_weakens_no_other_practices_door(world, clock):
    """A login that opens another practice too needs a new password by mail after the reset."""
    from visavis.accounts.public import Membership

    with world.acting("neighbour"):
        Membership.objects.create(user=world.users["claire"], roles=["practitioner"])
    set_up(world)
    with world.acting():
        reset_second_factor(world.actor("owner"), membership=world.claire.membership)
    assert login(browser(world)).status_code == 200
    assert login(browser(world, "neighbour")).status_code == 200
