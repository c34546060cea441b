"""The end of a visit, and what is kept of it (D12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from visavis.consultations import notices
from visavis.consultations.access import as_desk
from visavis.consultations.models import Stay, Visit
from visavis.consultations.visits import NotNow, find, lock, tell
from visavis.core.public import Actor, now, record, require_organization
from visavis.messaging.public import close
from visavis.patients.public import Encounter, finish_encounter
from visavis.patients.public import encounter as visible_encounter
from visavis.scheduling.public import fulfil


@transaction.atomic
def end(actor: Actor, *, encounter_id: UUID) -> Visit:
    """End the visit for both. Doing it twice changes nothing.

    Raises:
        Denied: the actor does not run this practitioner's desk.
        NotNow: the patient has not been let in.
    """
    encounter = as_desk(actor, encounter_id)
    visit = lock(encounter)
    if visit.state == "ended":
        return visit
    if visit.state not in ("admitted", "in-call"):
        raise NotNow(visit.state)
    moment = now()
    own = actor.practitioner_id == encounter.practitioner_id
    visit.state, visit.ended_at = "ended", moment
    visit.ended_by = "practitioner" if own else "desk"
    visit.save(update_fields=["state", "ended_at", "ended_by"])
    Stay.objects.filter(participant__visit=visit, left_at=None).update(left_at=moment)
    finish_encounter(actor, encounter)
    fulfil(actor, encounter)
    close(actor, encounter=encounter, keep=require_organization().keep_chat)
    record("visit.ended", on=visit, by=actor, patient_id=encounter.patient_id)
    notices.tell_ended(actor, encounter)
    tell(visit)
    return visit


@dataclass(frozen=True)
class Attendance:
    """When somebody was in the visit."""

    name: str
    role: str
    stays: list[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class VisitRecord:
    """What is kept of a visit: times and who was there (D12.3). Duration from start to end."""

    visit: Visit
    attendance: list[Attendance]

    @property
    def duration(self) -> timedelta | None:
        """How long the call lasted; None before its end or when it never began."""
        if self.visit.started_at is None or self.visit.ended_at is None:
            return None
        return self.visit.ended_at - self.visit.started_at


def record_of(actor: Actor, *, encounter: Encounter) -> VisitRecord | None:
    """What is kept of the encounter's visit; None when nobody ever came.

    Raises:
        Denied: the actor may not see the encounter.
    """
    visible_encounter(actor, encounter.pk)
    visit = find(encounter)
    if visit is None:
        return None
    people = visit.participants.prefetch_related("stays").order_by("role")
    attendance = [
        Attendance(one.name, one.role, [(stay.joined_at, stay.left_at) for stay in one.stays.all()])
        for one in people
        if one.stays.all()
    ]
    return VisitRecord(visit, attendance)
