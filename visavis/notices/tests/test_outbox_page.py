"""The built-in outbox: in demos as the receiver sees it, in production nothing."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from visavis.core.live.public import may_follow
from visavis.notices.models import Notice
from visavis.notices.public import plan, send
from visavis.notices.tests.conftest import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(world, facts):
    with world.acting():
        visit = world.visits["tomorrow"]
        mail, sms = send("test.booked", to=world.alice, encounter=visit, facts=facts)
        later = world.now + timedelta(hours=9)
        (planned,) = plan("test.reminder", to=world.alice, encounter=visit, facts=facts, at=later)
    deliver_due(world.practice)
    return {"mail": mail.pk, "sms": sms.pk, "planned": planned.pk}


@pytest.mark.proves("C1.6")
def test_an_empty_outbox_says_what_will_come(world):
    page = world.client("visitor").get("/outbox/", headers={"Accept-Language": "en"})
    assert "No message yet" in page.content.decode()


@pytest.mark.proves("C1.6")
def test_messages_are_listed_and_read_as_the_receiver_sees_them(world, outbox):
    client = world.client("visitor")
    page = client.get("/outbox/").content.decode()
    assert page.count("/outbox/") >= 3
    assert "alice@exemple.fr" in page
    assert "+33612345678" in page
    mail = client.get(f"/outbox/{outbox['mail']}/").content.decode()
    assert "<iframe" in mail
    assert "srcdoc=" in mail
    assert 'sandbox="allow-popups' in mail
    assert "allow-scripts" not in mail
    assert 'href="http://parc.localhost' in mail, "links of the plain text are alive"
    sms = client.get(f"/outbox/{outbox['sms']}/").content.decode()
    assert "/v/secret-of-the-link/" in sms
    assert "<iframe" not in sms


@pytest.mark.proves("C1.6")
def test_planned_ones_show_how_they_would_read(world, outbox):
    client = world.client("visitor")
    assert str(outbox["planned"]) not in client.get("/outbox/").content.decode()
    assert str(outbox["planned"]) in client.get("/outbox/?show=planned").content.decode()
    page = client.get(f"/outbox/{outbox['planned']}/?show=planned").content.decode()
    assert "Until " in page
    with world.acting():
        assert Notice.objects.get(pk=outbox["planned"]).state == "queued", "looking sends nothing"


@pytest.mark.proves("C1.6", "C2.3")
def test_the_event_of_a_mail_can_be_taken_along(world, outbox):
    client = world.client("visitor")
    answer = client.get(f"/outbox/{outbox['mail']}/invite.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["METHOD"] == "REQUEST"
    assert client.get(f"/outbox/{outbox['sms']}/invite.ics").status_code == 404


@pytest.mark.proves("C1.6")
def test_in_production_there_is_no_outbox(world, outbox, use_env):
    use_env(mode="production")
    for role in ("visitor", "owner"):
        client = world.client(role)
        for path in ("", f"{outbox['mail']}/", f"{outbox['mail']}/invite.ics"):
            assert client.get(f"/outbox/{path}").status_code == 404
    with world.acting():
        assert not may_follow(world.actor("owner"), "outbox")


def test_the_neighbour_s_outbox_holds_nothing_of_ours(world, outbox):
    client = world.client("visitor", at="neighbour")
    assert "alice@exemple.fr" not in client.get("/outbox/").content.decode()
    assert client.get(f"/outbox/{outbox['mail']}/").status_code == 404


def test_live_topics_of_notices_are_for_those_who_see_the_visit(world):
    topic = f"notices:{world.visits['tomorrow'].pk}"
    with world.acting():
        assert may_follow(world.actor("secretary"), topic)
        assert not may_follow(world.actor("patient"), topic)
        assert not may_follow(world.actor("visitor"), topic)
        assert not may_follow(world.actor("secretary"), "notices:nonsense")
        assert may_follow(world.actor("visitor"), "outbox")
    with world.acting("neighbour"):
        assert not may_follow(world.actor("neighbour_practitioner", at="neighbour"), topic)


def test_odd_questions_are_answered_with_a_page(world, outbox):
    client = world.client("visitor")
    for query in ("?page=0", "?page=abc", "?page=99999999", "?show=x", "?fragment&page=2"):
        assert client.get(f"/outbox/{query}").status_code == 200
    assert client.get("/outbox/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.post("/outbox/").status_code == 405
