"""Devices that have been signed in before keep a door of their own when strangers guess (A6.2).

After OWASP's « device cookies »: the cookie proves an earlier sign-in to an account in this
browser and nothing else; it signs nobody in. One cookie holds the last accounts of a shared
computer.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from visavis.accounts.attempts import key_of
from visavis.core.public import BadToken, new_secret, read, sign

COOKIE = "visavis_device"
PURPOSE = "device"
DAYS = 180
MOST = 12


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found = read(PURPOSE, request.COOKIES.get(COOKIE, ""), max_age=DAYS * 86_400)
    except BadToken:
        return {}
    return {str(account): str(device) for account, device in found.items()}


def device_of(request: HttpRequest, email: str) -> str:
    """The name of this device if the login *email* has been open in it; else empty."""
    return _known(request).get(_account(email), "")


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Write into the browser that the login *email* was open in it."""
    known, account = _known(request), _account(email)
    device = known.pop(account, "") or new_secret()
    kept = dict([*known.items(), (account, device)][-MOST:])
    response.set_cookie(
        COOKIE,
        sign(PURPOSE, kept),
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _account(email: str) -> str:
    return key_of("account", email.strip().lower())[:16]
