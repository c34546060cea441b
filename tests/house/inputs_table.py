"""Every address that takes input: who sends it, and a value that would be right for each field.

``tests/house/test_bad_input.py`` replaces the values by wrong ones. An address that answers POST is
here or it fails; one without fields has an empty dictionary and still gets surprises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.world import Role


@dataclass(frozen=True)
class Input:
    """What an address takes: by form, by JSON body, or in the query of a GET."""

    route: str
    by: Literal["form", "json", "query"] = "form"
    fields: Mapping[str, str] = field(default_factory=dict)
    role: Role = "visitor"
    about: str = "now"

    def __str__(self) -> str:
        return f"{self.by} /{self.route} as {self.role}"


INPUTS = [
    Input(
        "accounts/login/",
        fields={"login": "claire@exemple.fr", "password": "wrong", "remember": "on", "next": "/"},
    ),
    Input("accounts/login/", by="query", fields={"next": "/desk/"}),
    Input("accounts/password/reset/", fields={"email": "claire@exemple.fr"}),
    Input(
        "accounts/password/change/",
        role="practitioner",
        fields={"oldpassword": "a", "password1": "b", "password2": "c"},
    ),
    Input("accounts/reauthenticate/", role="practitioner", fields={"password": "wrong"}),
    Input("accounts/signup/", fields={"email": "a@exemple.fr", "password1": "b", "password2": "c"}),
    Input("i18n/setlang/", fields={"language": "de", "next": "/"}),
    Input(
        "accounts/password/reset/key/<uidb36>-<key>/", fields={"password1": "b", "password2": "c"}
    ),
    Input("accounts/logout/", role="practitioner", fields={"next": "/"}),
]
