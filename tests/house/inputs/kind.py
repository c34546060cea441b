"""What a row of the table of inputs says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.test import Client

from tests.world import Role, World

Fields = Mapping[str, Any] | Callable[[Client, World], Mapping[str, Any]]


@dataclass(frozen=True)
class Input:
    """What an address takes: by form, by JSON body, or in the query of a GET.

    fields: a right value for each; a function may first bring *client* to where it can send them.
    """

    route: str
    by: Literal["form", "json", "query"] = "form"
    fields: Fields = field(default_factory=dict)
    role: Role = "visitor"
    about: str = "now"

    def __str__(self) -> str:
        return f"{self.by} /{self.route} as {self.role}"

    def values(self, client: Client, world: World) -> dict[str, Any]:
        """The right values, with *client* brought to where it can send them."""
        found = self.fields(client, world) if callable(self.fields) else self.fields
        return {name: str(value) for name, value in found.items()}
