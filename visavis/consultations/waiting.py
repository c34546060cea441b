"""The waiting room: taking one's place in line, leaving it, and the list the desk sees (D3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from visavis.accounts.public import Practitioner, acts_for, covers_all
from visavis.consultations.models import DeviceCheck, Visit
from visavis.consultations.room.device_check import latest_checks
from visavis.consultations.room.presence import gone
from visavis.consultations.visits import NotNow, lock, tell
from visavis.core.public import Actor, now, record
from visavis.messaging.public import unread
from visavis.patients.public import (
    Encounter,
    Patient,
    encounter_as_patient,
    encounters_visible_to,
)
from visavis.scheduling.public import Appointment, appointments_of, join_window, mark_arrived

SHOWN_FOR = timedelta(hours=12)
"""How long after the arrival somebody who was never taken stays on the list."""
OPEN = ("waiting", "admitted", "in-call")


def why_not(encounter: Encounter) -> str:
    """What keeps the patient of *encounter* out of the waiting room now; empty when nothing does.

    One of: cancelled, ended, not-by-video, too-early, too-late. A visit without appointment has
    no hours, nor has one that has begun.
    """
    if encounter.status == "cancelled":
        return "cancelled"
    if encounter.status == "finished":
        return "ended"
    if encounter.kind != "virtual":
        return "not-by-video"
    if encounter.status == "in-progress":
        return ""
    return _hours(encounter)


def _hours(encounter: Encounter) -> str:
    window = join_window(encounter)
    if window is None:
        return ""
    if window.status in ("cancelled", "noshow"):
        return "cancelled"
    if now() < window.opens_at:
        return "too-early"
    return "too-late" if now() > window.closes_at else ""


@transaction.atomic
def arrive(actor: Actor, *, encounter_id: UUID) -> Visit:
    """The patient takes their place in line, or is back: then the place is kept.

    One who has been admitted goes straight back into the call, however late it is.

    Raises:
        Denied: the actor is not the patient of this encounter.
        NotNow: what :func:`why_not` tells (in ``state``).
    """
    encounter = encounter_as_patient(actor, encounter_id)
    visit = lock(encounter)
    if visit.state == "ended":
        raise NotNow("ended")
    if visit.state not in ("admitted", "in-call"):
        obstacle = why_not(encounter)
        if obstacle:
            raise NotNow(obstacle)
    moment = now()
    if visit.state == "expected":
        visit.state, visit.arrived_at = "waiting", moment
        if not mark_arrived(actor, encounter) and join_window(encounter) is None:
            visit.kind = "walk-in"
        record("visit.arrived", on=visit, by=actor, patient_id=encounter.patient_id)
    visit.seen_at, visit.left_at = moment, None
    visit.save()
    tell(visit)
    return visit


@transaction.atomic
def leave(actor: Actor, *, encounter_id: UUID) -> None:
    """The patient closes the page; the place in line is kept for when they come back.

    Raises:
        Denied: the actor is not the patient of this encounter.
    """
    encounter = encounter_as_patient(actor, encounter_id)
    if Visit.objects.filter(encounter=encounter, state__in=OPEN).exists():
        gone(encounter=encounter, side="patient", since=now())


@dataclass(frozen=True)
class Waiting:
    """One line of the waiting list.

    punctuality: on-time until the appointed moment, then late (*late_minutes* full minutes);
    walk-in without an appointment. own: the actor is this visit's practitioner.
    """

    visit: Visit
    patient: Patient
    practitioner: Practitioner | None
    appointed_at: datetime | None
    punctuality: Literal["on-time", "late", "walk-in"]
    late_minutes: int
    check: DeviceCheck | None
    unread: int
    own: bool

    @property
    def encounter_id(self) -> UUID:
        return self.visit.encounter_id

    @property
    def key(self) -> str:
        """The encounter's id as text, for comparing in templates."""
        return str(self.visit.encounter_id)

    @property
    def present(self) -> bool:
        """The patient's page is open, or was a moment ago."""
        return self.visit.left_at is None


def _open_visits(actor: Actor) -> QuerySet[Visit]:
    visits: QuerySet[Visit] = Visit.objects.filter(
        practitioner__in=acts_for(actor), state__in=OPEN, arrived_at__gt=now() - SHOWN_FOR
    )
    if covers_all(actor):
        return visits
    return visits.filter(encounter__in=encounters_visible_to(actor).values("pk"))


def waiting_count(actor: Actor) -> int:
    """How many present patients wait for the practitioners whose desk *actor* runs."""
    return _open_visits(actor).filter(state="waiting", left_at=None).count()


def waiting(actor: Actor) -> list[Waiting]:
    """Who waits for, or is with, the practitioners whose desk *actor* runs; first come first."""
    visits = list(
        _open_visits(actor)
        .select_related("encounter__patient", "practitioner")
        .order_by("arrived_at")
    )
    encounters = [visit.encounter for visit in visits]
    return _lines(actor, visits, encounters)


def _lines(actor: Actor, visits: Sequence[Visit], encounters: Sequence[Encounter]) -> list[Waiting]:
    appointments = appointments_of(encounters)
    checks = latest_checks(encounters)
    messages = unread(encounters)
    return [
        _line(
            actor,
            visit,
            appointments.get(visit.encounter_id),
            checks.get(visit.encounter_id),
            messages.get(visit.encounter_id, 0),
        )
        for visit in visits
    ]


def _line(
    actor: Actor,
    visit: Visit,
    appointment: Appointment | None,
    check: DeviceCheck | None,
    messages: int,
) -> Waiting:
    late = int((now() - appointment.starts_at).total_seconds() // 60) if appointment else 0
    on_time: Literal["on-time", "late"] = "late" if late > 0 else "on-time"
    return Waiting(
        visit=visit,
        patient=visit.encounter.patient,
        practitioner=visit.practitioner,
        appointed_at=appointment.starts_at if appointment else None,
        punctuality=on_time if appointment else "walk-in",
        late_minutes=max(0, late),
        check=check,
        unread=messages,
        own=actor.practitioner_id is not None and actor.practitioner_id == visit.practitioner_id,
    )


def topics(actor: Actor) -> list[str]:
    """What to follow so that the list of :func:`waiting` is always fresh."""
    if covers_all(actor):
        return ["waiting:any"]
    return sorted(f"waiting:{key}" for key in acts_for(actor).values_list("pk", flat=True))
