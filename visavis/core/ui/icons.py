"""The icons: own drawings on a 24 × 24 grid, one JSON file for pages and for the frontend."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FILE = Path(__file__).with_name("icons.json")
FRAME = mark_safe('width="20" height="20" viewBox="0 0 24 24"')
HIDDEN = mark_safe('aria-hidden="true" focusable="false"')
TURNS = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right", "sign-out"})


@cache
def drawings() -> dict[str, str]:
    """Every icon's name and its SVG content."""
    found: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """The icon *name*; read aloud as *label*, or hidden from screen readers without one.

    Arrows turn around in languages written from right to left. The size stands in the drawing
    too, so that a page whose stylesheet did not arrive is not made of giant icons.

    Raises:
        KeyError: no icon has this name.
    """
    shape = mark_safe(drawings()[name])  # noqa: S308 - our own file
    classes = " ".join(
        part for part in ("icon", "icon-turns" if name in TURNS else "", extra) if part
    )
    spoken = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return format_html('<svg class="{}" {} {}>{}</svg>', classes, FRAME, spoken, shape)
