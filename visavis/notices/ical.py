"""The event that a booking's mail carries, for the calendars of Apple, Google and Microsoft (C2.3).

One identity per encounter (UID), a SEQUENCE that rises with each change, REQUEST to book or move
and CANCEL to take it out. Times are in UTC, which needs no time zone table and cannot be misread.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from visavis.core.public import now
from visavis.notices.kinds import Event
from visavis.patients.public import Encounter


def uid_of(encounter: Encounter) -> str:
    """The identity of the encounter's event, in every calendar that holds it."""
    return f"{encounter.pk}@{settings.BASE_DOMAIN}"


def calendar_text(
    event: Event,
    *,
    uid: str,
    sequence: int = 0,
    organizer: tuple[str, str] | None = None,
    attendee: tuple[str, str] | None = None,
    stamp: datetime | None = None,
) -> str:
    """*event* as an iCalendar file (RFC 5545, 5546).

    organizer, attendee: name and mail address. With both it is an invitation (METHOD:REQUEST, or
    CANCEL), else a plain event to keep (METHOD:PUBLISH), as for a download.
    """
    invites = organizer is not None and attendee is not None
    calendar = Calendar()
    calendar.add("prodid", "-//Visavis//Notices//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method_of(event) if invites else "PUBLISH")
    calendar.add_component(_entry(event, uid, sequence, stamp or now()))
    entry = calendar.subcomponents[0]
    if organizer is not None and attendee is not None:
        entry["organizer"] = _person(*organizer)
        person = _person(*attendee)
        person.params["ROLE"] = vText("REQ-PARTICIPANT")
        person.params["PARTSTAT"] = vText("ACCEPTED")
        person.params["RSVP"] = vText("FALSE")
        entry.add("attendee", person, encode=False)
    text: str = calendar.to_ical().decode()
    return text


def method_of(event: Event) -> str:
    """The iTIP method of an invitation to *event*."""
    return "CANCEL" if event.cancelled else "REQUEST"


def _person(name: str, email: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    if name:
        person.params["CN"] = vText(name)
    return person


def _entry(event: Event, uid: str, sequence: int, stamp: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", stamp.replace(microsecond=0))
    entry.add("dtstart", _utc(event.starts_at))
    entry.add("dtend", _utc(event.ends_at))
    entry.add("summary", event.summary)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("transp", "OPAQUE")
    entry.add("class", "PRIVATE")
    for name in ("description", "location", "url"):
        if getattr(event, name):
            entry.add(name, getattr(event, name))
    return entry


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
