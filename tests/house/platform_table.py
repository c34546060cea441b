"""Who may do what on the platform's own address: every route there, and what each role gets.

Roles: visitor, member (a practice's owner), half (an operator without a second factor), operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["visitor", "member", "half", "operator"]
ROLES: tuple[Role, ...] = ("visitor", "member", "half", "operator")


@dataclass(frozen=True)
class Row:
    """One method of one address, and the status for visitor, member, half and operator."""

    method: str
    route: str
    status: tuple[int, int, int, int]
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"


ONE = "operator/organizations/<uuid:organization_id>/"
WHO = "operator/professionals/<uuid:qualification_id>/"
SEEN, DONE = (302, 404, 302, 200), (404, 404, 302, 302)
OPEN = (200, 200, 200, 200)

PLATFORM_TABLE = [
    Row("GET", "", OPEN),
    Row("GET", "health/", OPEN),
    Row("GET", "captcha/", OPEN),
    Row("GET", "sign-up/", OPEN),
    Row("POST", "sign-up/", (422, 422, 422, 422)),
    Row("GET", "sign-up/address/", OPEN),
    Row("GET", "sign-up/sent/", (302, 302, 302, 302)),
    Row("GET", "sign-up/<str:token>/", (404, 404, 404, 404)),
    Row("POST", "sign-up/<str:token>/", (404, 404, 404, 404)),
    Row("GET", "operator/", SEEN),
    Row("GET", "operator/second-factor/", (302, 404, 200, 302)),
    Row("GET", "operator/organizations/new/", SEEN),
    Row("POST", "operator/organizations/new/", (404, 404, 302, 422)),
    Row("GET", ONE, SEEN),
    Row("POST", f"{ONE}suspend/", DONE, {"reason": "Unpaid"}),
    Row("POST", f"{ONE}resume/", DONE),
    # Support is not open there: nobody enters.
    Row("POST", f"{ONE}enter/", (404, 404, 302, 404)),
    Row("GET", "operator/professionals/", SEEN),
    Row("GET", WHO, SEEN),
    Row("GET", f"{WHO}proof/", SEEN),
    Row("POST", f"{WHO}decide/", DONE, {"decision": "approve"}),
]
ELSEWHERE = ("accounts/", "i18n/", "_ui/", "outbox/", "me/")
"""Addresses that practices have too; rights_table.py speaks of them."""
