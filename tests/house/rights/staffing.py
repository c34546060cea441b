"""Members, invitations and rights in the rights table."""

from __future__ import annotations

from tests.house.rights.kind import MANAGING, OWNERS, PRACTISING, STAFF, WITHOUT_LOGIN, Row
from tests.world import Role

MEMBERS = "desk/settings/members/"
MEMBER = f"{MEMBERS}<uuid:membership_id>/"
INVITED = f"{MEMBERS}invitations/<uuid:invitation_id>/"
HEADS: tuple[Role, ...] = ("manager", "owner")
NEW_LOGIN = {"first_name": "Inès", "last_name": "Colin", "password": "pomme-verte-et-neige"}

# Who works here: owners and (of their departments) managers; inviting and rights: owners.
STAFFING = [
    Row("GET", MEMBERS, {200: MANAGING, 302: ("visitor",)}),
    Row("GET", MEMBERS, {200: MANAGING, 302: ("visitor",)}, query="?q=sophie"),
    Row("GET", f"{MEMBERS}invite/", {200: OWNERS, 302: ("visitor",)}),
    Row(
        "POST",
        f"{MEMBERS}invite/",
        {302: OWNERS},
        data={
            "email": "jean@exemple.fr",
            "first_name": "Jean",
            "last_name": "Roy",
            "roles": "secretary",
        },
    ),
    Row("POST", f"{MEMBERS}invitations/hours/", {302: OWNERS}, data={"hours": "48"}),
    Row("POST", f"{INVITED}again/", {302: OWNERS}),
    Row("POST", f"{INVITED}revoke/", {302: OWNERS}),
    Row("GET", MEMBER, {200: HEADS, 302: ("visitor",)}),
    Row("POST", MEMBER, {302: HEADS}, data={"part": "roles", "roles": "secretary"}),
    # Sophie has no photo.
    Row("GET", f"{MEMBER}photo/", {302: ("visitor",)}),
    Row("GET", f"{MEMBER}end/", {200: HEADS, 302: ("visitor",)}),
    Row("POST", f"{MEMBER}end/", {302: HEADS}),
    Row("POST", f"{MEMBER}preview/", {302: OWNERS}),
    Row("POST", f"{MEMBER}second-factor/", {302: OWNERS}),
    Row("GET", "desk/settings/secretaries/", {200: PRACTISING, 302: ("visitor",)}),
    Row("POST", "desk/settings/secretaries/", {302: PRACTISING}),
    Row("GET", "desk/settings/rights/", {200: OWNERS, 302: ("visitor",)}),
    Row(
        "POST",
        "desk/settings/rights/",
        {302: OWNERS},
        data={"switch": "strict_patients", "to": "on"},
    ),
    Row("GET", "desk/rights/", {200: STAFF, 302: ("visitor",)}),
    # Whoever holds the link reads what is offered; who is signed in as another does not accept.
    Row("GET", "invitation/<str:secret>/", others=200),
    Row("POST", "invitation/<str:secret>/", {302: WITHOUT_LOGIN}, others=200, data=NEW_LOGIN),
]
