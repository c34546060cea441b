"""What the room asks of the database, as plain functions for the live process's threads.

Entering, chat, presence and changes of state come here; signals never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from visavis.accounts.public import Organization
from visavis.consultations.access import Side, room_side
from visavis.consultations.models import Participant, Visit
from visavis.consultations.room import presence
from visavis.consultations.room.tickets import facts, read_ticket
from visavis.consultations.room.turn import ice_settings
from visavis.consultations.visits import NotNow, find, lock
from visavis.core.live.public import Door, Handshake, own_access
from visavis.core.public import Actor, BadToken, acting_for, changed
from visavis.messaging.public import Message, mark_read, messages, post
from visavis.patients.public import Encounter

LAST_MESSAGES = 100
ROOM_AT = "room-at:"
"""Topic by which live processes tell each other which of them has a room."""


@dataclass(frozen=True)
class Entry:
    """Somebody whose ticket was good, and all they get to see at first."""

    organization: str
    encounter: UUID
    id: str
    side: Side
    name: str
    access: tuple[str, ...]
    until: datetime | None
    facts: dict[str, Any]
    chat: list[dict[str, Any]]
    ice: dict[str, Any]

    @property
    def person(self) -> dict[str, str]:
        """As rtc/protocol.ts calls it: Person."""
        return {"id": self.id, "role": self.side, "name": self.name}


def enter(door: Door, handshake: Handshake, ticket: str, encounter_id: str, process: str) -> Entry:
    """Let the bearer of *ticket* in, if the session at the other end is the one it was given to.

    *process* has the room from now on: another live process that has it too hears of it.

    Raises:
        BadToken, Denied: no.
        NotNow: the visit has ended.
    """
    with door(handshake) as actor:
        found, encounter = read_ticket(actor, ticket)
        if str(found.encounter_id) != encounter_id:
            raise BadToken("for another visit")
        visit = lock(encounter)
        if visit.state == "ended":
            raise NotNow("ended")
        someone = Participant.objects.filter(visit=visit, public_id=found.participant_id).first()
        if someone is None:
            raise BadToken("for nobody here")
        presence.entered(actor, visit, someone)
        if found.side == "practitioner":
            mark_read(actor, encounter=encounter)
        changed(f"{ROOM_AT}{encounter.pk}:{process}")
        return _entry(actor, visit, encounter, someone, found.side)


def _entry(
    actor: Actor, visit: Visit, encounter: Encounter, someone: Participant, side: Side
) -> Entry:
    written = messages(actor, encounter=encounter, last=LAST_MESSAGES)
    names = _public_ids(visit)
    return Entry(
        organization=str(actor.organization_id),
        encounter=encounter.pk,
        id=str(someone.public_id),
        side=side,
        name=someone.name,
        access=own_access(actor),
        until=actor.until,
        facts=facts(visit),
        chat=[_shown(message, names) for message in written],
        ice=ice_settings(str(someone.public_id)),
    )


def _public_ids(visit: Visit) -> dict[UUID, str]:
    people = Participant.objects.filter(visit=visit).values_list("person", "public_id")
    return {person: str(public_id) for person, public_id in people}


def _shown(message: Message, names: dict[UUID, str]) -> dict[str, Any]:
    """As rtc/protocol.ts calls it: ChatMessage."""
    return {
        "id": str(message.pk),
        "from": names.get(message.author, ""),
        "name": message.author_name,
        "role": message.author_kind,
        "text": message.text,
        "at": message.at.isoformat(),
        "client_id": str(message.client_id),
    }


def say(
    door: Door,
    handshake: Handshake,
    encounter_id: UUID,
    text: str,
    client_id: UUID,
    reader: Handshake | None,
) -> tuple[dict[str, Any], bool]:
    """Keep a chat message; the message as shown, and whether it is new.

    *reader* is the practitioner's page, if it is open: the message counts as read then.
    """
    with door(handshake) as actor:
        encounter, side = room_side(actor, encounter_id)
        message, new = post(actor, encounter=encounter, text=text, client_id=client_id)
        visit = find(encounter)
        shown = _shown(message, _public_ids(visit) if visit else {})
        if new and side == "patient" and reader is None:
            changed(f"waiting:{encounter.practitioner_id}", "waiting:any")
    if new and reader is not None:
        with door(reader) as other:
            mark_read(other, encounter=room_side(other, encounter_id)[0])
    return shown, new


def still_seated(door: Door, handshake: Handshake, encounter_id: UUID, side: Side) -> None:
    """Nothing, if the session still has its seat.

    Raises:
        Denied: it has no more.
    """
    with door(handshake) as actor:
        if room_side(actor, encounter_id)[1] != side:
            raise BadToken("on the other side now")


def _inside(organization: str) -> AbstractContextManager[None]:
    return acting_for(Organization.objects.get(pk=organization))


def _actor(organization: str) -> Actor:
    return Actor("system", UUID(organization), "Visavis")


def facts_of(organization: str, encounter_id: UUID) -> dict[str, Any]:
    """The visit as it is now."""
    with _inside(organization):
        return facts(Visit.objects.filter(encounter_id=encounter_id).first())


def _encounter(encounter_id: UUID) -> Encounter:
    return Encounter.objects.select_related("patient", "practitioner").get(pk=encounter_id)


def begin(organization: str, encounter_id: UUID) -> None:
    """Both are there after the admission."""
    with _inside(organization):
        presence.begin(_actor(organization), _encounter(encounter_id))


def gone(organization: str, encounter_id: UUID, side: Side, since: datetime) -> None:
    """One side has left."""
    with _inside(organization):
        presence.gone(encounter=_encounter(encounter_id), side=side, since=since)


def seen(organization: str, participants: Iterable[str]) -> None:
    """These are connected now."""
    with _inside(organization):
        presence.seen([UUID(one) for one in participants])


def sweep(organization: str) -> int:
    """Who has silently gone in this organization is marked as gone."""
    with _inside(organization):
        return presence.sweep()
