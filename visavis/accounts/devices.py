"""What a browser says of itself and where an address lies, in plain words: « Firefox on Windows ».

A tiny reading of the user agent: browsers freeze it, and a list of sessions needs no more than a
name to recognize one's own devices by (docs/decisions/0028).
"""

from __future__ import annotations

import functools
import ipaddress
import logging
import re
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

# The first that fits: those who also call themselves by others' names come first.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Vivaldi", r"Vivaldi/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/[\d.]+ .*Safari/|Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone|iPod"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def device_in_words(user_agent: str) -> str:
    """« Firefox on Windows », as far as the browser says so."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, mark in known if re.search(mark, text)), "")


def place_in_words(address: str) -> str:
    """Town and country of *address*, if the host gave a database of places; else nothing."""
    with_places = _places(str(settings.GEOIP_DATABASE or ""))
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.is_private or parsed.is_loopback:
        return _("Local network")
    if with_places is None:
        return ""
    try:
        found = with_places.get(address)
    except (ValueError, OSError):
        return ""
    return _named(found) if isinstance(found, dict) else ""


def _named(found: dict[str, Any]) -> str:
    """« Lyon, France » in the reader's language where the database knows it."""
    parts = []
    for level in ("city", "country"):
        names = found.get(level, {}).get("names", {})
        name = names.get((get_language() or "en")[:2]) or names.get("en")
        if name:
            parts.append(str(name))
    return ", ".join(parts)


@functools.lru_cache(maxsize=1)
def _places(path: str) -> Any:
    """The database of places, read once; None without one."""
    if not path:
        return None
    import maxminddb

    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError):
        log.error("GEOIP_DATABASE cannot be read: %s", path)
        return None
