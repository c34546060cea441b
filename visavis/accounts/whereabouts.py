"""Countries, their regions and the time zones that a practice may be in, by name."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

import holidays as calendars
from babel import Locale

Choice = tuple[str, str]
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
          "Indian", "Pacific")  # fmt: skip


def _plain(text: str) -> str:
    """*text* for sorting and searching: no accents, no case."""
    spread = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()


@lru_cache(maxsize=8)
def countries(language: str) -> list[Choice]:
    """Every country, by its name in *language*."""
    named = Locale.parse(language).territories
    codes = (code for code in named if len(code) == 2 and code.isalpha())
    found = [(code, named[code]) for code in codes if code not in _NO_COUNTRIES]
    return sorted(found, key=lambda one: _plain(one[1]))


@lru_cache(maxsize=64)
def regions(country: str) -> list[Choice]:
    """The regions of *country* that have public holidays of their own, by name."""
    try:
        calendar = calendars.country_holidays(country)
    except NotImplementedError:
        return []
    names = calendar.get_subdivision_aliases()
    codes = [code for code in calendar.subdivisions if not code.startswith("Zone ")]
    found = [(code, max(names.get(code) or [code], key=len)) for code in codes]
    return sorted(found, key=lambda one: _plain(one[1]))


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """The names of time zones people know, such as Europe/Paris."""
    known = (name for name in available_timezones() if name.split("/")[0] in _AREAS)
    return sorted([*(name for name in known if "/" in name), "UTC"])


def zone_named(text: str) -> str | None:
    """The zone that *text* names, by its whole name or its town; None for none or several."""
    sought = _plain(" ".join(text.replace("_", " ").split()))
    by_name = {_plain(name.replace("_", " ")): name for name in zones()}
    if sought in by_name:
        return by_name[sought]
    towns = [name for plain, name in by_name.items() if plain.rsplit("/", 1)[-1] == sought]
    return towns[0] if len(towns) == 1 else None
