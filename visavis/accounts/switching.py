"""From one practice to another of one's own, without signing in again (A2.2).

The way: a button posts here, the answer is a page that posts a secret to the other practice. The
secret is good once and for seconds, is kept as a hash, never stands in an address, and is taken
only from a page of the practice that made it, in the same browser, while the session there is
open. Threats and reasons: docs/decisions/0029.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from visavis.accounts.models import Handover
from visavis.accounts.places import Place, origin_of, places_of
from visavis.core.public import (
    Actor,
    Denied,
    new_secret,
    now,
    record,
    require_organization,
    secret_hash,
)

SECONDS = 30
OWN = ("password", "password_reset", "mfa")
"""Proofs that belong to the person. What a practice's own identity provider says of somebody is
good at that practice alone."""


def other_places(actor: Actor) -> list[Place]:
    """The other practices where *actor* works; none while in another's place."""
    if not actor.is_staff or actor.user_id is None or actor.via:
        return []
    return [place for place in places_of(actor.user_id) if place.id != actor.organization_id]


def proved_in_person(proofs: list[dict[str, Any]]) -> bool:
    """Whether the session rests on something of the person's own."""
    return any(
        proof.get("method") in OWN and (proof["method"] != "mfa" or proof.get("passwordless"))
        for proof in proofs
    )


def leave(
    actor: Actor, request: HttpRequest, *, to: UUID, proofs: list[dict[str, Any]]
) -> tuple[Place, str | None]:
    """Make ready to go to the practice *to*; where that is, and the secret to give there. Without
    a proof of one's own there is no secret: one signs in there.

    Raises:
        Denied: *actor* does not work there.
    """
    place = next((place for place in other_places(actor) if place.id == to), None)
    if place is None or actor.user_id is None:
        raise Denied("no place there")
    if not proved_in_person(proofs):
        return place, None
    secret = new_secret()
    session = request.session
    Handover.objects.create(
        secret_hash=secret_hash(secret),
        user_id=actor.user_id,
        from_organization_id=actor.organization_id,
        to_organization_id=place.id,
        session_key=session.session_key or "",
        browser=_browser(request),
        methods=proofs,
        stays=not session.get_expire_at_browser_close(),
        expires_at=now() + timedelta(seconds=SECONDS),
    )
    record("handover.left", on=None, by=actor, to=str(place.id))
    return place, secret


def arrive(request: HttpRequest, *, secret: str) -> Handover:
    """Use up *secret*, brought by *request* to this practice.

    Raises:
        Denied: used, too late, for another practice or browser, from elsewhere than the page that
            was made for it, the person has left, or has signed out there meanwhile.
    """
    open_now = Handover.objects.filter(
        secret_hash=secret_hash(secret), used_at=None, expires_at__gt=now()
    )
    if not open_now.update(used_at=now()):  # one of two at once
        raise Denied("no open handover")
    found = Handover.objects.select_related("user", "from_organization").get(
        secret_hash=secret_hash(secret)
    )
    here = require_organization()
    allowed = (
        found.to_organization_id == here.pk
        and request.headers.get("Origin") == origin_of(found.from_organization.subdomain)
        and found.browser == _browser(request)
        and SessionStore().exists(found.session_key)
        and found.user.is_active
        and here.pk in {place.id for place in places_of(found.user_id)}
    )
    if not allowed:
        raise Denied("not for here")
    return found


def _browser(request: HttpRequest) -> str:
    return hashlib.sha256(request.headers.get("User-Agent", "").encode()).hexdigest()
