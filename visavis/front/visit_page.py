"""What `/visit/<id>/` tells the patient: too early, open, too late, cancelled, ended (D1.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.urls import reverse

from visavis.accounts.public import Organization, Practitioner
from visavis.consultations.public import states_of
from visavis.core.public import Actor, now, require_organization
from visavis.patients.public import Encounter, encounters_as_patient
from visavis.scheduling.public import (
    Appointment,
    appointments_of,
    may_cancel,
    place_words,
    window_of,
)

State = Literal["early", "open", "late", "cancelled", "ended", "place"]
ICONS = {"virtual": "video", "ambulatory": "pin", "home": "home", "phone": "phone"}
SOON = timedelta(hours=2)
EMERGENCY = {"FR": "15"}


def emergency_number(organization: Organization) -> str:
    """Whom to call for an emergency of health: the country's own number, else Europe's."""
    return EMERGENCY.get(organization.country, "112")


def phone_of(encounter: Encounter) -> Any:
    """The phone of the practitioner's secretariat, else of the practice; may be empty."""
    practitioner = encounter.practitioner
    return (practitioner and practitioner.secretariat_phone) or require_organization().phone


def minutes_of(encounter: Encounter) -> int | None:
    """How long the visit really took, at least one; None when it did not take place."""
    begun, over = encounter.started_at, encounter.ended_at
    if begun is None or over is None or encounter.status != "finished":
        return None
    return max(1, round((over - begun).total_seconds() / 60))


@dataclass(frozen=True)
class VisitPage:
    """One visit as its patient sees it. State ``place``: to come, and not by video."""

    state: State
    encounter: Encounter
    appointment: Appointment | None
    opens_at: datetime
    may_cancel: bool

    @property
    def practitioner(self) -> Practitioner | None:
        return self.encounter.practitioner

    @property
    def start(self) -> datetime:
        """The appointed time; of a visit without an appointment, when it was opened."""
        return self.appointment.starts_at if self.appointment else self.encounter.opened_at

    @property
    def end(self) -> datetime:
        return self.appointment.ends_at if self.appointment else self.start

    @property
    def is_soon(self) -> bool:
        """The door opens within two hours: one may wait on this page."""
        return self.opens_at - now() < SOON

    @property
    def is_video(self) -> bool:
        return self.encounter.kind == "virtual"

    @property
    def icon(self) -> str:
        return ICONS[self.encounter.kind]

    @property
    def place(self) -> str:
        """Where it takes place: an address, or how one talks."""
        return place_words(self.appointment) if self.appointment else ""

    @property
    def zone_place(self) -> str:
        """What people call the practice's time zone: « Paris »."""
        return require_organization().timezone.split("/")[-1].replace("_", " ")

    @property
    def phone(self) -> Any:
        return phone_of(self.encounter)

    @property
    def emergency(self) -> str:
        return emergency_number(require_organization())

    @property
    def book_url(self) -> str:
        """Where to choose another time; empty where the practitioner takes none online."""
        return book_url(self.encounter)


def book_url(encounter: Encounter) -> str:
    """The booking page of the encounter's practitioner; empty when it is not public."""
    practitioner = encounter.practitioner
    if practitioner is None or not practitioner.is_public:
        return ""
    return reverse("scheduling:book", args=[practitioner.slug])


def _state(encounter: Encounter, appointment: Appointment | None, visit: str) -> State:
    """The state, from the encounter, its appointment and its visit (consultations)."""
    if encounter.status == "cancelled" or (appointment and appointment.status == "cancelled"):
        return "cancelled"
    if encounter.status == "finished" or visit == "ended":
        return "ended"
    if appointment is None or encounter.status == "in-progress":
        return "open" if encounter.kind == "virtual" else "place"
    window, moment = window_of(appointment, require_organization()), now()
    if moment > window.closes_at:
        return "late"
    if encounter.kind != "virtual":
        return "place"
    return "early" if moment < window.opens_at else "open"


def pages(actor: Actor, encounters: Iterable[Encounter]) -> list[VisitPage]:
    """The pages of many visits that *actor* sees as their patient, in a few queries."""
    every = list(encounters)
    appointments, states = appointments_of(every), states_of(every)
    found = []
    for encounter in every:
        appointment = appointments.get(encounter.pk)
        state = _state(encounter, appointment, states[encounter.pk])
        opens_at = encounter.opened_at
        if appointment is not None:
            opens_at = window_of(appointment, require_organization()).opens_at
        cancels = (
            appointment is not None
            and state in ("early", "open", "place")
            and may_cancel(actor, appointment)
        )
        found.append(VisitPage(state, encounter, appointment, opens_at, cancels))
    return found


def page_of(actor: Actor, encounter: Encounter) -> VisitPage:
    """The page of one visit."""
    return pages(actor, [encounter])[0]


TO_COME = ("early", "open", "place")


def portal(actor: Actor) -> tuple[list[VisitPage], list[VisitPage]]:
    """The patient's visits: those to come, soonest first, and the others, latest first."""
    every = pages(actor, encounters_as_patient(actor).order_by("-opened_at")[:200])
    every.sort(key=lambda page: page.start)
    ahead = [page for page in every if page.state in TO_COME]
    return ahead, [page for page in reversed(every) if page.state not in TO_COME]


def next_after(actor: Actor, encounter: Encounter) -> VisitPage | None:
    """The same patient's next visit to come, besides *encounter*."""
    ahead, _past = portal(actor)
    same = (page for page in ahead if page.encounter.patient_id == encounter.patient_id)
    return next((page for page in same if page.encounter.pk != encounter.pk), None)
