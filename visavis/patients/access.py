"""The one policy on patients: which ones an actor sees, whether this one, and on what ground.

A member of staff sees patients on *grounds* (A1.3, A1.4, A2.1, A3.1, A4.1). Each ground says which
patients, and which of their encounters; the union of the grounds is the answer to both questions,
and the ground is the answer to "why". With strictly separate departments every ground but an
owner's stops at the wall of the departments (decision 0025).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from visavis.accounts.public import Practitioner, covers_all, serves, shares_department
from visavis.core.public import Actor, Denied, now, require_organization
from visavis.patients.models import CareRelation, Encounter, Patient, PatientDepartment

NOBODY = Q(pk__in=[])
EVERYBODY = Q()
Reason = Literal["relation", "served", "everybody", "department", "covered", "manager", "owner"]


@dataclass(frozen=True)
class Ground:
    """Why *actor* sees patients, whom (a condition on Patient), and which of their encounters."""

    reason: Reason
    patients: Q
    encounters: Q = EVERYBODY


def grounds(actor: Actor) -> list[Ground]:
    """On which grounds a member of staff sees patients, the nearest to the patient first."""
    found = [*_as_practitioner(actor), *_as_secretary(actor)]
    if covers_all(actor):
        found.append(Ground("owner" if actor.has("owner") else "manager", EVERYBODY))
    elif actor.has("manager"):
        found += _as_manager(actor)
    return found


def _strict() -> bool:
    return require_organization().strict_departments


def _related_to(practitioners: Iterable[UUID]) -> Q:
    """Patients with whom one of *practitioners* has a relation; with strict departments, only if
    the two share a department."""
    lasting = CareRelation.objects.filter(practitioner__in=practitioners, ended_at=None)
    if _strict():
        lasting = lasting.filter(
            practitioner__membership__departments__department__archived_at=None,
            practitioner__membership__departments__department=F("patient__departments__department"),
        )
    return Q(pk__in=lasting.values("patient"))


def _in_departments(departments: Iterable[UUID]) -> Q:
    here = PatientDepartment.objects.filter(department__in=departments)
    return Q(pk__in=here.values("patient"))


def _wall(actor: Actor) -> Q:
    """The encounters of *actor*'s departments, where these are strictly separate."""
    if not _strict():
        return EVERYBODY
    colleagues = Practitioner.objects.filter(shares_department(actor)).values("pk")
    return Q(department__in=actor.department_ids) | Q(department=None, practitioner__in=colleagues)


def _as_practitioner(actor: Actor) -> list[Ground]:
    if actor.practitioner_id is None:
        return []
    organization = require_organization()
    wall = _wall(actor)
    found = [Ground("relation", _related_to([actor.practitioner_id]), wall)]
    if not organization.own_patients_only and not organization.strict_patients:
        whom = _in_departments(actor.department_ids) if _strict() else EVERYBODY
        found.append(Ground("everybody", whom, wall))
    return found


def _as_secretary(actor: Actor) -> list[Ground]:
    """Through the eyes of the practitioners served; of visits, only those with them."""
    return [
        Ground("served", _related_to([served]), Q(practitioner=served))
        for served in sorted(serves(actor))
    ]


def _as_manager(actor: Actor) -> list[Ground]:
    """The patients of the departments, and those of the practitioners in them."""
    found = [Ground("department", _in_departments(actor.department_ids), _wall(actor))]
    if not _strict():
        covered = Practitioner.objects.filter(shares_department(actor)).values("pk")
        lasting = CareRelation.objects.filter(practitioner__in=covered, ended_at=None)
        found.append(
            Ground("covered", Q(pk__in=lasting.values("patient")), Q(practitioner__in=covered))
        )
    return found


def _seen_by(actor: Actor) -> Q:
    """The condition on Patient under which *actor* sees it. One expression for both questions."""
    if actor.kind == "system":
        return EVERYBODY
    if actor.kind == "key":
        return EVERYBODY if actor.may_use("patients:read") else NOBODY
    seen = NOBODY
    if actor.is_staff:
        for ground in grounds(actor):
            if ground.patients == EVERYBODY:
                return EVERYBODY
            seen |= ground.patients
        return seen
    if actor.user_id is not None:
        seen |= Q(user_id=actor.user_id)
    if actor.link_ids:
        seen |= Q(pk__in=_opened_by_links(actor).values("patient"))
    return seen


