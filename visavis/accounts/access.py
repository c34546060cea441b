"""The policy on staff: who works here, for whom, and what the switches allow (A2, A3).

Who can do more can do less: secretary < practitioner < manager < owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from uuid import UUID

from django.db.models import Q, QuerySet

from visavis.accounts.models import Organization, Practitioner
from visavis.core.public import Actor, Denied, Role, require_organization

Switch = Literal[
    "delete_invoices",
    "send_forms",
    "see_notes",
    "reach_dashboard",
    "members",
    "audit",
    "statistics",
    "money_settings",
    "rights_settings",
    "organization_settings",
]
SWITCHES: tuple[Switch, ...] = get_args(Switch)
LADDER: tuple[Role, ...] = ("secretary", "practitioner", "manager", "owner")


@dataclass(frozen=True)
class Right:
    """From which role on one may, and which lower roles may by a switch of the organization."""

    always: Role
    switched: Mapping[Role, str] = field(default_factory=dict)


RIGHTS: Mapping[Switch, Right] = {
    "delete_invoices": Right("manager", {"practitioner": "practitioners_delete_invoices"}),
    "send_forms": Right("manager", {"practitioner": "practitioners_send_forms"}),
    "see_notes": Right("practitioner", {"secretary": "secretaries_see_notes"}),
    "reach_dashboard": Right("practitioner", {"secretary": "secretaries_reach_dashboard"}),
    "members": Right("manager"),
    "audit": Right("manager"),
    "statistics": Right("owner"),
    "money_settings": Right("owner"),
    "rights_settings": Right("owner"),
    "organization_settings": Right("owner"),
}


def role_may(organization: Organization, role: Role, switch: Switch) -> bool:
    """Whether *role* may, as the switches of *organization* stand."""
    right, step = RIGHTS[switch], LADDER.index(role)
    if step >= LADDER.index(right.always):
        return True
    return any(
        getattr(organization, column)
        for lower, column in right.switched.items()
        if step >= LADDER.index(lower)
    )


def may(actor: Actor, switch: Switch) -> bool:
    """Whether *actor* may, by any of their roles and the organization's switches (A3.1, A3.2)."""
    if actor.kind == "system":
        return True
    organization = require_organization()
    return actor.is_staff and any(role_may(organization, role, switch) for role in actor.roles)


def require(actor: Actor, switch: Switch) -> None:
    """Let on only who may.

    Raises:
        Denied: *actor* may not.
    """
    if not may(actor, switch):
        raise Denied(f"may not: {switch}")


def require_staff(actor: Actor) -> Actor:
    """*actor*, if they work here.

    Raises:
        Denied: they do not.
    """
    if not actor.is_staff:
        raise Denied("not staff")
    return actor


def covers_all(actor: Actor) -> bool:
    """Whether *actor* covers the whole organization: an owner, or a manager who is in no
    department while departments are not strictly separate (decision 0024)."""
    if actor.kind == "system" or actor.has("owner"):
        return True
    loose = not require_organization().strict_departments
    return actor.has("manager") and not actor.department_ids and loose


def shares_department(actor: Actor) -> Q:
    """The condition on Practitioner under which they share a department with *actor*."""
    return Q(membership__departments__department__in=actor.department_ids)


def acts_for(actor: Actor) -> QuerySet[Practitioner]:
    """The practitioners whose schedule and desk *actor* runs.

    Owners: all; managers: those of their departments; others: their own profile and those served.
    """
    every: QuerySet[Practitioner] = Practitioner.objects.all()
    if not actor.is_staff:
        return every.none()
    if covers_all(actor):
        return every
    run = Q(pk__in=actor.practitioner_ids)
    if actor.has("manager"):
        run |= Q(pk__in=Practitioner.objects.filter(shares_department(actor)).values("pk"))
    return every.filter(run)


def runs(actor: Actor, practitioner_id: Any) -> bool:
    """Whether *actor* runs this practitioner's schedule and desk."""
    return acts_for(actor).filter(pk=practitioner_id).exists()


def serves(actor: Actor) -> frozenset[UUID]:
    """The practitioners *actor* serves as a secretary, besides the one they are."""
    return actor.practitioner_ids - {actor.practitioner_id}


def public_practitioners() -> QuerySet[Practitioner]:
    """The practitioners a visitor may see and book: approved by the platform (A8.1), public."""
    every: QuerySet[Practitioner] = Practitioner.objects.filter(
        is_public=True, approved_at__isnull=False, membership__ended_at=None
    )
    return every
