"""Every address the system answers at: the pages of a practice, of the platform, the sockets."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver

PRACTICE = "visavis.config.urls"
PLATFORM = "visavis.config.urls_platform"
SOCKETS = ("live/topics/", "live/visit/<uuid:encounter_id>/")


def _walk(entries: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        address = before + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, address)
        else:
            yield address


def addresses_of(urlconf: str) -> list[str]:
    """The addresses in *urlconf*, as written there, without the leading slash."""
    return list(_walk(importlib.import_module(urlconf).urlpatterns, ""))


def all_addresses() -> list[str]:
    """Pages of practices and of the platform, and sockets."""
    return [*addresses_of(PRACTICE), *addresses_of(PLATFORM), *SOCKETS]
