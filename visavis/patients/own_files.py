"""The files in which somebody is the patient, by login or by a personal link."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from visavis.core.public import Actor, Denied
from visavis.patients.access import encounters_as_patient, visible_to
from visavis.patients.models import Patient


def own_files(actor: Actor) -> QuerySet[Patient]:
    """*actor*'s own files: of the login, and those of the visits whose links were opened here."""
    mine = Q(pk__in=encounters_as_patient(actor).values("patient_id"))
    if actor.user_id is not None:
        mine |= Q(user_id=actor.user_id)
    found: QuerySet[Patient] = Patient.objects.filter(mine)
    return found.order_by("created_at", "pk")


def login_files(actor: Actor) -> QuerySet[Patient]:
    """The files that belong to *actor*'s login; none without one."""
    found: QuerySet[Patient] = Patient.objects.order_by("created_at", "pk")
    return found.none() if actor.user_id is None else found.filter(user_id=actor.user_id)


def is_own(actor: Actor, patient: Patient) -> bool:
    """Whether *actor* is this patient."""
    return own_files(actor).filter(pk=patient.pk).exists()


def own_file(actor: Actor, patient_id: UUID) -> Patient:
    """The file, if it is *actor*'s own.

    Raises:
        Denied: it is not, or there is none.
    """
    found = own_files(actor).filter(pk=patient_id).first()
    if found is None:
        raise Denied("not one's own file")
    return found


def may_follow(actor: Actor, rest: str) -> bool:
    """Topic ``consents:<patient>``: the patient, and staff who see the file."""
    try:
        key = UUID(rest)
    except ValueError:
        return False
    if actor.is_staff and visible_to(actor).filter(pk=key).exists():
        return True
    return own_files(actor).filter(pk=key).exists()
