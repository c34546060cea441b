"""Signed, short-lived tokens for one purpose, and the hash under which a secret is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.core import signing


class BadToken(ValueError):
    """The token is foreign, changed, for another purpose, or too old."""


def sign(purpose: str, payload: dict[str, Any]) -> str:
    """*payload* as a token that only :func:`read` with the same *purpose* accepts."""
    return signing.dumps(payload, salt=f"visavis.{purpose}", compress=True)


def read(purpose: str, token: str, *, max_age: int) -> dict[str, Any]:
    """The payload of *token*, made for *purpose* at most *max_age* seconds ago.

    Raises:
        BadToken: anything else.
    """
    try:
        payload = signing.loads(token, salt=f"visavis.{purpose}", max_age=max_age)
    except signing.BadSignature as fault:
        raise BadToken(str(fault)) from fault
    if not isinstance(payload, dict):
        raise BadToken("not a payload")
    return payload


def new_secret() -> str:
    """An unguessable secret for a link: 192 bits."""
    return secrets.token_urlsafe(24)


def secret_hash(secret: str) -> str:
    """What is kept of a link's secret (SHA-256; the secret is long and random)."""
    return hashlib.sha256(secret.encode()).hexdigest()
