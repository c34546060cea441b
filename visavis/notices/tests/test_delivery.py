"""Sending over real SMTP: success, refusals, delays, dead workers, two workers at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from visavis.notices import delivery, jobs
from visavis.notices.models import Notice
from visavis.notices.public import plan, send
from visavis.notices.tests.conftest import deliver_due, state_of


def tell(world, facts, kind="test.reminder", **more):
    with world.acting():
        return send(kind, to=world.alice, encounter=world.visits["tomorrow"], facts=facts, **more)[
            0
        ]


def fresh(world, notice):
    with world.acting():
        return Notice.objects.get(pk=notice.pk)


@pytest.mark.django_db
class TestOverSmtp:
    @pytest.mark.proves("C1.3", "C1.5")
    def test_a_mail_arrives_whole_and_is_kept_as_sent(self, world, facts, mail_server):
        with world.acting():
            notice = send("test.booked", to=world.alice, encounter=world.visits["now"], facts=facts)
        assert deliver_due(world.practice) == 2
        (mail,) = mail_server.mails
        kept = fresh(world, notice[0])
        assert kept.state == "sent"
        assert kept.sent_at is not None
        assert mail["Subject"] == kept.subject
        assert mail["Message-ID"] == kept.message_id
        assert str(mail["From"]) == "Cabinet du Parc <nepasrepondre@visavis.test>"
        assert mail["Reply-To"] == "Cabinet du Parc <accueil@cabinet-du-parc.fr>"
        assert mail["To"] == "Alice Moreau <alice@exemple.fr>"
        kinds = [part.get_content_type() for part in mail.walk()]
        assert kinds == [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
        text = mail.get_body(("plain",)).get_content()
        assert "Hello Alice," in text
        assert "http://parc.localhost" in text
        assert "/v/secret-of-the-link/" in text
        assert "See you soon & take care!" in text
        html = mail.get_body(("html",)).get_content()
        assert "See you soon &amp; take care!" in html

    @pytest.mark.proves("C1.3")
    def test_a_busy_server_is_tried_again_with_growing_delay(self, world, facts, mail_server):
        mail_server.answers = ["451 4.7.1 greylisted"] * 3
        with time_machine.travel(world.now, tick=False) as clock:
            notice = tell(world, facts)
            waits = []
            for _attempt in range(3):
                assert deliver_due(world.practice) == 0
                kept = fresh(world, notice)
                assert kept.state == "queued"
                assert kept.last_error.startswith("451 4.7.1")
                waits.append(kept.next_attempt_at - kept.created_at)
                clock.move_to(kept.next_attempt_at - timedelta(seconds=1))
                assert deliver_due(world.practice) == 0
                clock.move_to(kept.next_attempt_at)
            assert deliver_due(world.practice) == 1
        assert [wait.total_seconds() for wait in waits] == [60, 180, 420]
        assert len(mail_server.mails) == 1
        kept = fresh(world, notice)
        assert (kept.state, kept.attempts, kept.last_error) == ("sent", 4, "")

    @pytest.mark.proves("C1.3")
    def test_a_refusal_for_good_stops_and_its_reason_names_nobody(self, world, facts, mail_server):
        with world.acting():
            world.alice.email = "gone@exemple.fr"
        notice = tell(world, facts)
        assert deliver_due(world.practice) == 0
        kept = fresh(world, notice)
        assert (kept.state, kept.attempts) == ("failed", 1)
        assert kept.last_error == "550 5.1.1 <…>: no such mailbox"
        with time_machine.travel(world.now + timedelta(days=1)):
            assert deliver_due(world.practice) == 0
        assert mail_server.mails == []

    @pytest.mark.proves("C1.3")
    def test_refused_content_stops_too(self, world, facts, mail_server):
        mail_server.answers = ["554 5.7.1 looks like spam"]
        notice = tell(world, facts)
        deliver_due(world.practice)
        assert fresh(world, notice).state == "failed"

    @pytest.mark.proves("C1.3")
    def test_an_absent_server_is_tried_for_a_day_then_given_up(self, world, facts, use_env):
        use_env(mail_url="smtp://127.0.0.1:9?timeout=1")
        with time_machine.travel(world.now, tick=False) as clock:
            notice = tell(world, facts)
            kept = fresh(world, notice)
            while kept.state == "queued":
                clock.move_to(kept.next_attempt_at)
                last = kept.next_attempt_at
                deliver_due(world.practice)
                kept = fresh(world, notice)
        assert kept.state == "failed"
        assert "ConnectionRefusedError" in kept.last_error
        assert timedelta(hours=24) <= last - world.now < timedelta(hours=25)

    def test_an_absent_server_is_tried_once_not_for_every_mail(self, world, facts, use_env):
        use_env(mail_url="smtp://127.0.0.1:9?timeout=1")
        told = [tell(world, facts) for _count in range(5)]
        with world.acting():
            (_mail, sms) = send(
                "test.booked", to=world.alice, encounter=world.visits["now"], facts=facts
            )
        assert deliver_due(world.practice) == 1
        assert fresh(world, sms).state == "sent"
        assert sum(fresh(world, notice).attempts for notice in told) == 1
        use_env(mail_url="outbox:")
        with time_machine.travel(world.now + timedelta(minutes=3)):
            assert deliver_due(world.practice) == 6

    def test_a_server_that_does_not_answer_in_time_is_tried_again(
        self, world, facts, mail_server, use_env
    ):
        mail_server.pause = 3
        use_env(mail_url=mail_server.url.replace("timeout=5", "timeout=0.3"))
        notice = tell(world, facts)
        deliver_due(world.practice)
        kept = fresh(world, notice)
        assert kept.state == "queued"
        assert "TimeoutError" in kept.last_error or "timed out" in kept.last_error

    def test_a_server_that_offers_no_encryption_gets_no_mail_where_it_is_demanded(
        self, world, facts, mail_server, use_env
    ):
        use_env(mail_url=mail_server.url.replace("starttls=0", "starttls=1"))
        notice = tell(world, facts)
        deliver_due(world.practice)
        kept = fresh(world, notice)
        assert (kept.state, mail_server.mails) == ("queued", [])
        assert "STARTTLS" in kept.last_error

    def test_a_setting_that_names_no_carrier_is_our_fault_and_waits(self, world, facts, use_env):
        use_env(mail_url="pigeon://roof")
        notice = tell(world, facts)
        deliver_due(world.practice)
        assert fresh(world, notice).last_error == "MAIL_URL names no known carrier."
        use_env(mail_url="outbox:")
        with time_machine.travel(world.now + timedelta(minutes=5)):
            assert deliver_due(world.practice) == 1

    def test_a_setting_that_cannot_be_read_is_our_fault_and_waits(self, world, facts, use_env):
        use_env(mail_url="smtp://127.0.0.1:many")
        notice = tell(world, facts)
        deliver_due(world.practice)
        kept = fresh(world, notice)
        assert (kept.state, kept.last_error) == (
            "queued", "It could not be handed over (ValueError).",
        )  # fmt: skip

    def test_a_text_that_cannot_be_made_waits_and_blocks_no_other(self, world, facts, mail_server):
        broken = tell(world, {}, kind="test.booked")
        good = tell(world, facts)
        assert deliver_due(world.practice) == 2
        assert fresh(world, broken).last_error == "The text could not be made (KeyError)."
        assert fresh(world, good).state == "sent"

    def test_a_question_that_fails_waits_and_blocks_no_other(self, world, facts, mail_server):
        from visavis.notices.public import Mail, declare

        def fails(encounter, context):
            raise ZeroDivisionError

        declare("test.doubtful", title="x", mail=Mail("x", ("x",)), still_true=fails)
        doubtful, good = tell(world, facts, kind="test.doubtful"), tell(world, facts)
        gone = tell(world, facts)
        with world.acting():
            Notice.objects.filter(pk=gone.pk).update(kind="test.gone")
        assert deliver_due(world.practice) == 1
        assert fresh(world, good).state == "sent"
        assert fresh(world, doubtful).last_error == "It could not be checked (ZeroDivisionError)."
        assert fresh(world, gone).state == "queued"

    def test_a_notice_that_kills_its_worker_each_time_is_given_up(self, world, facts, mail_server):
        notice = tell(world, facts)
        with world.acting():
            Notice.objects.update(state="sending", attempts=delivery.ATTEMPTS)
        assert deliver_due(world.practice) == 0
        assert fresh(world, notice).state == "failed"


@pytest.mark.django_db
class TestWhatIsLate:
    def planned(self, world, facts, **more):
        with world.acting():
            (notice,) = plan(
                "test.reminder",
                to=world.alice,
                encounter=world.visits["tomorrow"],
                facts=facts,
                at=world.now + timedelta(hours=1),
                useful_until=world.now + timedelta(hours=6),
                **more,
            )
        return notice

    @pytest.mark.proves("C1.4")
    def test_a_reminder_missed_in_a_pause_still_goes_while_it_is_useful(self, world, facts):
        notice = self.planned(world, facts)
        with time_machine.travel(world.now + timedelta(hours=5)):
            assert deliver_due(world.practice) == 1
            assert deliver_due(world.practice) == 0
        assert fresh(world, notice).state == "sent"

    @pytest.mark.proves("C1.4")
    def test_a_reminder_that_is_no_longer_useful_expires(self, world, facts):
        notice = self.planned(world, facts)
        with time_machine.travel(world.now + timedelta(hours=7)):
            assert deliver_due(world.practice) == 0
        assert fresh(world, notice).state == "expired"

    @pytest.mark.proves("C1.4")
    def test_what_is_no_longer_true_when_its_time_comes_stays_silent(self, world, facts, told):
        notice = self.planned(world, facts)
        told["true"] = False
        with time_machine.travel(world.now + timedelta(hours=2)):
            assert deliver_due(world.practice) == 0
        assert fresh(world, notice).state == "cancelled"
        assert told["asked"] == 1

    @pytest.mark.proves("C1.3")
    def test_the_sweep_finds_what_is_due_in_each_organization(self, world, facts):
        self.planned(world, facts)
        with world.acting("neighbour"):
            send("test.reminder", to=world.nadia, facts=facts)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        with time_machine.travel(world.now + timedelta(hours=2)):
            jobs.sweep()
            jobs.sweep()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT args->>'organization_id' FROM procrastinate_jobs"
                " WHERE task_name = 'visavis.notices.jobs.deliver'"
            )
            jobs_of_two_sweeps = [row[0] for row in cursor.fetchall()]
        assert sorted(jobs_of_two_sweeps) == sorted(
            [str(world.practice.pk), str(world.neighbour.pk)]
        )


@pytest.mark.proves("C1.3")
def test_two_workers_at_once_send_each_mail_once(committed_world, mail_server):
    world = committed_world
    mail_server.pause = 0.01
    with world.acting():
        ids = [
            str(send("test.reminder", to=world.alice, facts={"starts_at": world.now})[0].pk)
            for _count in range(25)
        ]
    sent = []

    def work():
        sent.append(delivery.deliver(world.practice, ids))
        connection.close()

    workers = [threading.Thread(target=work) for _count in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 25
    assert max(sent) < 25, "the work was shared"
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == len(mail_server.mails) == 25


KILLED = """
import os, sys, django
django.setup()
from django.conf import settings
import dataclasses
settings.ENV = dataclasses.replace(settings.ENV, mail_url=sys.argv[3])
from visavis.accounts.public import Organization
from visavis.notices import delivery
from visavis.notices.public import Mail, declare
declare("test.reminder", title="Reminder", mail=Mail("Tomorrow", ("Until",)))
print("begins", flush=True)
delivery.deliver(Organization.objects.get(pk=sys.argv[1]), [sys.argv[2]])
"""


@pytest.mark.proves("C1.3")
def test_a_worker_killed_while_sending_loses_nothing_and_doubles_nothing(
    committed_world, mail_server
):
    world = committed_world
    mail_server.pause = 60
    with world.acting():
        (notice,) = send("test.reminder", to=world.alice, facts={"starts_at": world.now})
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(world.practice.pk), str(notice.pk), mail_server.url],
        env=os.environ | {"DATABASE_URL": database_url()},
    )
    wait_for(lambda: fresh(world, notice).state == "sending")
    time.sleep(0.5)
    assert deliver_due(world.practice) == 0, "it is at work, nobody else takes it"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    mail_server.pause = 0
    with time_machine.travel(world.now + timedelta(minutes=2)):
        assert deliver_due(world.practice) == 1
        assert deliver_due(world.practice) == 0
    kept = fresh(world, notice)
    assert (kept.state, kept.attempts) == ("sent", 2)
    assert [mail["Message-ID"] for mail in mail_server.mails] == [kept.message_id]


@pytest.mark.proves("C1.4")
def test_who_cancels_never_waits_for_a_mail_server(committed_world, mail_server):
    from visavis.notices.public import forget

    world = committed_world
    mail_server.pause = 2
    with world.acting():
        visit = world.visits["tomorrow"]
        (notice,) = send(
            "test.reminder", to=world.alice, encounter=visit, facts={"starts_at": world.now}
        )

    def work():
        delivery.deliver(world.practice, [str(notice.pk)])
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    wait_for(lambda: fresh(world, notice).state == "sending")
    began = time.monotonic()
    with world.acting():
        forget(visit)
        assert state_of(notice) == "sending"
    assert time.monotonic() - began < 1
    worker.join()
    assert fresh(world, notice).state == "sent"


def database_url() -> str:
    kept = connection.settings_dict
    port = f"&port={kept['PORT']}" if kept["PORT"] else ""
    return (
        f"postgresql://{kept['USER']}:{kept['PASSWORD']}@/{kept['NAME']}?host={kept['HOST']}{port}"
    )


def wait_for(condition, patience=20):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")
