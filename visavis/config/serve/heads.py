"""The head of an HTTP/1.1 request: as much as the front must know, and strict about it.

What is ambiguous is refused (RFC 9112 §§ 2.2, 6.3), so that the front and the process behind it
can never disagree on where a request ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TOLD_BY_US = {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"}
_SAFE = {b"GET", b"HEAD", b"OPTIONS"}


class BadRequest(ValueError):
    """The bytes are no request that two readers would understand alike."""


@dataclass(frozen=True)
class Head:
    """A request's line and fields, and how its body is delimited."""

    method: bytes
    target: bytes
    version: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    length: int
    chunked: bool

    @property
    def path(self) -> str:
        """The path asked for, without its query."""
        return self.target.split(b"?", 1)[0].decode("latin-1")

    @property
    def upgrades(self) -> bool:
        """Whether the client asks to go on in another protocol, such as WebSocket."""
        wishes = self.get(b"connection").lower().split(b",")
        return b"upgrade" in [wish.strip() for wish in wishes]

    @property
    def repeatable(self) -> bool:
        """Whether sending it a second time is harmless."""
        return self.method in _SAFE and not self.length and not self.chunked

    def get(self, name: bytes) -> bytes:
        """The value of one field; several are joined; empty when absent."""
        return b",".join(value for key, value in self.fields if key.lower() == name)

    def forwarded(self, client: str, *, keep: bool) -> bytes:
        """The head as the inside gets it: with who asks, and with nobody else's word on that.

        With *keep*, what a proxy before us said stays, and *client* is put after it.
        """
        before = self.get(b"x-forwarded-for") if keep else b""
        kept = [(k, v) for k, v in self.fields if keep or k.lower() not in _TOLD_BY_US]
        kept = [(k, v) for k, v in kept if k.lower() != b"x-forwarded-for"]
        hops = b", ".join(part for part in (before, client.encode()) if part)
        kept.append((b"X-Forwarded-For", hops))
        lines = [b" ".join((self.method, self.target, self.version))]
        lines += [name + b": " + value for name, value in kept]
        return b"\r\n".join(lines) + b"\r\n\r\n"


def parse(raw: bytes) -> Head:
    """The head in *raw*, which ends with an empty line.

    Raises:
        BadRequest: malformed or ambiguous.
    """
    first, *lines = raw.rstrip(b"\r\n").split(b"\r\n")
    parts = first.lstrip(b"\r\n").split(b" ")
    if len(parts) != 3 or not _TOKEN.fullmatch(parts[0]):
        raise BadRequest("request line")
    method, target, version = parts
    if version not in (b"HTTP/1.1", b"HTTP/1.0") or not target or min(target) <= 32:
        raise BadRequest("request line")
    fields = tuple(_field(line) for line in lines)
    length, chunked = _body(fields)
    return Head(method, target, version, fields, length, chunked)


def _field(line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    if not colon or not _TOKEN.fullmatch(name) or any(c in value for c in b"\n\r\0"):
        raise BadRequest("field")
    return name, value.strip(b" \t")


def _body(fields: tuple[tuple[bytes, bytes], ...]) -> tuple[int, bool]:
    lengths = [value for name, value in fields if name.lower() == b"content-length"]
    codings = [value.lower() for name, value in fields if name.lower() == b"transfer-encoding"]
    if codings:
        if lengths or codings != [b"chunked"]:
            raise BadRequest("transfer-encoding")
        return 0, True
    if len(lengths) > 1 or (lengths and not lengths[0].isdigit()):
        raise BadRequest("content-length")
    return int(lengths[0]) if lengths else 0, False


_PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Un instant…</title>
<body style="font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem">
<h1 style="font-size:1.5rem">Un instant, le cabinet redémarre…</h1>
<p>Rien de ce qui vous a été confirmé n’est perdu. Cette page se recharge toute seule.</p>
<p lang="en">One moment, the practice is restarting. Nothing that was confirmed to you is lost.
This page reloads by itself.</p>
"""


def unavailable(method: bytes) -> bytes:
    """The whole answer while the process behind is away."""
    body = _PAGE.encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\n"
        "content-type: text/html; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\n"
        "retry-after: 2\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + (b"" if method == b"HEAD" else body)
