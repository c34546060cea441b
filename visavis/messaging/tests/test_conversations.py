import uuid

import pytest
from django.db import connection

from visavis.core.public import Denied, now
from visavis.messaging import public as messaging

pytestmark = pytest.mark.django_db


def say(world, role, text="Bonjour", *, visit="now", client_id=None):
    return messaging.post(
        world.actor(role),
        encounter=world.visits[visit],
        text=text,
        client_id=client_id or uuid.uuid4(),
    )


def texts(world, role, visit="now"):
    found = messaging.messages(world.actor(role), encounter=world.visits[visit])
    return [(message.author_kind, message.text) for message in found]


@pytest.mark.proves("D8.1")
def test_both_sides_write_and_read_in_order_over_all_their_visits(world):
    with world.acting():
        say(world, "patient", "J’ai une question")
        say(world, "practitioner", "Je vous écoute", visit="tomorrow")
        expected = [("patient", "J’ai une question"), ("practitioner", "Je vous écoute")]
        assert texts(world, "practitioner") == texts(world, "patient", "past") == expected


@pytest.mark.proves("D8.1")
@pytest.mark.parametrize(
    "role", ["visitor", "other_patient", "colleague", "secretary", "owner", "manager"]
)
def test_nobody_else_writes_or_reads(world, role):
    with world.acting():
        say(world, "patient")
        for act in (lambda: say(world, role), lambda: texts(world, role)):
            with pytest.raises(Denied):
                act()


def test_a_message_sent_again_is_kept_once(world):
    with world.acting():
        same = uuid.uuid4()
        first, new = say(world, "patient", client_id=same)
        again, known = say(world, "patient", client_id=same)
        assert (first.pk, new, known) == (again.pk, True, False)
        assert len(texts(world, "patient")) == 1


@pytest.mark.parametrize("text", ["", " \n", "\0", "x" * 4001, "\ud800"])
def test_what_is_no_message_is_refused(world, text):
    with world.acting():
        with pytest.raises(messaging.NotSendable):
            say(world, "patient", text)
        assert texts(world, "patient") == []


def test_a_message_is_not_in_the_clear_in_the_database(world):
    with world.acting():
        message, _new = say(world, "patient", "mal de dos")
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM messaging_message WHERE id = %s", [message.pk])
            assert "dos" not in cursor.fetchone()[0]


@pytest.mark.proves("D3.1")
def test_unread_counts_what_the_patient_wrote_since_the_practitioner_looked(world):
    visit = world.visits["now"]
    with world.acting():
        assert messaging.unread([visit]) == {visit.pk: 0}
        say(world, "patient")
        say(world, "practitioner")
        assert messaging.unread([visit]) == {visit.pk: 1}
        messaging.mark_read(world.actor("practitioner"), encounter=visit)
        assert messaging.unread([visit]) == {visit.pk: 0}


@pytest.mark.proves("D8.1")
def test_where_chats_are_not_kept_the_visit_s_own_is_emptied_and_closed(world):
    world.practice.keep_chat = False
    visit, doctor = world.visits["now"], world.actor("practitioner")
    with world.acting():
        say(world, "patient")
        assert texts(world, "patient", "tomorrow") == []
        assert messaging.close(doctor, encounter=visit, keep=False) == 1
        assert texts(world, "patient") == []
        with pytest.raises(messaging.Closed):
            say(world, "patient")


@pytest.mark.proves("D8.1")
def test_the_lasting_channel_outlives_the_visit(world):
    with world.acting():
        say(world, "patient")
        doctor = world.actor("practitioner")
        assert messaging.close(doctor, encounter=world.visits["now"], keep=True) == 0
        assert len(texts(world, "patient")) == 1
        assert world.visits["now"].opened_at < now()
