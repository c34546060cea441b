"""The one policy on conversations.

The patient and the practitioner of a visit write; who sees the patient's whole file may read, with
strictly separate departments only what was written with a practitioner of their own. A secretary
does not.
"""

from __future__ import annotations

from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from visavis.accounts.public import Practitioner, shares_department
from visavis.core.public import Actor, Denied, require_organization
from visavis.messaging.models import Conversation
from visavis.patients.public import (
    Encounter,
    Patient,
    encounters_as_patient,
    encounters_visible_to,
    grounds,
)

Side = Literal["patient", "practitioner"]


def visible_to(actor: Actor) -> QuerySet[Conversation]:
    """The conversations *actor* may read: one's own as a patient; as staff, those of the patients
    whose whole file one sees."""
    every: QuerySet[Conversation] = Conversation.objects.all()
    if actor.kind == "system":
        return every
    if not actor.is_staff:
        mine = encounters_as_patient(actor)
        both = mine.filter(patient=OuterRef("patient"), practitioner=OuterRef("practitioner"))
        return every.filter(Q(encounter__in=mine.values("pk")) | Q(Exists(both), encounter=None))
    seen = Q(pk__in=[])
    for ground in grounds(actor):
        if ground.reason != "served":
            whom = Patient.objects.filter(ground.patients).values("pk")
            seen |= Q(patient__in=whom) & _with_those_of(actor, ground.reason)
    return every.filter(seen)


def _with_those_of(actor: Actor, reason: str) -> Q:
    """Which of a seen patient's conversations: with anybody; those of the departments, where these
    are strictly separate; those of the practitioners covered, for who sees the patient by them."""
    if reason == "owner" or (reason != "covered" and not require_organization().strict_departments):
        return Q()
    colleagues = Practitioner.objects.filter(shares_department(actor))
    return Q(practitioner__in=colleagues.values("pk"))


def side_of(actor: Actor, encounter: Encounter) -> Side:
    """On which side of the visit's conversation *actor* sits.

    Raises:
        Denied: on neither.
    """
    own = actor.practitioner_id is not None and actor.practitioner_id == encounter.practitioner_id
    if own and encounters_visible_to(actor).filter(pk=encounter.pk).exists():
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
