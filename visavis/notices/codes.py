"""Codes such as ``*|date|*``: what they stand for, in the receiver's language (C2.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from visavis.accounts.public import Organization
from visavis.patients.public import Encounter

CODE = re.compile(r"\*\|([a-z_]+)\|\*")

CODES: dict[str, Promise] = {
    "patient": _("the patient’s full name"),
    "first_name": _("the receiver’s first name"),
    "practitioner": _("the practitioner’s name"),
    "department": _("the department"),
    "organization": _("the practice’s name"),
    "phone": _("the phone number to call"),
    "date": _("the day of the appointment"),
    "time": _("the time of the appointment"),
    "length": _("how long the appointment lasts"),
    "place": _("where the appointment takes place"),
    "previous_date": _("the day before the appointment was moved"),
    "previous_time": _("the time before the appointment was moved"),
    "consult_deeplink": _("the personal link to the waiting room"),
    "portal_deeplink": _("the link to the patient’s space"),
    "appointment_welcome_from": _("the time from which the waiting room is open"),
    "personal_note": _("the personal note to the patient"),
    "payment_link": _("the link to pay"),
    "cancel_link": _("the link to cancel the appointment"),
    "invitation_link": _("the link to accept the invitation"),
    "inviter": _("who invites"),
    "expires": _("until when the link works"),
}

FACTS: dict[str, type] = {
    "starts_at": datetime,
    "ends_at": datetime,
    "previous_starts_at": datetime,
    "welcome_from": datetime,
    "place": str,
    "consult_deeplink": str,
    "portal_deeplink": str,
    "payment_link": str,
    "cancel_link": str,
    "personal_note": str,
    "patient": str,
    "invitation_link": str,
    "inviter": str,
    "expires_at": datetime,
}
"""The facts that codes read; a caller may give more for its own ``still_true``."""

_WORDS = ("place", "personal_note", "patient", "inviter")
_LINKS = (
    "consult_deeplink",
    "portal_deeplink",
    "payment_link",
    "cancel_link",
    "invitation_link",
)
_LOCALES = {"fr": "fr_FR", "en": "en_GB", "nl": "nl_NL", "de": "de_DE"}
_DAYS = {
    "fr": "EEEE d MMMM y",
    "en": "EEEE d MMMM y",
    "nl": "EEEE d MMMM y",
    "de": "EEEE, d. MMMM y",
}
_TIMES = {
    "fr": "{0:%-H} h {0:%M}",
    "en": "{0:%-H}:{0:%M}",
    "nl": "{0:%-H}:{0:%M} uur",
    "de": "{0:%-H}:{0:%M} Uhr",
}
_NBSP = "\N{NO-BREAK SPACE}"


def frozen(facts: Mapping[str, Any]) -> dict[str, Any]:
    """*facts* as JSON; moments stay moments."""
    return {
        name: {"at": value.isoformat()} if isinstance(value, datetime) else value
        for name, value in facts.items()
    }


def thawed(context: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that :func:`frozen` kept."""
    return {
        name: datetime.fromisoformat(value["at"]) if _is_moment(value) else value
        for name, value in context.items()
    }


def _is_moment(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["at"]


def address(organization: Organization, path: str = "/") -> str:
    """The full address of *path* at the practice; a full address stays as it is."""
    if not path.startswith("/"):
        return path
    env = settings.ENV
    usual = {"http": 80, "https": 443}[env.public_scheme]
    port = "" if env.public_port == usual else f":{env.public_port}"
    return f"{env.public_scheme}://{organization.subdomain}.{settings.BASE_DOMAIN}{port}{path}"


def day_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The day as it is said: "lundi 23 novembre 2026"."""
    day: date = moment.astimezone(zone).date()
    words: str = format_date(day, _DAYS[language], locale=_LOCALES[language])
    return words


def time_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The time as it is said: "14 h 30", "14:30 Uhr"; its parts do not break apart."""
    local = moment.astimezone(zone)
    return _TIMES[language].format(local).replace(" ", _NBSP)


def length_words(start: datetime, end: datetime) -> str:
    """How long it lasts, in minutes."""
    minutes = round((end - start).total_seconds() / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def values(
    organization: Organization,
    encounter: Encounter | None,
    facts: Mapping[str, Any],
    *,
    name: str,
    language: str,
) -> dict[str, str]:
    """What each code stands for; empty when there is nothing. Call in the receiver's language.

    name: the receiver's, where there is no patient.
    """
    found = dict.fromkeys(CODES, "")
    found |= _of_encounter(organization, encounter, name)
    found |= _of_time(organization.zone, facts, language)
    found |= {key: str(facts[key]) for key in _WORDS if facts.get(key)}
    found |= {key: address(organization, str(facts[key])) for key in _LINKS if facts.get(key)}
    return found


def _of_encounter(
    organization: Organization, encounter: Encounter | None, name: str
) -> dict[str, str]:
    found = {
        "organization": organization.name,
        "phone": _phone(organization.phone),
        "patient": name,
        "first_name": name.split(" ")[0],
    }
    if encounter is None:
        return found
    patient, practitioner = encounter.patient, encounter.practitioner
    found["patient"] = patient.name
    if name in ("", patient.name):
        found["first_name"] = patient.first_name
    if encounter.department is not None:
        found["department"] = encounter.department.name
    if practitioner is not None:
        found["practitioner"] = practitioner.name
        found["phone"] = _phone(practitioner.secretariat_phone) or found["phone"]
    return found


def _of_time(zone: ZoneInfo, facts: Mapping[str, Any], language: str) -> dict[str, str]:
    found = {}
    start, end = facts.get("starts_at"), facts.get("ends_at")
    before, welcome = facts.get("previous_starts_at"), facts.get("welcome_from")
    if start is not None:
        found["date"] = day_words(start, zone, language)
        found["time"] = time_words(start, zone, language)
    if start is not None and end is not None:
        found["length"] = length_words(start, end)
    if before is not None:
        found["previous_date"] = day_words(before, zone, language)
        found["previous_time"] = time_words(before, zone, language)
    expires = facts.get("expires_at")
    if expires is not None:
        day, time = day_words(expires, zone, language), time_words(expires, zone, language)
        found["expires"] = f"{day}, {time}"
    if welcome is not None:
        found["appointment_welcome_from"] = time_words(welcome, zone, language)
    return found


def _phone(number: Any) -> str:
    """The number as one dials it: the international form, with spaces."""
    return str(getattr(number, "as_international", number) or "").replace(" ", _NBSP)


def codes_in(text: str) -> list[str]:
    """The codes that *text* uses, in order."""
    return CODE.findall(text)


def _replaced(line: str, found: Mapping[str, str]) -> str:
    return CODE.sub(lambda match: found.get(match[1], ""), line)


def filled(text: str, found: Mapping[str, str]) -> str:
    """*text* with each code replaced; a line whose codes are all empty is left out."""
    lines = []
    for line in text.split("\n"):
        codes = codes_in(line)
        if codes and not any(found.get(code) for code in codes):
            continue
        start = "> " if line.startswith("> ") else ""
        lines.append(_replaced(line, found).replace("\n", "\n" + start))
    return "\n".join(lines)
