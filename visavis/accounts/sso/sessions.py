"""What a session opened by a provider's login is good for: one organization (decisions/0030).

allauth keeps in the session how its user proved who they are; this reads it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from visavis.accounts.models import IdentityProvider

METHODS = "account_authentication_methods"  # allauth's key
SECOND_FACTOR = "visavis.second_factor_by"


def provider_of(session: Any) -> str:
    """The provider that alone opened *session*; empty when its user proved themselves to us.

    A password or second factor given to us later (reauthentication) makes it a session like others.
    """
    opened = ""
    for step in session.get(METHODS) or []:
        method = step.get("method")
        if step.get("reauthenticated") or method == "password" or step.get("passwordless"):
            opened = ""
        elif method == "socialaccount":
            opened = str(step.get("provider", ""))
    return opened


def is_foreign(session: Any) -> bool:
    """Whether a provider of another organization opened *session*: it counts for nothing here."""
    opened = provider_of(session)
    if not opened:
        return False
    try:
        key = UUID(opened)
    except ValueError:
        return True
    return not IdentityProvider.objects.filter(pk=key).exists()


def second_factor_passed(session: Any) -> bool:
    """Whether the provider that opened *session* asked for a second factor that counts here."""
    opened = provider_of(session)
    return bool(opened) and session.get(SECOND_FACTOR) == opened


def provider_facts(session: Any) -> dict[str, Any]:
    """The provider that opened *session*, for the audit of the login; nothing without one."""
    opened = provider_of(session)
    row = IdentityProvider.objects.filter(pk=opened).first() if opened else None
    return {"provider": str(row.pk), "provider_name": row.name} if row is not None else {}
