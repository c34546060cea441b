"""Public holidays of the practice's country and region (B2.4), from the `holidays` package."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays as calendars
from django.utils.translation import get_language

from visavis.accounts.public import Organization


@lru_cache(maxsize=256)
def _of_year(country: str, region: str, year: int, language: str) -> dict[date, str]:
    """Day → name; nothing for a country the package does not know, the country's for a region."""
    try:
        found = calendars.country_holidays(
            country, subdiv=region or None, years=year, language=language
        )
    except NotImplementedError:
        return _of_year(country, "", year, language) if region else {}
    return {day: name for day, name in found.items() if day.year == year}


def holidays_between(organization: Organization, first: date, last: date) -> dict[date, str]:
    """Day → name of the public holidays from *first* to *last*, both included.

    The name is in the language in force where the package knows it, else in English.
    """
    language = (get_language() or "fr")[:2]
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= _of_year(organization.country, organization.region, year, language)
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def holiday_days(organization: Organization, first: date, last: date) -> list[date]:
    """The public holidays from *first* to *last*, both included, as days."""
    return list(holidays_between(organization, first, last)) if last - first >= timedelta() else []
