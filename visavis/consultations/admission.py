"""The door between the waiting room and the consultation (D3.1, D3.2)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from visavis.consultations.access import as_desk
from visavis.consultations.models import Visit
from visavis.consultations.visits import NotNow, lock, tell
from visavis.core.public import Actor, now, record


@transaction.atomic
def admit(actor: Actor, *, encounter_id: UUID) -> Visit:
    """Let the patient in. Doing it twice changes nothing.

    Raises:
        Denied: the actor does not run this practitioner's desk.
        NotNow: nobody has arrived, or the visit has ended.
    """
    encounter = as_desk(actor, encounter_id)
    visit = lock(encounter)
    if visit.state in ("admitted", "in-call"):
        return visit
    if visit.state != "waiting":
        raise NotNow(visit.state)
    visit.state, visit.admitted_at = "admitted", now()
    visit.save(update_fields=["state", "admitted_at"])
    record("visit.admitted", on=visit, by=actor, patient_id=encounter.patient_id)
    tell(visit)
    return visit


@transaction.atomic
def put_back(actor: Actor, *, encounter_id: UUID) -> Visit:
    """Ask the patient in the room to wait again; the place in line is kept.

    Raises:
        Denied: the actor does not run this practitioner's desk.
        NotNow: the patient is not in the room.
    """
    encounter = as_desk(actor, encounter_id)
    visit = lock(encounter)
    if visit.state == "waiting":
        return visit
    if visit.state not in ("admitted", "in-call"):
        raise NotNow(visit.state)
    visit.state = "waiting"
    visit.save(update_fields=["state"])
    record("visit.put_back", on=visit, by=actor, patient_id=encounter.patient_id)
    tell(visit)
    return visit
