"""The one policy on appointments: whose planning, which appointments, which types."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from visavis.accounts.public import Practitioner, acts_for
from visavis.core.public import Actor, Denied, require_organization
from visavis.patients.public import encounters_as_patient
from visavis.patients.public import visible_to as patients_visible_to
from visavis.scheduling.models import Appointment, AppointmentType


def _seen_by(actor: Actor) -> Q:
    """The condition on Appointment under which *actor* sees it with names."""
    if actor.kind == "system":
        return Q()
    if actor.is_staff:
        return Q(practitioner__in=acts_for(actor))
    return Q(encounter__in=encounters_as_patient(actor).values("pk"))


def visible_to(actor: Actor) -> QuerySet[Appointment]:
    """The appointments *actor* may see: those run as staff, or one's own as a patient."""
    every: QuerySet[Appointment] = Appointment.objects.exclude(status="proposed")
    return every.filter(_seen_by(actor)).select_related(
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
    """The practitioners whose planning *actor* may open: those run, and by the practice's switch
    everybody's (then as busy time without names, A3.1)."""
    if actor.is_staff and require_organization().everybodys_schedule:
        every: QuerySet[Practitioner] = Practitioner.objects.filter(membership__ended_at=None)
        return every
    return acts_for(actor).filter(membership__ended_at=None)


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


def bookable_types(actor: Actor, practitioner: Practitioner) -> list[AppointmentType]:
    """What *actor* may book with *practitioner*: for all, for the known, or as staff (B4.1)."""
    allowed = ["all"]
    if may_run(actor, practitioner.pk):
        allowed += ["known", "staff"]
    elif patients_visible_to(actor).filter(relations__practitioner=practitioner).exists():
        allowed += ["known"]
    return list(
        AppointmentType.objects.filter(
            offers__practitioner=practitioner, active=True, online__in=allowed
        ).order_by("position", "id")
    )
