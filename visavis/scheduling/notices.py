"""What this room tells patients, and when (C2.1): booked, moved, cancelled, reminded, invited."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from visavis.core.public import now, require_organization
from visavis.notices.public import Context, Event, Mail, Telling, Text, declare, forget, send, tell
from visavis.patients.public import Encounter
from visavis.scheduling.models import Appointment

BOOKED = "appointment.booked"
MOVED = "appointment.moved"
CANCELLED = "appointment.cancelled"
REMINDER = "appointment.reminder"
TODAY = "appointment.today"
INVITATION = "appointment.invitation"
AHEAD = (REMINDER, TODAY, INVITATION)
TWO_DAYS = timedelta(hours=48)
MORNING = 8  # o'clock, on the day
INVITED_BEFORE = timedelta(minutes=15)


def _appointment(encounter: Encounter | None) -> Appointment | None:
    if encounter is None:
        return None
    return Appointment.objects.select_related("practitioner").filter(encounter=encounter).first()


def is_ahead(encounter: Encounter | None, context: Context) -> bool:
    """Still booked for the very time that the notice tells."""
    row = _appointment(encounter)
    return (
        row is not None
        and row.status in Appointment.AHEAD
        and row.starts_at == context.get("starts_at")
    )


def is_cancelled(encounter: Encounter | None, context: Context) -> bool:
    """Still cancelled."""
    row = _appointment(encounter)
    return row is not None and row.status == "cancelled"


def event_of(encounter: Encounter | None, context: Context) -> Event | None:
    """The calendar event of the encounter's appointment as it is now."""
    row = _appointment(encounter)
    if row is None:
        return None
    return event(row, place=str(context.get("place", "")))


def event(row: Appointment, *, place: str = "", url: str = "") -> Event:
    """*row* for a calendar, in the language in force; no health data in it."""
    return Event(
        summary=now_("Appointment with %(practitioner)s") % {"practitioner": row.practitioner.name},
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        location=place,
        url=url,
        cancelled=row.status == "cancelled",
    )


def place_words(row: Appointment) -> str:
    """Where it takes place, in the language in force: an address, or how one talks."""
    if row.type.place == "video":
        return now_("By video, from where you are")
    if row.type.place == "phone":
        return now_("By phone: the practice calls you")
    if row.type.place == "home":
        return now_("At your home")
    if row.site is not None:
        return row.site.address
    practice = require_organization()
    town = f"{practice.postal_code} {practice.city}".strip()
    return ", ".join(part for part in (practice.name, practice.street, town) if part)


def _facts(row: Appointment, secret: str) -> dict[str, Any]:
    """What the texts need, in the patient's language."""
    assert row.encounter is not None  # noqa: S101
    with translation.override(row.encounter.patient.language):
        place = place_words(row)
    facts: dict[str, Any] = {"starts_at": row.starts_at, "ends_at": row.ends_at, "place": place}
    if row.is_video:
        opens = timedelta(minutes=require_organization().door_opens_before)
        facts["welcome_from"] = row.starts_at - opens
    if secret:
        facts["consult_deeplink"] = f"/v/{secret}/"
    return facts


def tell_booked(row: Appointment, secret: str) -> None:
    """The confirmation now, the reminders in time."""
    assert row.encounter is not None  # noqa: S101
    told = [Telling(BOOKED), *_reminders(row)]
    facts = _facts(row, secret)
    tell(told, to=row.encounter.patient, encounter=row.encounter, facts=facts)


def tell_moved(row: Appointment, secret: str, previous: datetime) -> None:
    """The new time now, the reminders anew."""
    assert row.encounter is not None  # noqa: S101
    facts = {**_facts(row, secret), "previous_starts_at": previous}
    forget(row.encounter)
    told = [Telling(MOVED), *_reminders(row)]
    tell(told, to=row.encounter.patient, encounter=row.encounter, facts=facts)


def tell_cancelled(row: Appointment) -> None:
    """The cancellation now, nothing else any more."""
    assert row.encounter is not None  # noqa: S101
    forget(row.encounter)
    send(CANCELLED, to=row.encounter.patient, encounter=row.encounter, facts=_facts(row, ""))


