"""A second, plain reader of iCalendar, written from RFC 5545 alone: unfold, split, unescape."""

from __future__ import annotations

import re


def unfolded(text: str) -> dict[tuple[str, str], str]:
    """The properties by component and name; the last one of a name wins."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    found: dict[tuple[str, str], str] = {}
    inside: list[str] = []
    for line in text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n"):
        if not line:
            continue
        head, value = _split(line)
        name = head.split(";")[0].upper()
        if name == "BEGIN":
            inside.append(value)
        elif name == "END":
            assert inside.pop() == value
        else:
            found[inside[-1], name] = _unescaped(value)
    assert not inside
    return found


def _split(line: str) -> tuple[str, str]:
    """At the first colon that is not within quotes."""
    quoted = False
    for place, sign in enumerate(line):
        quoted ^= sign == '"'
        if sign == ":" and not quoted:
            return line[:place], line[place + 1 :]
    raise AssertionError(f"no value in {line!r}")


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
