"""The practice's switches on rights, turned by its owners, effective at once (A1.3 – A3.2)."""

from __future__ import annotations

import hashlib
from typing import Literal, get_args

from django.db import transaction
from django.db.models import QuerySet

from visavis.accounts.access import require
from visavis.accounts.models import Membership, Organization
from visavis.core.public import Actor, changed, record, require_organization

RightsSwitch = Literal[
    "strict_departments",
    "strict_patients",
    "own_patients_only",
    "everybodys_schedule",
    "practitioners_delete_invoices",
    "practitioners_send_forms",
    "secretaries_see_notes",
    "secretaries_reach_dashboard",
]
RIGHTS_SWITCHES: tuple[RightsSwitch, ...] = get_args(RightsSwitch)
_OF_SIGHT = ("strict_departments", "strict_patients", "own_patients_only", "everybodys_schedule")
_ROLES: dict[RightsSwitch, tuple[str, ...]] = {
    "strict_departments": ("manager", "practitioner", "secretary"),
    "everybodys_schedule": ("manager", "practitioner"),
    "strict_patients": ("practitioner",),
    "own_patients_only": ("practitioner",),
    "practitioners_delete_invoices": ("practitioner",),
    "practitioners_send_forms": ("practitioner",),
    "secretaries_see_notes": ("secretary",),
    "secretaries_reach_dashboard": ("secretary",),
}


def concerned(switch: RightsSwitch) -> QuerySet[Membership]:
    """The members whose rights change when *switch* is turned: not those who may more anyway."""
    roles = _ROLES[switch]
    here = Membership.objects.filter(ended_at=None, roles__overlap=list(roles))
    if switch not in _OF_SIGHT:
        more = ["owner", "manager", *(["practitioner"] if roles == ("secretary",) else [])]
        return here.exclude(roles__overlap=more)
    here = here.exclude(roles__contains=["owner"])
    if switch == "strict_departments" or require_organization().strict_departments:
        return here
    # Managers who are in no department see everything as it is (covers_all).
    return here.exclude(roles__contains=["manager"], departments=None)


@transaction.atomic
def turn(actor: Actor, *, switch: RightsSwitch, on: bool) -> bool:
    """Turn *switch*; whether it changed. Open pages and sockets of all concerned ask again.

    Raises:
        Denied: *actor* does not decide on rights.
    """
    require(actor, "rights_settings")
    here = require_organization()
    organization = Organization.objects.select_for_update(no_key=True).get(pk=here.pk)
    if getattr(organization, switch) == on:
        return False
    setattr(organization, switch, on)
    organization.save(update_fields=[switch])
    setattr(here, switch, on)
    record("right.switched", on=organization, by=actor, switch=switch, to=on)
    others = Membership.objects.filter(ended_at=None).exclude(roles__contains=["owner"])
    changed("rights", *(f"access:{pk}" for pk in others.values_list("pk", flat=True)))
    return True


def rights_mark(actor: Actor) -> str:
    """A mark of all that *actor*'s rights here depend on: another one, other rights."""
    organization = require_organization()
    parts = [
        str(actor.membership_id),
        str(actor.via_user_id),
        *sorted(actor.roles),
        *sorted(map(str, actor.practitioner_ids)),
        *sorted(map(str, actor.department_ids)),
        *(f"{switch}:{getattr(organization, switch)}" for switch in RIGHTS_SWITCHES),
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def may_follow_rights(actor: Actor, rest: str) -> bool:
    """Whether *actor* may hear that a switch was turned."""
    return not rest and actor.has("owner")
