"""The one policy on patients: which ones an actor sees, and whether this one (A3.1, A4.1)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from visavis.core.public import Actor, Denied, now, require_organization
from visavis.patients.models import Encounter, Patient


def _seen_by(actor: Actor) -> Q:
    """The condition on Patient under which *actor* sees it. One expression for both questions."""
    nobody = Q(pk__in=[])
    if actor.kind == "system":
        return Q()
    if actor.is_staff:
        return _seen_by_staff(actor)
    seen = nobody
    if actor.user_id is not None:
        seen |= Q(user_id=actor.user_id)
    if actor.link_ids:
        seen |= Q(encounters__in=_opened_by_links(actor))
    return seen


def _seen_by_staff(actor: Actor) -> Q:
    if actor.has("owner", "manager"):
        return Q()
    organization = require_organization()
    practises = actor.has("practitioner") and not organization.strict_patients
    if practises and not organization.own_patients_only:
        return Q()
    return Q(
        pk__in=Patient.objects.filter(
            relations__practitioner_id__in=actor.practitioner_ids, relations__ended_at=None
        ).values("pk")
    )


def _opened_by_links(actor: Actor) -> QuerySet[Encounter]:
    """Encounters that the personal links in this browser still open."""
    opened: QuerySet[Encounter] = Encounter.objects.filter(
        links__in=actor.link_ids, links__revoked_at=None, links__expires_at__gt=now()
    )
    return opened


def visible_to(actor: Actor) -> QuerySet[Patient]:
    """The patients *actor* may see."""
    seen: QuerySet[Patient] = Patient.objects.filter(_seen_by(actor)).distinct()
    return seen


def get(actor: Actor, patient_id: UUID) -> Patient:
    """The patient, if *actor* may see them.

    Raises:
        Denied: they may not, or there is none.
    """
    patient = visible_to(actor).filter(pk=patient_id).first()
    if patient is None:
        raise Denied("patient not visible")
    return patient


def encounters_visible_to(actor: Actor) -> QuerySet[Encounter]:
    """The encounters *actor* may see: those of visible patients; by link, only the linked ones.

    A secretary sees only encounters with the practitioners served.
    """
    every: QuerySet[Encounter] = Encounter.objects.select_related("patient", "practitioner")
    if actor.kind == "system":
        return every
    if actor.is_staff:
        seen = every.filter(patient__in=visible_to(actor))
        if actor.has("owner", "manager", "practitioner"):
            return seen
        return seen.filter(practitioner_id__in=actor.practitioner_ids)
    return encounters_as_patient(actor)


def encounters_as_patient(actor: Actor) -> QuerySet[Encounter]:
    """The encounters in which *actor* is the patient, by login or by link."""
    mine = Q(pk__in=[])
    if actor.user_id is not None:
        mine |= Q(patient__user_id=actor.user_id)
    if actor.link_ids:
        mine |= Q(pk__in=_opened_by_links(actor).values("pk"))
    found: QuerySet[Encounter] = Encounter.objects.select_related("patient", "practitioner")
    return found.filter(mine)


def encounter(actor: Actor, encounter_id: UUID) -> Encounter:
    """The encounter, if *actor* may see it.

    Raises:
        Denied: they may not, or there is none.
    """
    found = encounters_visible_to(actor).filter(pk=encounter_id).first()
    if found is None:
        raise Denied("encounter not visible")
    return found


def encounter_as_patient(actor: Actor, encounter_id: UUID) -> Encounter:
    """The encounter, if *actor* is its patient.

    Raises:
        Denied: they are not, or there is none.
    """
    found = encounters_as_patient(actor).filter(pk=encounter_id).first()
    if found is None:
        raise Denied("not this patient's encounter")
    return found
