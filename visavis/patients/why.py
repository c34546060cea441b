"""Why a member of staff sees a patient's file, in a sentence for them (house rule 3)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visavis.accounts.public import Department, Practitioner, serves, shares_department
from visavis.core.public import Actor, require_organization
from visavis.patients.access import Ground, grounds_on
from visavis.patients.models import CareRelation, Patient

_PLAIN = {
    "manager": lambda: _("You manage the whole practice."),
    "owner": lambda: _("You are an owner of the practice."),
}


def why(actor: Actor, patient: Patient) -> str:
    """The nearest ground on which *actor* sees the file of *patient*; empty when there is none."""
    found = grounds_on(actor, patient)
    return _sentence(actor, patient, found[0]) if found else ""


def _sentence(actor: Actor, patient: Patient, ground: Ground) -> str:
    if ground.reason in _PLAIN:
        return _PLAIN[ground.reason]()
    if ground.reason == "relation":
        return _of_relation(actor, patient)
    if ground.reason in ("everybody", "department"):
        return _of_departments(actor, patient, ground)
    carers = _carers(actor, patient, ground)
    if ground.reason == "served":
        return _("You are the secretary of %(name)s, who cares for this patient.") % carers
    return _("You manage the department of %(name)s, who cares for this patient.") % carers


def _of_relation(actor: Actor, patient: Patient) -> str:
    kind = CareRelation.objects.values_list("kind", flat=True).get(
        patient=patient, practitioner__in=[actor.practitioner_id], ended_at=None
    )
    if kind == "primary":
        return _("You are this patient’s primary practitioner.")
    if kind == "supervisor":
        return _("You supervise the care of this patient.")
    return _("You are one of this patient’s practitioners.")


def _of_departments(actor: Actor, patient: Patient, ground: Ground) -> str:
    shared = Department.objects.filter(pk__in=actor.department_ids, patients__patient=patient)
    names = list(shared.order_by("name").values_list("name", flat=True))
    told = {"names": ", ".join(names)}
    if ground.reason == "department":
        sentence = ngettext(
            "You manage the department %(names)s, where this patient is cared for.",
            "You manage the departments %(names)s, where this patient is cared for.",
            len(names),
        )
        return sentence % told
    if require_organization().strict_departments:
        return _("The practitioners of %(names)s see each other’s patients.") % told
    return _("The practitioners of this practice see each other’s patients.")


def _carers(actor: Actor, patient: Patient, ground: Ground) -> dict[str, str]:
    """Through whom: the practitioners served, or covered, who care for the patient."""
    near = Practitioner.objects.filter(
        relations__patient=patient, relations__ended_at=None
    ).order_by("last_name")
    if ground.reason == "served":
        near = near.filter(pk__in=serves(actor))
    else:
        near = near.filter(shares_department(actor))
    return {"name": ", ".join(dict.fromkeys(practitioner.name for practitioner in near))}
