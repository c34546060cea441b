"""Who cares for a patient, as the file shows it and as staff set it (A4.1, A1.2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from visavis.accounts.public import Department
from visavis.core.public import Actor, now
from visavis.patients.public import (
    CareRelation,
    Patient,
    departments_to_set,
    lasting,
    may_arrange,
    why,
)
from visavis.scheduling.public import Appointment


@dataclass(frozen=True)
class Carer:
    """A practitioner who cares for the patient, and how many visits with them are to come."""

    relation: CareRelation
    ahead: int

    @property
    def name(self) -> str:
        return self.relation.practitioner.name

    @property
    def key(self) -> str:
        return str(self.relation.practitioner_id)

    @property
    def kinds(self) -> list[tuple[str, Any, bool]]:
        """The kinds of relation: value, name, and whether it is this one's."""
        return [(kind, name, kind == self.relation.kind) for kind, name in CareRelation.KINDS]


def card_of(actor: Actor, patient: Patient) -> dict[str, Any]:
    """What the card of the file shows."""
    return {
        "relations": lasting(patient),
        "departments": departments_of(patient),
        "why": why(actor, patient),
        "may_arrange": may_arrange(actor, patient),
    }


def departments_of(patient: Patient) -> list[Department]:
    """The departments in which *patient* is cared for."""
    found = Department.objects.filter(patients__patient=patient, archived_at=None)
    return list(found.order_by("name"))


def page_of(actor: Actor, patient: Patient) -> dict[str, Any]:
    """What the page shows on which it is set."""
    ahead = _ahead(patient)
    settable = {department.pk for department in departments_to_set(actor)}
    return {
        **card_of(actor, patient),
        "carers": [Carer(one, ahead[one.practitioner_id]) for one in lasting(patient)],
        "fixed": [one for one in departments_of(patient) if one.pk not in settable],
    }


def _ahead(patient: Patient) -> Counter[UUID]:
    """How many visits are to come, by practitioner."""
    rows = Appointment.objects.filter(
        encounter__patient=patient, status__in=Appointment.AHEAD, starts_at__gt=now()
    )
    return Counter(rows.values_list("practitioner_id", flat=True))
