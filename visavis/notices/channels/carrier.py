"""What a carrier is, and how it says that it could not carry."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

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


def carrier_for(channel: str) -> tuple[Carrier, str]:
    """The carrier of *channel* and the address it is set to.

    Raises:
        NotNow: the setting names none that is known.
    """
    from visavis.notices.channels import outbox, sms_gateway, smtp

    known: dict[tuple[str, str], Carrier] = {
        ("mail", "outbox"): outbox.keep,
        ("mail", "smtp"): smtp.carry,
        ("mail", "smtps"): smtp.carry,
        ("sms", "outbox"): outbox.keep,
        ("sms", "http"): sms_gateway.carry,
        ("sms", "https"): sms_gateway.carry,
    }
    url: str = settings.ENV.mail_url if channel == "mail" else settings.ENV.sms_url
    carrier = known.get((channel, urlsplit(url).scheme))
    if carrier is None:
        name = "MAIL_URL" if channel == "mail" else "SMS_URL"
        raise NotNow(f"{name} names no known carrier.")
    return carrier, url


def without_address(reason: str, address: str) -> str:
    """*reason* on one line, 200 signs at most, without the receiver's address."""
    return " ".join(reason.replace(address, "…").split())[:200]
