"""API keys: what a program shows to be let in, never more than its organization (A9.2)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.accounts.access import require
from visavis.accounts.models import ApiKey
from visavis.core.public import Actor, Denied, now, record, require_organization, secret_hash

SCOPES: dict[str, Promise] = {
    "organization:read": _("Read the practice’s name and contact details"),
    "practitioners:read": _("Read the practitioners and what can be booked with them"),
    "slots:read": _("Read free slots"),
    "patients:read": _("Read patients: names, birth dates, contact details, file numbers"),
    "patients:write": _("Add patients and change their details"),
    "appointments:read": _("Read appointments"),
    "audit:read": _("Read the activity record"),
}
DAYS = (30, 90, 365)
MARK = "vvk_"
PREFIX = 12
PER_MINUTE = 300
WINDOW = timedelta(minutes=1)


class NoSuchKey(Exception):
    """Unknown, expired, revoked, or another organization's: from outside all the same."""


class TooManyCalls(Exception):
    """The key has been used too often this minute; *seconds* says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


@transaction.atomic
def make_key(actor: Actor, *, name: str, scopes: list[str], days: int | None) -> tuple[ApiKey, str]:
    """A new key and its secret, which is told this once; only its hash is kept.

    Raises:
        Denied: *actor* is no owner.
    """
    require(actor, "organization_settings")
    if actor.membership_id is None or not set(scopes) <= set(SCOPES):
        raise Denied("no such scope, or nobody's key")
    secret = MARK + secrets.token_urlsafe(32)
    key: ApiKey = ApiKey.objects.create(
        name=name,
        prefix=secret[:PREFIX],
        secret_hash=secret_hash(secret),
        scopes=sorted(scopes),
        created_by_id=actor.membership_id,
        expires_at=now() + timedelta(days=days) if days else None,
    )
    record("key.made", on=key, by=actor, name=name, scopes=key.scopes, days=days)
    return key, secret


@transaction.atomic
def revoke_key(actor: Actor, *, key_id: UUID) -> None:
    """The key opens nothing from now on.

    Raises:
        Denied: *actor* is no owner, or there is no such key.
    """
    require(actor, "organization_settings")
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise Denied("no such key")
    if key.revoked_at is None:
        key.revoked_at = now()
        key.save(update_fields=["revoked_at"])
        record("key.revoked", on=key, by=actor, name=key.name)


def keys_of(actor: Actor) -> list[ApiKey]:
    """Every key of the organization, the newest first.

    Raises:
        Denied: *actor* is no owner.
    """
    require(actor, "organization_settings")
    return list(ApiKey.objects.select_related("created_by__user"))


def actor_from_key(secret: str) -> Actor:
    """The actor of a program that showed *secret*, within the organization acted for.

    Counts the call; each key has so many a minute, whichever process serves them.

    Raises:
        NoSuchKey: it opens nothing here.
        TooManyCalls: not for some seconds.
    """
    moment = now()
    begun = moment - WINDOW
    fresh = When(window_started_at__gt=begun, then=F("window_count") + 1)
    kept = When(window_started_at__gt=begun, then=F("window_started_at"))
    hashed = secret_hash(secret)
    alive = ApiKey.objects.filter(secret_hash=hashed, revoked_at=None).exclude(
        expires_at__lte=moment
    )
    counted = alive.update(
        last_used_at=moment,
        window_count=Case(fresh, default=Value(1)),
        window_started_at=Case(kept, default=Value(moment)),
    )
    if not counted:
        raise NoSuchKey
    key = ApiKey.objects.get(secret_hash=hashed)
    if key.window_count > PER_MINUTE:
        raise TooManyCalls(_seconds_left(key, moment))
    return Actor(
        "key",
        require_organization().pk,
        key.name,
        key_id=key.pk,
        scopes=frozenset(key.scopes),
    )


def _seconds_left(key: ApiKey, moment: datetime) -> int:
    started: datetime = key.window_started_at or moment
    return max(1, int((started + WINDOW - moment).total_seconds()) + 1)
