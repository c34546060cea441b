"""Today at the desk: who is next, who waits, the list of the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from visavis.accounts.public import Practitioner, acts_for
from visavis.consultations.public import Visit
from visavis.core.public import Actor, now, require_organization
from visavis.front.visit_page import ICONS
from visavis.patients.public import Encounter, Patient
from visavis.scheduling.public import Appointment, visible_to

# What the list says of an appointment that nobody has come to yet.
_OF_APPOINTMENT = {
    "cancelled": "cancelled",
    "noshow": "absent",
    "fulfilled": "ended",
    "arrived": "waiting",
    "checked-in": "waiting",
}
_OF_VISIT = {"admitted": "in-call", "in-call": "in-call", "ended": "ended"}


@dataclass(frozen=True)
class Row:
    """One visit of the day as the desk sees it; ``is_own``: the actor sits in its room."""

    appointment: Appointment
    visit: Visit | None
    is_own: bool

    @property
    def encounter(self) -> Encounter:
        encounter = self.appointment.encounter
        assert encounter is not None  # noqa: S101 - only a hold has none, and holds are not shown
        return encounter

    @property
    def patient(self) -> Patient:
        return self.encounter.patient

    @property
    def practitioner(self) -> Practitioner:
        return self.appointment.practitioner

    @property
    def start(self) -> datetime:
        return self.appointment.starts_at

    @property
    def icon(self) -> str:
        return ICONS[self.encounter.kind]

    @property
    def is_future(self) -> bool:
        return self.start > now()

    @property
    def arrived_at(self) -> datetime | None:
        return self.visit.arrived_at if self.visit else None

    @property
    def has_left(self) -> bool:
        """The patient's page is gone; the place in line is kept."""
        return self.visit is not None and self.visit.left_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.visit is not None and self.visit.state == "waiting"

    @property
    def state(self) -> str:
        """The kind of <c-status>; empty while nothing has happened and nothing is wrong."""
        if self.visit is not None and self.visit.state in _OF_VISIT:
            return _OF_VISIT[self.visit.state]
        if self.is_waiting:
            return "late" if self.start < now() else "waiting"
        return _OF_APPOINTMENT.get(self.appointment.status, "")

    @property
    def is_over(self) -> bool:
        """Nothing is left to do about it."""
        over = self.appointment.ends_at + timedelta(minutes=60) < now()
        return self.state in ("ended", "cancelled", "absent") or (over and not self.is_waiting)

    @property
    def room_url(self) -> str:
        """The practitioner's room; nobody else sits in it."""
        if not self.is_own or self.encounter.kind != "virtual":
            return ""
        return reverse("consultations:desk_room", args=[self.encounter.pk])

    @property
    def admit_url(self) -> str:
        return reverse("consultations:admit", args=[self.encounter.pk])


@dataclass(frozen=True)
class Today:
    """The day of those served by one member of staff."""

    serves: list[Practitioner]
    rows: list[Row]

    @property
    def several(self) -> bool:
        """Whether rows must say whose they are."""
        return len(self.serves) > 1

    @property
    def topics(self) -> list[str]:
        """What makes this page ask again."""
        kinds = ("waiting", "planning")
        return [f"{kind}:{one.pk}" for kind in kinds for one in self.serves]

    @property
    def current(self) -> Row | None:
        """The visit that is going on."""
        return next((row for row in self.rows if row.state == "in-call"), None)

    @property
    def next(self) -> Row | None:
        """The visit going on, else the next one there is still something to do about."""
        return self.current or next((row for row in self.rows if not row.is_over), None)

    @property
    def waiting(self) -> list[Row]:
        """Those in the waiting room, in the order of their appointments."""
        return [row for row in self.rows if row.is_waiting]


def today(actor: Actor) -> Today:
    """The present day, in the practice's zone, of the practitioners *actor* serves."""
    zone = require_organization().zone
    begin = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    serves = list(acts_for(actor).filter(membership__ended_at=None))
    appointments = list(
        visible_to(actor)
        .filter(
            practitioner__in=serves, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1)
        )
        .order_by("starts_at")
    )
    visits = _visits(appointments)
    rows = [
        Row(one, visits.get(one.encounter_id), one.practitioner_id == actor.practitioner_id)
        for one in appointments
    ]
    return Today(serves, rows)


def _visits(appointments: Iterable[Appointment]) -> dict[UUID | None, Visit]:
    found = Visit.objects.filter(encounter_id__in=[one.encounter_id for one in appointments])
    return {visit.encounter_id: visit for visit in found}
