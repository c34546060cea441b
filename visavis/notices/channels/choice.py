"""Which carrier takes a notice: by its channel and the scheme of MAIL_URL or SMS_URL."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from visavis.notices.channels import outbox, sms_gateway, smtp
from visavis.notices.channels.carrier import Carrier, NotNow

_CARRIERS: dict[tuple[str, str], Carrier] = {
    ("mail", "outbox"): outbox.keep,
    ("mail", "smtp"): smtp.carry,
    ("mail", "smtps"): smtp.carry,
    ("sms", "outbox"): outbox.keep,
    ("sms", "http"): sms_gateway.carry,
    ("sms", "https"): sms_gateway.carry,
}


def carrier_for(channel: str) -> tuple[Carrier, str]:
    """The carrier of *channel* and the address it is set to.

    Raises:
        NotNow: the setting names none that is known.
    """
    url: str = settings.ENV.mail_url if channel == "mail" else settings.ENV.sms_url
    carrier = _CARRIERS.get((channel, urlsplit(url).scheme))
    if carrier is None:
        name = "MAIL_URL" if channel == "mail" else "SMS_URL"
        raise NotNow(f"{name} names no known carrier.")
    return carrier, url
