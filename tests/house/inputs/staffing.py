"""Members, invitations and rights in the table of inputs."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.house.inputs.kind import Input
from tests.world import World

MEMBERS = "desk/settings/members/"
MEMBER = f"{MEMBERS}<uuid:membership_id>/"
INVITED = f"{MEMBERS}invitations/<uuid:invitation_id>/"


def _a_member(client: Client, world: World) -> dict[str, Any]:
    return {"part": "serves", "chosen": world.claire.pk}


def _a_profile(client: Client, world: World) -> dict[str, Any]:
    with world.acting():
        world.members["sophie"].roles = ["practitioner"]
        world.members["sophie"].save()
    return {
        "part": "profile",
        "title": "Dr",
        "specialty": "Cardiologie",
        "slug": "sophie-bernard",
        "phone": "01 42 68 53 01",
        "is_public": "on",
    }


STAFFING = [
    Input(MEMBERS, by="query", role="owner", fields={"q": "o"}),
    Input(
        f"{MEMBERS}invite/",
        role="owner",
        fields={
            "email": "jean@exemple.fr",
            "first_name": "Jean",
            "last_name": "Roy",
            "roles": "secretary",
            "practitioners": "",
        },
    ),
    Input(f"{MEMBERS}invitations/hours/", role="owner", fields={"hours": "48"}),
    Input(f"{INVITED}again/", role="owner"),
    Input(f"{INVITED}revoke/", role="owner"),
    Input(MEMBER, role="owner", fields={"part": "roles", "roles": "secretary"}),
    Input(MEMBER, role="owner", fields=_a_member),
    Input(MEMBER, role="owner", fields=_a_profile),
    Input(MEMBER, role="owner", fields={"part": "photo", "photo": "no file"}),
    Input(f"{MEMBER}end/", role="owner", fields={"known": "on"}),
    Input(f"{MEMBER}preview/", role="owner"),
    Input(f"{MEMBER}second-factor/", role="owner"),
    Input("desk/settings/secretaries/", role="practitioner", fields={"chosen": ""}),
    Input("desk/settings/rights/", role="owner", fields={"switch": "strict_patients", "to": "on"}),
    Input("desk/settings/rights/", by="query", role="owner", fields={"turned": "strict_patients"}),
    Input(
        "invitation/<str:secret>/",
        fields={"first_name": "Inès", "last_name": "Colin", "password": "pomme-verte-et-neige"},
    ),
]
