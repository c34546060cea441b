"""Who is there, written down: entering, going, being seen; and finding out after a crash (D3.3).

The live process knows who is connected. It writes ``seen_at`` about every ten seconds, so that
another process, or the same one after a crash, can tell who has silently gone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from visavis.consultations.access import Side, seated
from visavis.consultations.models import Participant, Stay, Visit
from visavis.consultations.visits import lock, tell
from visavis.core.public import Actor, across_tenants, now, record
from visavis.patients.public import Encounter, start_encounter
from visavis.scheduling.public import mark_ready

GRACE = timedelta(seconds=15)
"""How long a line may be lost before the person counts as gone (D3.3)."""
SEEN_EVERY = timedelta(seconds=10)
"""How often the live process writes that the connected ones are there."""
FORGOTTEN = GRACE + 3 * SEEN_EVERY
"""Not seen for so long: no live process holds the line of that person any more."""


@dataclass(frozen=True)
class Person:
    """A participant as the others may know them."""

    id: UUID
    role: Side
    name: str


def participant(visit: Visit, encounter: Encounter, side: Side) -> Participant:
    """The patient or the practitioner as a participant of the visit, made at the first need."""
    who = seated(encounter, side)
    known: Participant | None = Participant.objects.filter(visit=visit, person=who.pk).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made: Participant = Participant.objects.create(
                visit=visit, role=side, person=who.pk, name=who.name[:200]
            )
    except IntegrityError:
        return Participant.objects.get(visit=visit, person=who.pk)
    return made


@transaction.atomic
def entered(actor: Actor, visit: Visit, someone: Participant) -> None:
    """A page of *someone* is connected: the stay begins, or goes on after a short loss."""
    moment = now()
    last: Stay | None = someone.stays.filter(left_at=None).first()
    if last is not None and last.seen_at < moment - FORGOTTEN:
        Stay.objects.filter(pk=last.pk).update(left_at=F("seen_at"))
        last = None
    if last is None:
        Stay.objects.create(participant=someone, joined_at=moment, seen_at=moment)
        record("visit.joined", on=visit, by=actor, patient_id=visit.encounter.patient_id)
    else:
        Stay.objects.filter(pk=last.pk).update(seen_at=moment)
    if someone.role == "patient":
        _patient_present(visit, moment)


def _patient_present(visit: Visit, moment: datetime) -> None:
    was_gone = visit.left_at is not None
    visit.seen_at, visit.left_at = moment, None
    visit.save(update_fields=["seen_at", "left_at"])
    if was_gone:
        tell(visit)


@transaction.atomic
def gone(*, encounter: Encounter, side: Side, since: datetime) -> None:
    """The page of that side has been away since *since*, longer than the grace, or said goodbye."""
    visit = lock(encounter)
    Stay.objects.filter(
        participant__visit=visit, participant__role=side, left_at=None, joined_at__lte=since
    ).update(left_at=since)
    if side == "patient" and visit.left_at is None and visit.state != "ended":
        visit.left_at = since
        visit.save(update_fields=["left_at"])
        tell(visit)


@transaction.atomic
def begin(actor: Actor, encounter: Encounter) -> Visit:
    """Both are in the room after the admission: the call runs; its start is set once."""
    visit = lock(encounter)
    if visit.state != "admitted":
        return visit
    visit.state, visit.started_at = "in-call", visit.started_at or now()
    visit.save(update_fields=["state", "started_at"])
    start_encounter(actor, encounter)
    mark_ready(actor, encounter)
    record("visit.started", on=visit, by=actor, patient_id=encounter.patient_id)
    tell(visit)
    return visit


@transaction.atomic
def seen(participants: Collection[UUID]) -> None:
    """The participants (by public id) are connected at this moment.

    Also mends what a sweep wrote while this could not be written (the database was away).
    """
    moment = now()
    here = Participant.objects.filter(public_id__in=participants).exclude(visit__state="ended")
    Stay.objects.filter(participant__in=here, left_at=None).update(seen_at=moment)
    for someone in here.exclude(stays__in=Stay.objects.filter(left_at=None)):
        Stay.objects.create(participant=someone, joined_at=moment, seen_at=moment)
    patients = here.filter(role="patient").values("visit")
    Visit.objects.filter(pk__in=patients, left_at=None).update(seen_at=moment)
    for visit in Visit.objects.select_for_update().filter(pk__in=patients, left_at__isnull=False):
        _patient_present(visit, moment)


@transaction.atomic
def sweep() -> int:
    """Mark as gone everybody of this organization who has not been seen for long; how many.

    Safe to run at any time, from several processes.
    """
    limit = now() - FORGOTTEN
    Stay.objects.filter(left_at=None, seen_at__lt=limit).update(left_at=F("seen_at"))
    lost = (
        Visit.objects.select_for_update(skip_locked=True)
        .filter(state__in=["waiting", "admitted", "in-call"], left_at=None, seen_at__lt=limit)
        .order_by("id")
    )
    count = 0
    for visit in lost:
        visit.left_at = visit.seen_at
        visit.save(update_fields=["left_at"])
        tell(visit)
        count += 1
    return count


def sweep_everywhere() -> int:
    """:func:`sweep` in each organization: when a live process starts, and now and then."""
    return sum(sweep() for _organization in across_tenants("who has silently left a visit"))
