"""Who acts. Every verb takes an Actor first and asks the policy of its room about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Role = Literal["owner", "manager", "practitioner", "secretary"]


class Denied(Exception):
    """The actor may not, or there is no such thing: from outside the two look alike.

    *reason* is for logs and tests; the web answers 404 with the same page as for nothing.
    """

    def __init__(self, reason: str = "not visible to this actor") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Actor:
    """A person or the system, inside one organization, with what they carry.

    kind: visitor (nobody known), patient (login or personal link), staff, system, key (a program
    that showed an API key of this organization: it may what its ``scopes`` say, and no more),
    operator (of the platform, who sees no health data).
    practitioner_ids: the profiles acted for: one's own and those served as a secretary.
    link_ids: personal links opened in this browser; the patients room decides what they still open.
    department_ids: the departments a member of staff belongs to.
    via, via_user_id: who really sits there, when it is another than the one acted for (support,
    "see as this member"); via_way names which of the ways it is.
    read_only: may look and change nothing. until: when that ends by itself.
    """

    kind: Literal["visitor", "patient", "staff", "system", "key", "operator"]
    organization_id: UUID
    name: str = ""
    user_id: UUID | None = None
    membership_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    practitioner_id: UUID | None = None
    practitioner_ids: frozenset[UUID] = frozenset()
    link_ids: frozenset[UUID] = frozenset()
    department_ids: frozenset[UUID] = frozenset()
    via: str = ""
    via_user_id: UUID | None = None
    via_way: str = ""
    read_only: bool = False
    until: datetime | None = None
    key_id: UUID | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    def may_use(self, scope: str) -> bool:
        """Whether the actor is an API key with *scope*, such as ``patients:read``."""
        return self.kind == "key" and scope in self.scopes

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of *roles* here."""
        return bool(self.roles.intersection(roles))


def system(organization_id: UUID) -> Actor:
    """The service itself, in jobs."""
    return Actor(kind="system", organization_id=organization_id, name="Visavis")
