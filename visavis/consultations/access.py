"""Who has a part in a visit: its patient, its practitioner, and who runs the desk."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from visavis.accounts.public import Practitioner, runs
from visavis.core.public import Actor, Denied
from visavis.patients.public import (
    Encounter,
    Patient,
    encounter,
    encounter_as_patient,
    encounters_visible_to,
)

Side = Literal["patient", "practitioner"]


def room_side(actor: Actor, encounter_id: UUID) -> tuple[Encounter, Side]:
    """The encounter and the side on which *actor* sits in its room: patient or practitioner.

    A secretary, a manager or a colleague runs the desk but does not sit in a consultation; nor does
    its practitioner any more, once they may not see the patient.

    Raises:
        Denied: on neither side.
    """
    if actor.practitioner_id is not None:
        seen = encounters_visible_to(actor)
        own = seen.filter(pk=encounter_id, practitioner_id=actor.practitioner_id).first()
        if own is not None:
            return own, "practitioner"
    return encounter_as_patient(actor, encounter_id), "patient"


def as_practitioner(actor: Actor, encounter_id: UUID) -> Encounter:
    """The encounter, if *actor* is its practitioner.

    Raises:
        Denied: they are not.
    """
    found, side = room_side(actor, encounter_id)
    if side != "practitioner":
        raise Denied("not the practitioner of this visit")
    return found


def as_desk(actor: Actor, encounter_id: UUID) -> Encounter:
    """The encounter, if *actor* runs the desk of its practitioner (admits, ends).

    Raises:
        Denied: they do not, or may not see the encounter.
    """
    found = encounter(actor, encounter_id)
    if not actor.is_staff or not runs(actor, found.practitioner_id):
        raise Denied("does not run this practitioner's desk")
    return found


def seated(encounter: Encounter, side: Side) -> Patient | Practitioner:
    """Who sits on that side of the room.

    Raises:
        Denied: the encounter is with a department so far.
    """
    who = encounter.patient if side == "patient" else encounter.practitioner
    if who is None:
        raise Denied("no practitioner yet")
    return who
