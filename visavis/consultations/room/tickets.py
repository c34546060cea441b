"""Tickets: what opens the room's socket, for a minute, for one participant of one visit.

A ticket is signed, not stored. It is bound to the session it was given to: the socket asks the
session's rights again, so that a ticket alone is worth nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from visavis.consultations.access import Side, room_side
from visavis.consultations.models import Visit
from visavis.consultations.room.presence import participant
from visavis.consultations.room.turn import ice_settings
from visavis.consultations.visits import NotNow, lock
from visavis.core.public import Actor, BadToken, Denied, now, read, require_organization, sign
from visavis.patients.public import Encounter

LASTS = timedelta(seconds=60)
_PURPOSE = "consultation-ticket"


@dataclass(frozen=True)
class Ticket:
    """What a ticket says."""

    encounter_id: UUID
    participant_id: UUID
    side: Side


def moment(at: datetime | None) -> str | None:
    """A moment as the browser gets it."""
    return at.isoformat() if at is not None else None


def facts(visit: Visit | None) -> dict[str, Any]:
    """The visit as the browser gets it (rtc/protocol.ts: VisitFacts)."""
    state = "waiting" if visit is None or visit.state == "expected" else visit.state
    return {
        "state": state,
        "started_at": moment(visit.started_at) if visit else None,
        "server_now": now().isoformat(),
        "waiting_since": moment(visit.arrived_at) if visit else None,
    }


@transaction.atomic
def ticket(actor: Actor, *, encounter_id: UUID) -> dict[str, Any]:
    """A ticket with all the room needs to begin (rtc/protocol.ts: TicketAnswer).

    Given again at any time while the visit is open: a reload or a lost line rejoins without a
    new admission (D4.5).

    Raises:
        Denied: the actor has no seat in this room.
        NotNow: the visit has ended, or its patient has not arrived yet.
    """
    if actor.read_only:
        raise Denied("looks through another's eyes: no seat in a room")
    encounter, side = room_side(actor, encounter_id)
    if encounter.status in ("finished", "cancelled"):
        raise NotNow("ended")
    visit = lock(encounter)
    if visit.state == "ended" or (side == "patient" and visit.state == "expected"):
        raise NotNow(visit.state)
    participant(visit, encounter, "patient" if side == "practitioner" else "practitioner")
    someone = participant(visit, encounter, side)
    signed = sign(
        _PURPOSE,
        {
            "o": str(require_organization().pk),
            "e": str(encounter.pk),
            "p": str(someone.public_id),
            "s": side,
        },
    )
    return {
        "ticket": signed,
        "expires_at": (now() + LASTS).isoformat(),
        "you": {"id": str(someone.public_id), "role": side, "name": someone.name},
        "ice": ice_settings(str(someone.public_id)),
        "visit": facts(visit),
    }


def read_ticket(actor: Actor, token: str) -> tuple[Ticket, Encounter]:
    """What the ticket opens, for the *actor* of the same session.

    Raises:
        BadToken: unknown, changed, expired, or another organization's.
        Denied: the actor has no seat in that room, or another one's ticket.
    """
    payload = read(_PURPOSE, token, max_age=int(LASTS.total_seconds()))
    try:
        if payload["o"] != str(require_organization().pk):
            raise BadToken("another organization's")
        found = Ticket(UUID(payload["e"]), UUID(payload["p"]), payload["s"])
    except (KeyError, ValueError, TypeError) as fault:
        raise BadToken("not a ticket") from fault
    if actor.read_only:
        raise Denied("looks through another's eyes: no seat in a room")
    encounter, side = room_side(actor, found.encounter_id)
    if side != found.side:
        raise BadToken("somebody else's ticket")
    return found, encounter
