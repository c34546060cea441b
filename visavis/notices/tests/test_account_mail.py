"""Mails of the sign-in pages go by the same queue."""

import pytest
from django.core.mail import EmailMessage, send_mail

from visavis.core.public import NoTenant
from visavis.notices.models import Notice
from visavis.notices.tests.conftest import deliver_due

pytestmark = pytest.mark.django_db
CLAIRE = "claire@exemple.fr"


@pytest.fixture(autouse=True)
def own_backend(settings):
    """Django's test runner puts its own backend in place of ours."""
    settings.EMAIL_BACKEND = "visavis.notices.channels.backend.EmailBackend"


@pytest.mark.proves("C1.3")
def test_a_mail_about_ones_login_goes_by_the_queue(world, mail_server):
    with world.acting():
        send_mail("Your password was changed", "Open http://parc.localhost/me/", None, [CLAIRE])
        notice = Notice.objects.get()
        assert (notice.kind, notice.state, notice.encounter) == ("account.mail", "queued", None)
    assert mail_server.mails == []
    assert deliver_due(world.practice) == 1
    (mail,) = mail_server.mails
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "Your password was changed"
    assert "http://parc.localhost/me/" in text
    assert mail["To"] == CLAIRE
    assert "Cabinet du Parc" in text


def test_a_mail_outside_of_every_practice_is_refused():
    with pytest.raises(NoTenant):
        EmailMessage("s", "b", "a@b.test", ["c@d.test"]).send()
