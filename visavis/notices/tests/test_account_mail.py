"""Mails of the sign-in pages go by the same queue."""

import pytest
from django.core.mail import EmailMessage

from visavis.core.public import NoTenant
from visavis.notices.models import Notice
from visavis.notices.tests.conftest import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_backend(settings):
    """Django's test runner puts its own backend in place of ours."""
    settings.EMAIL_BACKEND = "visavis.notices.channels.backend.EmailBackend"


@pytest.mark.proves("C1.3")
def test_a_forgotten_password_is_answered_by_the_worker(world, mail_server):
    client = world.client("visitor")
    answer = client.post("/accounts/password/reset/", {"email": "claire@exemple.fr"})
    assert answer.status_code == 302
    with world.acting():
        notice = Notice.objects.get()
        assert (notice.kind, notice.state, notice.encounter) == ("account.mail", "queued", None)
    assert mail_server.mails == []
    assert deliver_due(world.practice) == 1
    (mail,) = mail_server.mails
    text = mail.get_body(("plain",)).get_content()
    assert "http://parc.localhost" in text
    assert "/accounts/password/reset/key/" in text
    assert mail["To"] == "claire@exemple.fr"
    assert "[" not in text, "the button is a button"
    assert "Cabinet du Parc" in text


def test_an_address_without_a_login_is_told_so_and_offered_no_sign_up(world, mail_server):
    client = world.client("visitor")
    client.post(
        "/accounts/password/reset/",
        {"email": "nobody@exemple.fr"},
        headers={"Accept-Language": "en"},
    )
    assert deliver_due(world.practice) == 1
    (mail,) = mail_server.mails
    assert mail["Subject"] == "No login with this address"
    assert "signup" not in mail.get_body(("plain",)).get_content()


def test_a_mail_outside_of_every_practice_is_refused():
    with pytest.raises(NoTenant):
        EmailMessage("s", "b", "a@b.test", ["c@d.test"]).send()
