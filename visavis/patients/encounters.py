"""The life of an encounter: opened, in progress, finished or cancelled."""

from __future__ import annotations

from typing import Literal

from django.db import transaction

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, now, record
from visavis.patients.models import Encounter, Patient

EncounterKind = Literal["virtual", "ambulatory", "home", "phone"]


@transaction.atomic(savepoint=False)
def open_encounter(
    actor: Actor, *, patient: Patient, practitioner: Practitioner, kind: EncounterKind
) -> Encounter:
    """A planned encounter of *patient* with *practitioner*."""
    encounter: Encounter = Encounter.objects.create(
        patient=patient, practitioner=practitioner, kind=kind, opened_at=now()
    )
    record("encounter.opened", on=encounter, by=actor, patient_id=patient.pk, kind=kind)
    return encounter


def _move(actor: Actor, encounter: Encounter, *, to: str, allowed: tuple[str, ...]) -> bool:
    """Move the encounter to a status; False when it is there already or past it."""
    locked = Encounter.objects.select_for_update().get(pk=encounter.pk)
    if locked.status not in allowed:
        return False
    locked.status = encounter.status = to
    if to == "in-progress":
        locked.started_at = encounter.started_at = now()
    if to in ("finished", "cancelled"):
        locked.ended_at = encounter.ended_at = now()
    locked.save(update_fields=["status", "started_at", "ended_at"])
    record(f"encounter.{to}", on=locked, by=actor, patient_id=locked.patient_id)
    return True


@transaction.atomic
def start_encounter(actor: Actor, encounter: Encounter) -> bool:
    """The visit begins. False when it had begun or is over."""
    return _move(actor, encounter, to="in-progress", allowed=("planned",))


@transaction.atomic
def finish_encounter(actor: Actor, encounter: Encounter) -> bool:
    """The visit is over. False when it was already."""
    return _move(actor, encounter, to="finished", allowed=("planned", "in-progress"))


@transaction.atomic
def cancel_encounter(actor: Actor, encounter: Encounter) -> bool:
    """The visit will not take place. False when it has begun or is over."""
    return _move(actor, encounter, to="cancelled", allowed=("planned",))
