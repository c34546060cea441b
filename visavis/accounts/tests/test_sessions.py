import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.live import in_thread
from tests.world import PASSWORD
from visavis.accounts.devices import device_in_words
from visavis.core.public import AuditEvent

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:148.0) Gecko/20100101 Firefox/148.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


def signed_in(world, email, *, agent=FIREFOX, **fields):
    client = Client(headers={"host": world.host(), "user-agent": agent})
    sent = {"login": email, "password": PASSWORD, **fields}
    assert client.post("/accounts/login/", sent).status_code == 302
    return client


def in_(client):
    return client.get("/desk/").status_code == 200


@pytest.mark.django_db
@pytest.mark.proves("A6.1")
def test_stay_signed_in_outlives_the_browser_and_the_rest_does_not(world):
    world.practice.session_days = 30
    world.practice.save()
    short = signed_in(world, "claire@exemple.fr").cookies["visavis"]
    long = signed_in(world, "claire@exemple.fr", remember="on").cookies["visavis"]
    assert short["max-age"] == ""
    assert long["max-age"] == 30 * 86_400


@pytest.mark.django_db
@pytest.mark.proves("A6.1")
def test_the_list_names_devices_and_each_can_be_ended(world):
    here, there = (
        signed_in(world, "claire@exemple.fr"),
        signed_in(world, "claire@exemple.fr", agent=PHONE),
    )
    page = here.get("/me/sessions/")
    assert "Firefox sur Windows" in page.text
    assert "Safari sur iPhone" in page.text
    assert "Cabinet du Parc" in page.text
    (number,) = re.findall(r'name="session" value="(\d+)"', page.text)
    other = signed_in(world, "sophie@exemple.fr")
    assert other.post("/me/sessions/end/", {"session": number}).status_code == 404
    assert in_(there)
    assert here.post("/me/sessions/end/", {"session": number}).status_code == 302
    assert (in_(here), in_(there), in_(other)) == (True, False, True)


@pytest.mark.django_db
@pytest.mark.proves("A6.1")
def test_log_out_everywhere_else_and_here(world):
    here, there = signed_in(world, "claire@exemple.fr"), signed_in(world, "claire@exemple.fr")
    here.post("/me/sessions/end-others/")
    assert (in_(here), in_(there)) == (True, False)
    here.post("/accounts/logout/")
    assert not in_(here)
    with world.acting():
        ends = AuditEvent.objects.filter(verb="session.ended").values_list("facts", flat=True)
        assert {fact["how"] for fact in ends} == {"others", "sign-out"}


@pytest.mark.django_db
@pytest.mark.proves("A6.1")
def test_a_new_password_ends_other_sessions(world):
    here, there = signed_in(world, "claire@exemple.fr"), signed_in(world, "claire@exemple.fr")
    sent = {"oldpassword": PASSWORD, "password1": "trois-mots-jaunes", "password2": "x"}
    assert here.post("/accounts/password/change/", sent).status_code == 200
    assert in_(there)
    sent["password2"] = sent["password1"]
    assert here.post("/accounts/password/change/", sent).status_code == 302
    assert (in_(here), in_(there)) == (True, False)


@pytest.mark.django_db
@pytest.mark.proves("A6.1")
@pytest.mark.parametrize(
    ("password", "word"), [("court", "10"), ("password123", "courant"), ("motdepasse", "")]
)
def test_weak_passwords_get_a_sentence(world, password, word):
    client = signed_in(world, "claire@exemple.fr")
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/accounts/password/change/", sent)
    if word:
        assert page.status_code == 200
        assert word in str(page.context["form"].errors)


@pytest.mark.proves("A6.1")
def test_ending_a_session_closes_its_sockets_within_two_seconds(committed_world):
    world = committed_world
    with in_thread() as live:
        for email, topic in (
            ("claire@exemple.fr", f"planning:{world.claire.pk}"),
            ("alice@exemple.fr", f"visit:{world.visits['now'].pk}"),
        ):
            here, there = signed_in(world, email), signed_in(world, email)
            with live.topics(here, topic) as kept, live.topics(there, topic) as line:
                time.sleep(0.3)
                began = time.monotonic()
                assert here.post("/me/sessions/end-others/").status_code == 302
                assert line.close_code() == 4403
                assert time.monotonic() - began < 4
                kept.send({"type": "ping"})
                assert kept.until("pong")


@pytest.mark.django_db
def test_expired_sessions_leave_the_list(world):
    client = signed_in(world, "claire@exemple.fr")
    signed_in(world, "claire@exemple.fr", agent=PHONE)
    Session.objects.exclude(session_key=client.session.session_key).delete()
    assert "iPhone" not in client.get("/me/sessions/").text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 16) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("curl/8.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_devices_in_plain_words(agent, words, settings):
    from django.utils import translation

    with translation.override("en"):
        assert device_in_words(agent) == words
