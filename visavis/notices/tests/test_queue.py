"""Notices as rows: written with what they tell of, once, silenced, shown, told again."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from visavis.core.public import Denied
from visavis.notices.models import Notice
from visavis.notices.public import (
    NotResendable,
    Recipient,
    deliveries,
    deliveries_of,
    forget,
    plan,
    resend,
    send,
)
from visavis.notices.tests.conftest import deliver_due

pytestmark = pytest.mark.django_db


def jobs_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'notices'")
        return cursor.fetchone()[0]


@pytest.mark.proves("C1.1", "C1.3")
def test_a_notice_goes_by_every_channel_that_reaches_the_patient(world, facts):
    with world.acting():
        visit = world.visits["tomorrow"]
        written = send("test.booked", to=world.alice, encounter=visit, facts=facts)
        assert {(n.channel, n.recipient) for n in written} == {
            ("mail", "alice@exemple.fr"),
            ("sms", "+33612345678"),
        }
        assert jobs_waiting() == 1
        only_mail = Recipient("Somebody", email="somebody@exemple.fr")
        (mail,) = send("test.booked", to=only_mail, facts=facts)
        assert (mail.channel, mail.language) == ("mail", "fr")
        assert send("test.booked", to=Recipient("Nobody"), facts=facts) == []


@pytest.mark.proves("C1.3")
def test_a_notice_is_rolled_back_with_what_it_tells_of(world, facts):
    with world.acting():
        with transaction.atomic():
            send("test.booked", to=world.alice, encounter=world.visits["now"], facts=facts)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()
        assert jobs_waiting() == 0


@pytest.mark.proves("C1.3")
def test_the_same_thing_on_the_same_occasion_is_told_once(world, facts):
    with world.acting():
        visit = world.visits["tomorrow"]
        told = {"to": world.alice, "encounter": visit, "facts": facts}
        assert len(send("test.booked", once="first", **told)) == 2
        assert send("test.booked", once="first", **told) == []
        assert len(send("test.booked", once="second", **told)) == 2
        at = facts["starts_at"] - timedelta(hours=3)
        assert len(plan("test.reminder", at=at, **told)) == 1
        assert plan("test.reminder", at=at, **told) == []


@pytest.mark.proves("C1.4")
def test_forgotten_notices_stay_silent_and_may_be_planned_again(world, facts, told):
    visit = world.visits["tomorrow"]
    at = world.now - timedelta(minutes=1)
    planned = {"to": world.alice, "encounter": visit, "facts": facts, "at": at}
    with world.acting():
        plan("test.reminder", **planned)
        send("test.booked", to=world.alice, encounter=visit, facts=facts)
        assert forget(visit, kinds=["test.reminder"]) == 1
        assert forget(visit, kinds=["test.reminder"]) == 0
        assert len(plan("test.reminder", **planned)) == 1
        assert forget(visit) == 3
    assert deliver_due(world.practice) == 0
    with world.acting():
        assert {n.state for n in deliveries(visit)} == {"cancelled"}


def test_a_notice_planned_for_later_waits_without_a_job(world, facts):
    with world.acting():
        plan(
            "test.reminder",
            to=world.alice,
            encounter=world.visits["tomorrow"],
            facts=facts,
            at=world.now + timedelta(hours=2),
        )
        assert jobs_waiting() == 0
    assert deliver_due(world.practice) == 0


@pytest.mark.proves("C1.3")
def test_deliveries_of_many_visits_take_one_query_and_no_texts(
    world, facts, django_assert_num_queries
):
    with world.acting():
        for name in ("now", "tomorrow"):
            send("test.booked", to=world.alice, encounter=world.visits[name], facts=facts)
        visits = [world.visits[name] for name in ("now", "tomorrow", "early")]
        with django_assert_num_queries(1):
            found = deliveries_of(visits)
            assert [[n.state for n in found[visit.pk]] for visit in visits] == [
                ["queued", "queued"],
                ["queued", "queued"],
                [],
            ]


@pytest.mark.proves("C1.3")
def test_staff_send_again_to_the_address_the_patient_has_now(world, facts):
    with world.acting():
        visit = world.visits["tomorrow"]
        mail, _sms = send("test.booked", to=world.alice, encounter=visit, facts=facts)
        staff = world.actor("secretary")
        with pytest.raises(NotResendable):
            resend(staff, mail)
    deliver_due(world.practice)
    with world.acting():
        world.alice.email = "alice@nouvelle.fr"
        world.alice.save()
        mail = Notice.objects.get(pk=mail.pk)
        with pytest.raises(Denied):
            resend(world.actor("patient"), mail)
        again = resend(staff, mail)
        assert (again.recipient, again.state) == ("alice@nouvelle.fr", "queued")
        assert again.message_id != mail.message_id
    assert deliver_due(world.practice) == 1
    with world.acting():
        assert Notice.objects.get(pk=mail.pk).recipient == "alice@exemple.fr"
        assert Notice.objects.get(pk=again.pk).state == "sent"


@pytest.mark.proves("C1.4")
def test_what_is_no_longer_true_is_not_sent_again(world, facts, told):
    with world.acting():
        mail, _sms = send("test.booked", to=world.alice, facts=facts)
    deliver_due(world.practice)
    told["true"] = False
    with world.acting(), pytest.raises(NotResendable):
        resend(world.actor("secretary"), Notice.objects.get(pk=mail.pk))


@pytest.mark.proves("A1.1")
def test_the_neighbour_sees_no_notice_and_sends_none_of_ours(world, facts):
    with world.acting():
        visit = world.visits["tomorrow"]
        written = send("test.booked", to=world.alice, encounter=visit, facts=facts)
    with world.acting("neighbour"):
        assert not Notice.objects.exists()
        assert deliveries(visit) == []
        assert forget(visit) == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM notices_notice")
            assert cursor.fetchone() == (0,)
    from visavis.notices import delivery

    assert delivery.deliver(world.neighbour, [str(n.pk) for n in written]) == 0
    assert deliver_due(world.practice) == 2


def test_what_was_told_is_not_readable_in_the_database(world, facts):
    with world.acting():
        send("test.booked", to=world.alice, encounter=world.visits["tomorrow"], facts=facts)
    deliver_due(world.practice)
    with world.acting(), connection.cursor() as cursor:
        cursor.execute("SELECT context, subject, body, html, calendar FROM notices_notice")
        kept = " ".join(str(value) for row in cursor.fetchall() for value in row)
    assert "Martin" not in kept
    assert "secret-of-the-link" not in kept
