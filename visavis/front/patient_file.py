"""What a patient's file shows on one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from visavis.consultations.public import Participant
from visavis.core.public import Actor, now
from visavis.front.care import card_of
from visavis.front.visit_page import ICONS, minutes_of
from visavis.notices.public import Notice, deliveries_of, title_of
from visavis.patients.public import (
    Encounter,
    Patient,
    encounters_visible_to,
)
from visavis.scheduling.public import Appointment, appointments_of

# state of a notice -> tone, icon
_NOTICE = {
    "queued": ("blocked", "clock"),
    "sending": ("blocked", "clock"),
    "sent": ("later", "check"),
    "failed": ("late", "alert"),
    "cancelled": ("quiet", "close"),
    "expired": ("quiet", "close"),
}
_STATES = {"in-progress": "in-call", "finished": "ended", "cancelled": "cancelled"}


@dataclass(frozen=True)
class NoticeLine:
    """A mail or short message about a visit, and what became of it (C1.3)."""

    notice: Notice

    @property
    def title(self) -> str:
        return str(title_of(self.notice.kind))

    @property
    def at(self) -> datetime:
        """When it left, else when it is due."""
        return self.notice.sent_at or self.notice.due_at

    @property
    def address(self) -> str:
        """Where it goes; a phone number as it is written in the country."""
        if self.notice.channel == "mail":
            return self.notice.recipient
        return str(PhoneNumber.from_string(self.notice.recipient).as_national)

    @property
    def icon(self) -> str:
        return "mail" if self.notice.channel == "mail" else "chat"

    @property
    def tone(self) -> str:
        return _NOTICE[self.notice.state][0]

    @property
    def tone_icon(self) -> str:
        return _NOTICE[self.notice.state][1]

    @property
    def can_resend(self) -> bool:
        return self.notice.state in ("sent", "failed")


@dataclass(frozen=True)
class VisitRow:
    """One encounter in the file: when, what became of it, who was there, what was told."""

    encounter: Encounter
    appointment: Appointment | None
    notices: list[NoticeLine] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """The appointed time; of a visit without an appointment, when it was opened."""
        return self.appointment.starts_at if self.appointment else self.encounter.opened_at

    @property
    def icon(self) -> str:
        return ICONS[self.encounter.kind]

    @property
    def is_past(self) -> bool:
        """Over, cancelled, or its time is gone."""
        end = self.appointment.ends_at if self.appointment else self.at
        over = self.encounter.status in ("finished", "cancelled")
        return over or (end < now() and self.encounter.status != "in-progress")

    @property
    def state(self) -> str:
        """The kind of <c-status>."""
        if self.appointment is not None and self.appointment.status == "noshow":
            return "absent"
        known = _STATES.get(self.encounter.status)
        if known:
            return known
        if self.is_past:
            return "ended"
        return "today" if timezone.localdate(self.at) == timezone.localdate() else "later"

    @property
    def minutes(self) -> int | None:
        """How long the visit really took; None when it did not take place."""
        return minutes_of(self.encounter)


def age(birth_date: date, today: date) -> int:
    """Whole years on *today*."""
    before = (today.month, today.day) < (birth_date.month, birth_date.day)
    return today.year - birth_date.year - before


def file_of(actor: Actor, patient: Patient) -> dict[str, Any]:
    """What the file's page shows of *patient*, whom *actor* has been found to see."""
    encounters = list(encounters_visible_to(actor).filter(patient=patient))
    rows = sorted(_rows(encounters), key=lambda row: row.at)
    return {
        "age": age(patient.birth_date, timezone.localdate()) if patient.birth_date else None,
        "language": str(dict(settings.LANGUAGES).get(patient.language, patient.language)),
        **card_of(actor, patient),
        "upcoming": [row for row in rows if not row.is_past],
        "past": [row for row in reversed(rows) if row.is_past],
    }


def _rows(encounters: list[Encounter]) -> list[VisitRow]:
    appointments, notices = appointments_of(encounters), deliveries_of(encounters)
    participants = _participants(encounters)
    return [
        VisitRow(
            encounter,
            appointments.get(encounter.pk),
            [NoticeLine(notice) for notice in notices[encounter.pk]],
            participants[encounter.pk],
        )
        for encounter in encounters
    ]


def _participants(encounters: Iterable[Encounter]) -> dict[UUID, list[Participant]]:
    found: dict[UUID, list[Participant]] = defaultdict(list)
    for someone in (
        Participant.objects.filter(visit__encounter__in=list(encounters))
        .select_related("visit")
        .prefetch_related("stays")
        .order_by("role")
    ):
        found[someone.visit.encounter_id].append(someone)
    return found
