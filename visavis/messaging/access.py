"""The one policy on conversations: the patient and the practitioner of the visit, nobody else."""

from __future__ import annotations

from typing import Literal

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, Denied
from visavis.patients.public import Encounter, Patient, encounters_as_patient

Side = Literal["patient", "practitioner"]


def side_of(actor: Actor, encounter: Encounter) -> Side:
    """On which side of the visit's conversation *actor* sits.

    Raises:
        Denied: on neither.
    """
    if actor.practitioner_id is not None and actor.practitioner_id == encounter.practitioner_id:
        return "practitioner"
    if encounters_as_patient(actor).filter(pk=encounter.pk).exists():
        return "patient"
    raise Denied("not in this conversation")


def practitioner_of(encounter: Encounter) -> Practitioner:
    """The practitioner the conversation is with.

    Raises:
        Denied: the encounter is with a department so far.
    """
    if encounter.practitioner is None:
        raise Denied("no practitioner yet")
    return encounter.practitioner


def author_of(encounter: Encounter, side: Side) -> Patient | Practitioner:
    """Who speaks on that side."""
    return encounter.patient if side == "patient" else practitioner_of(encounter)
