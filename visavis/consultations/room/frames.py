"""What browsers and this room say to each other: reading and writing frames.

The contract is frontend/src/rtc/protocol.ts. Nothing here touches the database or the network.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

LARGEST = 64 * 1024
LONGEST_CHAT = 4000
LEVELS = ("good", "fair", "poor")
CAUSES = ("none", "loss", "delay", "bandwidth", "device", "offline")

PING = '{"type":"ping"}'
PONG = '{"type":"pong"}'

WORDS = {
    "bad-frame": "This frame cannot be read.",
    "too-fast": "Too many frames in a short time.",
    "too-long": "The message is longer than 4000 characters.",
    "absent": "This participant is not here.",
    "closed": "The conversation has ended.",
    "unavailable": "Nothing was stored: try again.",
}


class BadFrame(ValueError):
    """What came is no frame of the protocol; ``code`` is told to the sender."""

    def __init__(self, code: str = "bad-frame", client_id: str | None = None) -> None:
        super().__init__(WORDS[code])
        self.code = code
        self.client_id = client_id


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def parse(text: str) -> dict[str, Any]:
    """The frame in *text*: an object with a type.

    Raises:
        BadFrame: too large, no JSON, no object, or without a type.
    """
    if len(text) > LARGEST:
        raise BadFrame
    try:
        frame = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise BadFrame from fault
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise BadFrame
    return frame


def write(kind: str, **facts: Any) -> str:
    """A frame as text.

    Raises:
        BadFrame: a number that JSON does not know came from outside.
    """
    try:
        return json.dumps({"type": kind, **facts}, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as fault:
        raise BadFrame from fault


def error(fault: BadFrame) -> str:
    """The frame that tells the sender what was wrong."""
    about = {"client_id": fault.client_id} if fault.client_id else {}
    return write("error", code=fault.code, message=WORDS[fault.code], **about)


@dataclass(frozen=True)
class Hello:
    """The first frame of a page."""

    ticket: str
    session: str
    media: dict[str, bool] | None


def hello(frame: dict[str, Any]) -> Hello:
    """The first frame; anything else is refused.

    Raises:
        BadFrame: not a hello.
    """
    ticket, session = frame.get("ticket"), frame.get("session")
    if frame["type"] != "hello" or not isinstance(ticket, str) or not isinstance(session, str):
        raise BadFrame
    if not 0 < len(session) <= 64:
        raise BadFrame
    given = frame.get("media")
    return Hello(ticket, session, media(given) if isinstance(given, dict) else None)


def media(frame: dict[str, Any]) -> dict[str, bool]:
    """Whether microphone and camera are live.

    Raises:
        BadFrame: not two truths.
    """
    audio, video = frame.get("audio"), frame.get("video")
    if not isinstance(audio, bool) or not isinstance(video, bool):
        raise BadFrame
    return {"audio": audio, "video": video}


def quality(frame: dict[str, Any]) -> dict[str, str]:
    """How somebody's line is.

    Raises:
        BadFrame: an unknown level or cause.
    """
    level, cause = frame.get("level"), frame.get("cause")
    if level not in LEVELS or cause not in CAUSES:
        raise BadFrame
    return {"level": str(level), "cause": str(cause)}


def signal(frame: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """To whom, and what: opaque but for being an object.

    Raises:
        BadFrame: no addressee or no object.
    """
    to, data = frame.get("to"), frame.get("data")
    if not isinstance(to, str) or not isinstance(data, dict):
        raise BadFrame
    return to, data


def chat(frame: dict[str, Any]) -> tuple[str, UUID]:
    """Text and client id of a message.

    Raises:
        BadFrame: empty, too long, not text, or without an id.
    """
    text, key = frame.get("text"), frame.get("client_id")
    if not isinstance(text, str) or not isinstance(key, str):
        raise BadFrame
    try:
        client_id = UUID(key)
        text.encode()
    except ValueError as fault:
        raise BadFrame from fault
    if len(text) > LONGEST_CHAT:
        raise BadFrame("too-long", str(client_id))
    if not text.replace("\0", "").strip():
        raise BadFrame("bad-frame", str(client_id))
    return text, client_id


class Allowance:
    """So many at once, so many a second after that."""

    __slots__ = ("_at", "_left", "burst", "rate")

    def __init__(self, *, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._left = burst
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether one more is allowed now."""
        moment = time.monotonic()
        self._left = min(self.burst, self._left + (moment - self._at) * self.rate)
        self._at = moment
        if self._left < 1:
            return False
        self._left -= 1
        return True