def _reminders(row: Appointment) -> list[Telling]:
    """Reminders whose moment is still to come: nobody is reminded of what was booked just now."""
    start = row.starts_at
    local = start.astimezone(require_organization().zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    found = [
        Telling(REMINDER, start - TWO_DAYS, start),
        Telling(TODAY, min(morning, start - timedelta(hours=1)), start),
    ]
    if row.is_video:
        found.append(Telling(INVITATION, start - INVITED_BEFORE, row.ends_at))
    moment = now()
    return [telling for telling in found if telling.at and telling.at > moment]


_HELLO = _("Hello *|first_name|*,")
_WHEN = _("> *|date|*, *|time|*\n> *|practitioner|*\n> *|place|*")
_OPEN = _("[See my appointment](*|consult_deeplink|*)")
_DOOR = _(
    "The waiting room is open from *|appointment_welcome_from|*. "
    "You need a camera and a microphone; a phone will do."
)
_PRIVATE = _("This link is yours alone: please do not pass it on.")
_CALL = _("A question? Call us: *|phone|*.")
_ELSE = _("If you cannot come, cancel there so that somebody else can have the time.")

# kind -> what staff call it, the mail, the short message
_TEXTS: dict[str, tuple[Text, Mail, Text]] = {
    BOOKED: (
        _("Confirmation"),
        Mail(
            _("Your appointment on *|date|*"),
            (_HELLO, _("Your appointment is booked:"), _WHEN, _DOOR, _OPEN, _PRIVATE, _ELSE, _CALL),
        ),
        _("*|organization|*: appointment booked, *|date|*, *|time|*. *|consult_deeplink|*"),
    ),
    MOVED: (
        _("New time"),
        Mail(
            _("Your appointment has moved to *|date|*"),
            (
                _HELLO,
                _("Your appointment of *|previous_date|*, *|previous_time|*, has a new time:"),
                _WHEN,
                _DOOR,
                _OPEN,
                _PRIVATE,
                _CALL,
            ),
        ),
        _("*|organization|*: new time, *|date|*, *|time|*. *|consult_deeplink|*"),
    ),
    CANCELLED: (
        _("Cancellation"),
        Mail(
            _("Your appointment on *|date|* is cancelled"),
            (_HELLO, _("This appointment will not take place:"), _WHEN, _CALL),
        ),
        _("*|organization|*: the appointment of *|date|*, *|time|*, is cancelled. *|phone|*"),
    ),
    REMINDER: (
        _("Reminder two days before"),
        Mail(
            _("Reminder: your appointment on *|date|*"),
            (_HELLO, _("We expect you:"), _WHEN, _DOOR, _OPEN, _ELSE, _CALL),
        ),
        _("*|organization|*: reminder, *|date|*, *|time|*. *|consult_deeplink|*"),
    ),
    TODAY: (
        _("Reminder on the day"),
        Mail(
            _("Your appointment is today at *|time|*"),
            (_HELLO, _("We expect you today:"), _WHEN, _DOOR, _OPEN, _CALL),
        ),
        _("*|organization|*: today, *|time|*. *|consult_deeplink|*"),
    ),
    INVITATION: (
        _("Invitation to the waiting room"),
        Mail(
            _("The waiting room is open for you"),
            (
                _HELLO,
                _("Your video consultation with *|practitioner|* begins at *|time|*."),
                _("[Enter the waiting room](*|consult_deeplink|*)"),
                _PRIVATE,
                _CALL,
            ),
        ),
        _("*|organization|*: your consultation begins at *|time|*. *|consult_deeplink|*"),
    ),
}


def declare_kinds() -> None:
    """Make this room's kinds known; called when the app is ready."""
    for kind, (title, mail, sms) in _TEXTS.items():
        declare(
            kind,
            title=title,
            mail=mail,
            sms=sms,
            still_true=is_cancelled if kind == CANCELLED else is_ahead,
            calendar=None if kind in AHEAD else event_of,
        )
