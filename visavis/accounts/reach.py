"""Whose rights change with a relation, a department or a switch: their open pages ask again."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from visavis.accounts.models import Department, Membership, Practitioner
from visavis.core.public import changed


def _here(condition: Q) -> set[UUID]:
    found = Membership.objects.filter(condition, ended_at=None)
    return set(found.values_list("pk", flat=True))


def seeing_through(practitioners: Iterable[Practitioner]) -> set[UUID]:
    """The members who see what these practitioners see: they, their secretaries, the managers."""
    keys = [practitioner.pk for practitioner in practitioners]
    served = Q(serves__practitioner__in=keys, serves__ended_at=None)
    return _here(Q(practitioner__in=keys) | served | Q(roles__contains=["manager"]))


def seeing_in(departments: Iterable[Department]) -> set[UUID]:
    """The members who see what is of these departments: theirs, and who serves one of them."""
    keys = [department.pk for department in departments]
    served = Q(
        serves__practitioner__membership__departments__department__in=keys, serves__ended_at=None
    )
    return _here(Q(departments__department__in=keys) | served)


def rights_changed(memberships: Iterable[UUID]) -> None:
    """The open pages and sockets of these members ask their rights again, on commit."""
    changed(*(f"access:{membership}" for membership in sorted(memberships)))


def everybodys_rights_changed() -> None:
    """The same for all who work here: a switch of the organization was turned."""
    rights_changed(_here(Q()))
