"""The calendar event: accepted by two parsers, one identity, rising sequence, cancelled in time."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil import tz
from icalendar import Calendar

from visavis.notices.models import Notice
from visavis.notices.public import Event, calendar_text, send, uid_of
from visavis.notices.tests.conftest import deliver_due
from visavis.notices.tests.lines import unfolded

START = datetime(2026, 11, 24, 9, 0, tzinfo=tz.gettz("Europe/Paris"))
EVENT = Event(
    "Rendez-vous · Cabinet du Parc",
    START,
    START + timedelta(minutes=20),
    description="Ligne une\nLigne deux; avec, des signes \\ " + "é" * 80,
    location="12 rue du Parc, Paris",
    url="http://parc.localhost/v/secret/",
)


@pytest.mark.proves("C2.3")
def test_an_invitation_reads_the_same_in_two_parsers():
    text = calendar_text(
        EVENT,
        uid="one@visavis.test",
        sequence=3,
        organizer=("Cabinet du Parc", "a@visavis.test"),
        attendee=("Alice Moreau; née «X»", "alice@exemple.fr"),
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(text)
    (entry,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == (
        "one@visavis.test", 3, "CONFIRMED",
    )  # fmt: skip
    assert entry.decoded("DTSTART") == START
    assert entry["ATTENDEE"] == "mailto:alice@exemple.fr"
    assert entry["DESCRIPTION"] == EVENT.description
    plain = unfolded(text)
    assert plain["VEVENT", "DTSTART"] == "20261124T080000Z"
    assert plain["VEVENT", "DTEND"] == "20261124T082000Z"
    assert plain["VEVENT", "SUMMARY"] == EVENT.summary
    assert plain["VEVENT", "DESCRIPTION"] == EVENT.description
    assert plain["VEVENT", "LOCATION"] == EVENT.location
    assert plain["VEVENT", "ORGANIZER"] == "mailto:a@visavis.test"
    assert plain["VCALENDAR", "METHOD"] == "REQUEST"


def test_a_download_is_published_not_an_invitation():
    plain = unfolded(calendar_text(EVENT, uid="one@visavis.test"))
    assert plain["VCALENDAR", "METHOD"] == "PUBLISH"
    assert ("VEVENT", "ATTENDEE") not in plain


@pytest.mark.django_db
@pytest.mark.proves("C2.3")
def test_a_move_and_a_cancellation_keep_the_identity_and_raise_the_sequence(world, facts, told):
    visit = world.visits["tomorrow"]
    with world.acting():
        send("test.booked", to=world.alice, encounter=visit, facts=facts)
        moved = facts | {"starts_at": world.now + timedelta(days=3)}
        moved["ends_at"] = moved["starts_at"] + timedelta(minutes=20)
        send("test.booked", to=world.alice, encounter=visit, facts=moved)
    deliver_due(world.practice)
    told["cancelled"] = True
    with world.acting():
        send("test.booked", to=world.alice, encounter=visit, facts=moved)
    deliver_due(world.practice)
    with world.acting():
        sent = Notice.objects.filter(channel="mail").order_by("sequence")
        found = [unfolded(notice.calendar) for notice in sent]
    assert [event["VEVENT", "SEQUENCE"] for event in found] == ["1", "2", "3"]
    assert {event["VEVENT", "UID"] for event in found} == {uid_of(visit)}
    assert [event["VCALENDAR", "METHOD"] for event in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert found[2]["VEVENT", "STATUS"] == "CANCELLED"
    start = moved["starts_at"].astimezone(UTC)
    assert found[1]["VEVENT", "DTSTART"] == f"{start:%Y%m%dT%H%M%SZ}"
