"""The providers of a practice: add, change, order, remove (A7.1). Owners only."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import Max

from visavis.accounts.access import require
from visavis.accounts.models import IdentityProvider
from visavis.core.public import Actor, Denied, changed, record


class SameProvider(Exception):
    """The same client of the same issuer is set up already."""


def require_owner(actor: Actor) -> Actor:
    """*actor*, if they decide how one signs in here.

    Raises:
        Denied: they do not.
    """
    require(actor, "organization_settings")
    return actor


def providers(actor: Actor) -> list[IdentityProvider]:
    """All providers of the practice, in the order of their buttons."""
    require_owner(actor)
    return list(IdentityProvider.objects.all())


def provider(actor: Actor, provider_id: Any) -> IdentityProvider:
    """One provider of the practice.

    Raises:
        Denied: not an owner, or there is none.
    """
    require_owner(actor)
    found = IdentityProvider.objects.filter(pk=provider_id).first()
    if found is None:
        raise Denied("no such provider")
    return found


def enabled_providers() -> list[IdentityProvider]:
    """The providers whose buttons stand on the sign-in page."""
    return list(IdentityProvider.objects.filter(enabled=True))


def add_provider(actor: Actor, **fields: Any) -> IdentityProvider:
    """Set up a provider, as the last in the order.

    Raises:
        SameProvider: this client of this issuer is set up already.
    """
    require_owner(actor)
    last = IdentityProvider.objects.aggregate(last=Max("position"))["last"]
    made = IdentityProvider(position=0 if last is None else last + 1, **fields)
    _save(made)
    record("provider.added", on=made, by=actor, name=made.name, enabled=made.enabled)
    return made


def change_provider(actor: Actor, *, provider: IdentityProvider, **fields: Any) -> None:
    """Change a provider; an empty secret leaves the present one.

    Raises:
        SameProvider: this client of this issuer is set up already.
    """
    require_owner(actor)
    if not fields.get("client_secret"):
        fields.pop("client_secret", None)
    before = {name: getattr(provider, name) for name in fields}
    for name, value in fields.items():
        setattr(provider, name, value)
    _save(provider)
    names = sorted(name for name, value in fields.items() if value != before[name])
    if names:
        record("provider.changed", on=provider, by=actor, name=provider.name, fields=names)


def _save(row: IdentityProvider) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise SameProvider from fault


def remove_provider(actor: Actor, *, provider: IdentityProvider) -> None:
    """Take a provider away, and with it how people were known there; their logins here stay."""
    require_owner(actor)
    known = SocialAccount.objects.filter(provider=str(provider.pk))
    users = list(known.values_list("user_id", flat=True))
    record("provider.removed", on=provider, by=actor, name=provider.name, known=len(users))
    known.delete()
    changed(*(f"access:user:{user_id}" for user_id in users))
    provider.delete()


def move_provider(actor: Actor, *, provider: IdentityProvider, up: bool) -> None:
    """Change places with the provider before or after."""
    order = providers(actor)
    here = order.index(provider)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, row in enumerate(order):
        row.position = position
    IdentityProvider.objects.bulk_update(order, ["position"])
    record("provider.moved", on=provider, by=actor, name=provider.name, position=there)
