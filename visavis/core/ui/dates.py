"""Dates and times as people write them in each language, in the zone in force.

The zone in force is the practice's (set per request); give another to say a moment elsewhere.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime
from django.utils import timezone
from django.utils.translation import get_language, gettext

# CLDR patterns: weekday and day; the same with the year; short; the time of day.
_PATTERNS: dict[str, tuple[str, str, str, str]] = {
    "fr": ("EEEE d MMMM", "EEEE d MMMM y", "EEE d MMM", "HH:mm"),
    "en": ("EEEE d MMMM", "EEEE d MMMM y", "EEE d MMM", "HH:mm"),
    "nl": ("EEEE d MMMM", "EEEE d MMMM y", "EEE d MMM", "HH:mm"),
    "de": ("EEEE, d. MMMM", "EEEE, d. MMMM y", "EEE, d. MMM", "HH:mm"),
}


_ENGLISH = "en_GB"  # day before month, a day of 24 hours


def _language() -> str:
    wished = (get_language() or "fr")[:2]
    return wished if wished in _PATTERNS else "fr"


def _locale() -> str:
    language = _language()
    return _ENGLISH if language == "en" else language


def _local(moment: date, zone: tzinfo | None) -> date:
    return timezone.localtime(moment, zone) if isinstance(moment, datetime) else moment


def day(moment: date, zone: tzinfo | None = None) -> str:
    """« lundi 23 novembre »; the year is added when it is not the present one."""
    local, language = _local(moment, zone), _language()
    this_year = local.year == timezone.localtime(timezone=zone).year
    return str(format_date(local, _PATTERNS[language][0 if this_year else 1], locale=_locale()))


def near_day(moment: date, zone: tzinfo | None = None) -> str:
    """« aujourd’hui », « demain », else as :func:`day`."""
    local = _local(moment, zone)
    on = local.date() if isinstance(local, datetime) else local
    ahead = (on - timezone.localdate(timezone=zone)).days
    near = {0: gettext("today"), 1: gettext("tomorrow")}
    return near.get(ahead) or day(moment, zone)


def short_day(moment: date, zone: tzinfo | None = None) -> str:
    """« lun. 23 nov. »"""
    language = _language()
    return str(format_date(_local(moment, zone), _PATTERNS[language][2], locale=_locale()))


def full_date(moment: date, zone: tzinfo | None = None) -> str:
    """« 23 novembre 2026 »"""
    return str(format_date(_local(moment, zone), "long", locale=_locale()))


def clock(moment: datetime, zone: tzinfo | None = None) -> str:
    """« 14:30 »"""
    language = _language()
    return str(format_datetime(_local(moment, zone), _PATTERNS[language][3], locale=_locale()))
