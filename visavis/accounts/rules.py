"""How people sign in to a practice: what its owner decides (A6.3, A6.1)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from visavis.accounts.access import require
from visavis.accounts.models import Membership, Organization
from visavis.accounts.second_factor import FACTORS
from visavis.core.public import Actor, changed, record, require_organization


def change_signing_in(actor: Actor, *, second_factor: str, session_days: int) -> None:
    """Write the practice's rules; a second factor required is required of open pages too.

    Raises:
        Denied: not an owner.
    """
    require(actor, "organization_settings")
    organization = Organization.objects.select_for_update().get(pk=require_organization().pk)
    wanted = {"second_factor": second_factor, "session_days": session_days}
    facts: dict[str, Any] = {
        name: value for name, value in wanted.items() if getattr(organization, name) != value
    }
    if not facts:
        return
    for name, value in facts.items():
        setattr(organization, name, value)
    organization.save(update_fields=list(facts))
    record("signing_in.changed", on=organization, by=actor, **facts)
    if facts.get("second_factor") == "require":
        changed(*(f"access:user:{member.user_id}" for member in without_second_factor(actor)))


def without_second_factor(actor: Actor) -> list[Membership]:
    """The members who have none yet."""
    require(actor, "organization_settings")
    have = Authenticator.objects.filter(type__in=FACTORS).values("user_id")
    members = Membership.objects.filter(ended_at=None).exclude(user_id__in=have)
    return list(members.select_related("user").order_by("user__last_name", "user__first_name"))
