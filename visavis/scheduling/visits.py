"""What other rooms ask about an encounter: its appointment, and when the door is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from visavis.accounts.public import Organization
from visavis.core.public import require_organization
from visavis.patients.public import Encounter
from visavis.scheduling.models import Appointment


@dataclass(frozen=True)
class JoinWindow:
    """When a patient may come in. All times aware; *status* is the appointment's."""

    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    ends_at: datetime
    status: str


def appointment_of(encounter: Encounter) -> Appointment | None:
    """The encounter's appointment; None for a visit without one."""
    return appointments_of([encounter]).get(encounter.pk)


def appointments_of(encounters: Iterable[Encounter]) -> dict[UUID, Appointment]:
    """The appointments of many encounters in one query, by encounter."""
    found = Appointment.objects.filter(encounter__in=list(encounters)).select_related(
        "encounter__patient", "practitioner", "type", "site"
    )
    return {row.encounter_id: row for row in found if row.encounter_id is not None}


def window_of(appointment: Appointment, organization: Organization) -> JoinWindow:
    """The appointment's window: the door opens and closes by the practice's setting (D1.1)."""
    return JoinWindow(
        opens_at=appointment.starts_at - timedelta(minutes=organization.door_opens_before),
        closes_at=appointment.ends_at + timedelta(minutes=organization.door_closes_after),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        status=appointment.status,
    )


def join_window(encounter: Encounter) -> JoinWindow | None:
    """When the patient may come in to *encounter*; None for a visit without an appointment."""
    found = appointment_of(encounter)
    return window_of(found, require_organization()) if found else None
