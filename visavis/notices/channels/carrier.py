"""What a carrier is, and how it says that it could not carry."""

from __future__ import annotations

from collections.abc import Callable

from visavis.notices.models import Notice
from visavis.notices.writing import Written

Carrier = Callable[[Notice, Written, str], None]


class Undelivered(Exception):
    """The receiver has not got it. The reason names no person and holds no health data."""


class NotNow(Undelivered):
    """Try again later: the carrier is away, busy, or set up wrongly."""


class Away(NotNow):
    """The carrier cannot be reached at all: others need not try just now."""


class Refused(Undelivered):
    """For good: trying again would change nothing."""


def without_address(reason: str, address: str) -> str:
    """*reason* on one line, 200 signs at most, without the receiver's address."""
    return " ".join(reason.replace(address, "…").split())[:200]
