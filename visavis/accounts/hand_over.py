"""From the platform's address into a practice's: a token for one browser, once, at once.

The two addresses share no cookie. The token travels in a redirect, is good for five minutes and
for one purpose, and is used up by the first who shows it.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from visavis.core.public import BadToken, new_secret, read, require_organization, secret_hash, sign

LASTS = 300


def hand_over(purpose: str, *, organization_id: Any, **payload: str) -> str:
    """A token that :func:`take_over` accepts once, at that organization, for *purpose*."""
    facts = {"organization": str(organization_id), "once": new_secret(), **payload}
    return sign(f"hand_over.{purpose}", facts)


def peek(purpose: str, token: str) -> dict[str, Any]:
    """What the token says, without using it up.

    Raises:
        BadToken: foreign, for another practice or purpose, or too old.
    """
    payload = read(f"hand_over.{purpose}", token, max_age=LASTS)
    if payload.get("organization") != str(require_organization().pk):
        raise BadToken("for another practice")
    return payload


def take_over(purpose: str, token: str) -> dict[str, Any]:
    """What the token says; it is used up.

    Raises:
        BadToken: as for :func:`peek`, or it was used before.
    """
    payload = peek(purpose, token)
    if not cache.add(f"hand_over:{secret_hash(token)}", 1, LASTS * 2):
        raise BadToken("used")
    return payload
