"""What a row of the rights table says, and groups of roles where they say what is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test.client import MULTIPART_CONTENT

from tests.world import ROLES, Role, World

ALL = ROLES
OWNERS: tuple[Role, ...] = ("owner",)
MANAGING: tuple[Role, ...] = ("manager", "department_manager", "owner")
PRACTISING: tuple[Role, ...] = ("practitioner", "colleague", "supervisor", "visiting")
STAFF: tuple[Role, ...] = (*PRACTISING, "secretary", "double_secretary", *MANAGING)
# Those who run Dr Martin's desk.
SERVING: tuple[Role, ...] = ("practitioner", "secretary", "double_secretary", *MANAGING)
# Those who see the file of Alice, her patient.
SEEING: tuple[Role, ...] = (*SERVING, "supervisor")
# Those who run Paul Petit's desk, and see the file of Chloé, his patient.
COLLEAGUES: tuple[Role, ...] = ("colleague", "double_secretary", "manager", "owner")
# Those without a login at all: sent to sign in where a login would help.
WITHOUT_LOGIN: tuple[Role, ...] = ("visitor", "other_patient")

Data = Mapping[str, Any] | Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One method of one address, and the status of each role; ``others`` is for those not named."""

    method: str
    route: str
    status: Mapping[int, tuple[Role, ...]] = field(default_factory=dict)
    others: int = 404
    about: str = "now"
    data: Data = field(default_factory=dict)
    query: str = ""
    json: bool = False

    @property
    def content_type(self) -> str:
        if self.json:
            return "application/json"
        return MULTIPART_CONTENT if self.method == "POST" else ""

    def expected(self, role: Role) -> int:
        for status, roles in self.status.items():
            if role in roles:
                return status
        return self.others

    def __str__(self) -> str:
        return f"{self.method} /{self.route}{self.query}"


SIGNED_IN: tuple[Role, ...] = tuple(role for role in ALL if role not in WITHOUT_LOGIN)