def _opened_by_links(actor: Actor) -> QuerySet[Encounter]:
    """Encounters that the personal links in this browser still open."""
    opened: QuerySet[Encounter] = Encounter.objects.filter(
        links__in=actor.link_ids, links__revoked_at=None, links__expires_at__gt=now()
    )
    return opened


def visible_to(actor: Actor) -> QuerySet[Patient]:
    """The patients *actor* may see."""
    seen: QuerySet[Patient] = Patient.objects.filter(_seen_by(actor))
    return seen


def get(actor: Actor, patient_id: UUID) -> Patient:
    """The patient, if *actor* may see them.

    Raises:
        Denied: they may not, or there is none.
    """
    patient = visible_to(actor).filter(pk=patient_id).first()
    if patient is None:
        raise Denied("patient not visible")
    return patient


def may_follow(actor: Actor, rest: str) -> bool:
    """Whether *actor* may hear that the file of the patient with this key changed."""
    try:
        key = UUID(rest)
    except ValueError:
        return False
    return visible_to(actor).filter(pk=key).exists()


def encounters_visible_to(actor: Actor) -> QuerySet[Encounter]:
    """The encounters *actor* may see: on the ground on which the patient is seen; by link, only
    the linked ones."""
    every: QuerySet[Encounter] = Encounter.objects.select_related("patient", "practitioner")
    if actor.kind == "system":
        return every
    if actor.kind == "key":
        return every if actor.may_use("appointments:read") else every.none()
    if not actor.is_staff:
        return encounters_as_patient(actor)
    seen = NOBODY
    for ground in grounds(actor):
        if ground.patients == EVERYBODY and ground.encounters == EVERYBODY:
            return every
        of_them = Q(patient__in=Patient.objects.filter(ground.patients).values("pk"))
        seen |= of_them & ground.encounters
    return every.filter(seen)


def encounters_as_patient(actor: Actor) -> QuerySet[Encounter]:
    """The encounters in which *actor* is the patient, by login or by link."""
    mine = NOBODY
    if actor.user_id is not None:
        mine |= Q(patient__user_id=actor.user_id)
    if actor.link_ids:
        mine |= Q(pk__in=_opened_by_links(actor).values("pk"))
    found: QuerySet[Encounter] = Encounter.objects.select_related("patient", "practitioner")
    return found.filter(mine)


def encounter(actor: Actor, encounter_id: UUID) -> Encounter:
    """The encounter, if *actor* may see it.

    Raises:
        Denied: they may not, or there is none.
    """
    found = encounters_visible_to(actor).filter(pk=encounter_id).first()
    if found is None:
        raise Denied("encounter not visible")
    return found


def encounter_as_patient(actor: Actor, encounter_id: UUID) -> Encounter:
    """The encounter, if *actor* is its patient.

    Raises:
        Denied: they are not, or there is none.
    """
    found = encounters_as_patient(actor).filter(pk=encounter_id).first()
    if found is None:
        raise Denied("not this patient's encounter")
    return found


def grounds_on(actor: Actor, patient: Patient) -> list[Ground]:
    """The grounds on which *actor* sees this *patient*, the nearest first."""
    return [
        ground
        for ground in (grounds(actor) if actor.is_staff else [])
        if Patient.objects.filter(ground.patients, pk=patient.pk).exists()
    ]


def may_arrange(actor: Actor, patient: Patient) -> bool:
    """Whether *actor* sets who cares for *patient*, and in which departments: who sees the file
    otherwise than for those they serve (A4.1)."""
    return any(ground.reason != "served" for ground in grounds_on(actor, patient))


def may_book(actor: Actor, *, patient: Patient, practitioner: Practitioner) -> bool:
    """Whether *actor* may book *patient* with *practitioner*: a patient for themselves; staff, whom
    they see, and with strictly separate patients only within a care relation (A1.4)."""
    if not actor.is_staff:
        return True
    if not visible_to(actor).filter(pk=patient.pk).exists():
        return False
    if not require_organization().strict_patients or actor.has("owner", "manager"):
        return True
    related = CareRelation.objects.filter(patient=patient, practitioner=practitioner, ended_at=None)
    return related.exists()
