"""The practice's settings: its record, its details, departments, the first steps, support."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.house.inputs.care import week
from tests.house.inputs.kind import Input
from tests.world import World

OFFICE = [
    Input(
        "desk/settings/audit/",
        by="query",
        role="owner",
        fields={
            "person": "",
            "q": "alice",
            "patient": "",
            "kind": "look",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "before": "2026-01-01T10:00:00+00:00_01900000-0000-7000-8000-000000000000",
        },
    ),
    Input("desk/settings/audit/verify/", role="owner"),
    Input(
        "desk/settings/api-keys/",
        role="owner",
        fields={"name": "Agenda", "scopes": "patients:read", "days": "30"},
    ),
    Input("desk/settings/api-keys/<uuid:key_id>/revoke/", role="owner"),
]

PRACTICE_PAGE = "desk/settings/organization/"
DEPARTMENTS = "desk/settings/departments/"
DEPARTMENT = f"{DEPARTMENTS}<uuid:department_id>/"
DETAILS = {
    "name": "Cabinet du Parc",
    "presentation": "Trois médecins.",
    "phone": "01 42 68 53 00",
    "email": "accueil@cabinet-du-parc.fr",
    "street": "12 rue du Parc",
    "postal_code": "75014",
    "city": "Paris",
    "language": "fr",
    "timezone": "Europe/Paris",
    "country": "FR",
    "region": "974",
    "door_opens_before": "30",
    "door_closes_after": "30",
    "keep_chat": "on",
}


def _a_member(client: Client, world: World) -> dict[str, Any]:
    return {"member": world.members["claire"].pk}


ORGANIZATION = [
    Input(PRACTICE_PAGE, role="owner", fields=DETAILS),
    Input(f"{PRACTICE_PAGE}regions/", by="query", role="owner", fields={"country": "DE"}),
    Input(f"{PRACTICE_PAGE}address/", role="owner", fields={"subdomain": "a-b", "understood": "1"}),
    Input(f"{PRACTICE_PAGE}logo/", role="owner", fields={"logo": "x", "remove": ""}),
    Input(DEPARTMENTS, role="owner", fields={"name": "Pédiatrie"}),
    Input(f"{DEPARTMENT}name/", role="owner", fields={"name": "Pédiatrie"}),
    Input(f"{DEPARTMENT}archive/", role="owner"),
    Input(f"{DEPARTMENT}back/", role="owner"),
    Input(f"{DEPARTMENT}add/", role="owner", fields=_a_member),
    Input(f"{DEPARTMENT}take-out/", role="owner", fields=_a_member),
]

START = [
    Input("desk/start/on/", role="practitioner"),
    Input("desk/start/preview/", role="owner", fields=week),
    Input("desk/start/<slug:key>/", role="owner", fields={"phone": "0142685300", "city": "Paris"}),
    Input("desk/settings/support/", role="owner", fields={"hours": "4", "reason": "Aide"}),
    Input("desk/settings/support/close/", role="owner"),
    Input("accounts/enter/<str:token>/"),
    Input("accounts/support/<str:token>/"),
]
