"""The policy on staff: who works here, for whom, and what the switches allow (A2, A3)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from visavis.accounts.models import Practitioner
from visavis.core.public import Actor, Denied


def require_staff(actor: Actor) -> Actor:
    """*actor*, if they work here.

    Raises:
        Denied: they do not.
    """
    if not actor.is_staff:
        raise Denied("not staff")
    return actor


def acts_for(actor: Actor) -> QuerySet[Practitioner]:
    """The practitioners whose schedule and desk *actor* runs.

    Owners and managers: all; others: their own profile and those they serve.
    """
    every: QuerySet[Practitioner] = Practitioner.objects.all()
    if not actor.is_staff:
        return every.none()
    if actor.has("owner", "manager"):
        return every
    return every.filter(pk__in=actor.practitioner_ids)


def runs(actor: Actor, practitioner_id: Any) -> bool:
    """Whether *actor* runs this practitioner's schedule and desk."""
    return acts_for(actor).filter(pk=practitioner_id).exists()


def public_practitioners() -> QuerySet[Practitioner]:
    """The practitioners a visitor may see and book: approved by the platform (A8.1), public."""
    every: QuerySet[Practitioner] = Practitioner.objects.filter(
        is_public=True, approved_at__isnull=False, membership__ended_at=None
    )
    return every
