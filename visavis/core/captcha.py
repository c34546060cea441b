"""ALTCHA: a sum for the browser instead of a riddle (B5.7, A6.4). Asks no other server."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import altcha
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from visavis.core.clock import now
from visavis.core.links import secret_hash

LASTS = timedelta(minutes=20)
LONGEST = 4_000
_ALGORITHM = "SHA-256"


def _key() -> str:
    return salted_hmac("visavis.captcha", "challenge").hexdigest()


def captcha_challenge() -> dict[str, Any]:
    """A new challenge: find a number below ALTCHA_MAX_NUMBER; good for twenty minutes."""
    made = altcha.create_challenge(
        _ALGORITHM,
        1,
        counter=secrets.randbelow(settings.ALTCHA_MAX_NUMBER),
        expires_at=now() + LASTS,
        hmac_secret=_key(),
    )
    found: dict[str, Any] = made.to_dict()
    return found


def captcha_solved(payload: str) -> bool:
    """Whether *payload* solves a challenge of ours, for the first time."""
    if not payload or len(payload) > LONGEST or not payload.isascii():
        return False
    try:
        verified = altcha.verify_solution(payload, _key()).verified
    except (AttributeError, OverflowError, ValueError, TypeError):
        return False
    return bool(verified) and cache.add(f"captcha:{_identity(payload)}", 1, LASTS.seconds)


def _identity(payload: str) -> str:
    """What stays the same however the payload is written: the challenge's own signature."""
    signature = altcha.Payload.from_base64(payload).challenge.signature
    return secret_hash(str(signature))
