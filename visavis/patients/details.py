"""A patient's details as the practice keeps them: added and changed by staff or by a key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from visavis.core.public import Actor, Denied, record, require_organization
from visavis.patients.access import visible_to
from visavis.patients.models import Patient

DETAILS = (
    "first_name",
    "last_name",
    "birth_date",
    "email",
    "mobile",
    "language",
    "external_number",
)


class Outdated(Exception):
    """The patient was changed since the version that the change is based on."""


def version_of(patient: Patient) -> str:
    """What tells one state of the details from another."""
    text = repr([str(getattr(patient, name)) for name in DETAILS])
    return hashlib.sha256(f"{patient.pk}{text}".encode()).hexdigest()[:32]


def _require_writing(actor: Actor) -> None:
    if not (actor.is_staff or actor.may_use("patients:write")):
        raise Denied("may not write patients")


@transaction.atomic
def add_patient(actor: Actor, *, details: Mapping[str, Any]) -> Patient:
    """A new patient with these details; two of the same name stay two.

    Raises:
        Denied: *actor* may not write patients.
    """
    _require_writing(actor)
    told = {name: value for name, value in details.items() if name in DETAILS}
    told["language"] = told.get("language") or require_organization().language
    patient: Patient = Patient.objects.create(**told)
    record("patient.registered", on=patient, by=actor, patient_id=patient.pk)
    return patient


@transaction.atomic
def change_details(
    actor: Actor, *, patient_id: UUID, version: str, details: Mapping[str, Any]
) -> Patient:
    """Change what is told, if the patient is still as *version* says.

    Raises:
        Denied: *actor* may not see or write the patient.
        Outdated: somebody changed them in between.
    """
    _require_writing(actor)
    found = visible_to(actor).filter(pk=patient_id).values("pk")
    patient = Patient.objects.select_for_update().filter(pk__in=found).first()
    if patient is None:
        raise Denied("patient not visible")
    if version_of(patient) != version:
        raise Outdated
    told = {name: value for name, value in details.items() if name in DETAILS}
    for name, value in told.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(told) or None)
    record("patient.changed", on=patient, by=actor, patient_id=patient.pk, fields=sorted(told))
    patient.refresh_from_db()
    return patient
