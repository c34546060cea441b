"""The one policy on appointments: whose planning, which appointments, which types."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from visavis.accounts.public import Practitioner, acts_for, covers_all, shares_department
from visavis.core.public import Actor, Denied, require_organization
from visavis.patients.public import encounters_as_patient, encounters_visible_to
from visavis.patients.public import visible_to as patients_visible_to
from visavis.scheduling.models import Appointment, AppointmentType


def seen_by(actor: Actor) -> Q:
    """The condition on Appointment under which *actor* sees it with names: as its encounter."""
    if covers_all(actor):
        return Q()
    visible = encounters_visible_to if actor.kind in ("staff", "key") else encounters_as_patient
    return Q(encounter__in=visible(actor).values("pk"))


def visible_to(actor: Actor) -> QuerySet[Appointment]:
    """The appointments *actor* may see: of the encounters seen, or one's own as a patient."""
    every: QuerySet[Appointment] = Appointment.objects.exclude(status="proposed")
    return every.filter(seen_by(actor)).select_related(
        "encounter__patient", "practitioner", "type", "site"
    )


def get(actor: Actor, appointment_id: UUID) -> Appointment:
    """The appointment, if *actor* may see it.

    Raises:
        Denied: they may not, or there is none.
    """
    found = visible_to(actor).filter(pk=appointment_id).first()
    if found is None:
        raise Denied("appointment not visible")
    return found


def plannings_of(actor: Actor) -> QuerySet[Practitioner]:
    """The practitioners whose planning *actor* may open: those run, and for practitioners and
    managers, by the practice's switch, everybody's (as busy time without names where the patient
    is not theirs, A3.1); with strictly separate departments everybody's of their own (A1.3)."""
    here: QuerySet[Practitioner] = Practitioner.objects.filter(membership__ended_at=None)
    organization = require_organization()
    run = Q(pk__in=acts_for(actor).values("pk"))
    if actor.has("practitioner", "manager") and organization.everybodys_schedule:
        if not organization.strict_departments:
            return here
        run |= Q(pk__in=Practitioner.objects.filter(shares_department(actor)).values("pk"))
    return here.filter(run)


def may_run(actor: Actor, practitioner_id: UUID) -> bool:
    """Whether *actor* changes this practitioner's planning."""
    return actor.kind == "system" or acts_for(actor).filter(pk=practitioner_id).exists()


def may_follow(actor: Actor, rest: str) -> bool:
    """Whether *actor* may hear that the planning of the practitioner with this key changed."""
    try:
        key = UUID(rest)
    except ValueError:
        return False
    return plannings_of(actor).filter(pk=key).exists()


def require_running(actor: Actor, practitioner_id: UUID) -> None:
    """Let on only who runs this practitioner's planning.

    Raises:
        Denied: *actor* does not.
    """
    if not may_run(actor, practitioner_id):
        raise Denied("does not run this planning")


def _is_known_to(actor: Actor, practitioner: Practitioner) -> bool:
    """Whether *actor* is, or sees, somebody whom this practitioner cares for."""
    cared_for = Q(relations__practitioner=practitioner, relations__ended_at=None)
    return patients_visible_to(actor).filter(cared_for).exists()


def bookable_types(actor: Actor, practitioner: Practitioner) -> list[AppointmentType]:
    """What *actor* may book with *practitioner*: for all, for the known, or as staff (B4.1)."""
    allowed = ["all"]
    if may_run(actor, practitioner.pk):
        allowed += ["known", "staff"]
    elif _is_known_to(actor, practitioner):
        allowed += ["known"]
    return list(
        AppointmentType.objects.filter(
            offers__practitioner=practitioner, active=True, online__in=allowed
        ).order_by("position", "id")
    )
