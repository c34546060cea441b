"""The demo's visits: some past ones, some ahead, and always one whose waiting room is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from visavis.accounts.public import Practitioner
from visavis.config.demo.people import Practice
from visavis.consultations.public import Participant, Stay, Visit
from visavis.core.public import Actor, now, require_organization, system
from visavis.patients.public import Encounter, Patient, issue_link
from visavis.scheduling.public import (
    Appointment,
    AppointmentType,
    NotPossible,
    SlotTaken,
    book,
    cancel,
    free_slots,
    online_types,
)

FEW = 4
"""With fewer visits ahead than this, some more are booked at the next start."""
SOON, STILL = timedelta(minutes=45), timedelta(minutes=15)
"""A visit is one of now when it starts within SOON, or has started within STILL."""
LONGEST = timedelta(hours=2)
"""A visit that began longer ago and was never ended is left behind."""
FIVE = timedelta(minutes=5)


def keep_fresh(practice: Practice) -> None:
    """Visits ahead where they have run out, and one of now for the first patient."""
    actor = system(require_organization().pk)
    ahead = Appointment.objects.filter(status="booked", starts_at__gt=now() + timedelta(hours=2))
    if ahead.count() < FEW:
        _book_ahead(actor, practice)
    if of_now(practice) is None:
        _clear_missed(actor, practice)
        _book_now(actor, practice)


def fill_past(practice: Practice) -> None:
    """Visits that have taken place: last month's, last week's, and two of this morning."""
    first = practice.professionals[0]
    practitioner = Practitioner.objects.get(slug=first.slug)
    kinds = online_types(practitioner)
    people = _patients_of(practice, first.slug)
    today = now().replace(second=0, microsecond=0)
    for days, hour, minutes in ((24, 9, 17), (10, 15, 12), (3, 11, 21)):
        start = today.replace(hour=hour, minute=0) - timedelta(days=days)
        _past_visit(practitioner, people[0], kinds[0], start, minutes)
    for place, patient in enumerate(people[1:3]):
        start = _on_five(today - timedelta(minutes=150 - 60 * place))
        _past_visit(practitioner, patient, kinds[0], start, 14 + 4 * place)


def _past_visit(
    practitioner: Practitioner, patient: Patient, kind: AppointmentType, start: datetime, took: int
) -> None:
    """A video visit that began two minutes late and lasted *took* minutes."""
    begun = start + timedelta(minutes=2)
    over = begun + timedelta(minutes=took)
    encounter = Encounter.objects.create(
        patient=patient,
        practitioner=practitioner,
        kind="virtual",
        status="finished",
        opened_at=start - timedelta(days=2),
        started_at=begun,
        ended_at=over,
    )
    Appointment.objects.create(
        practitioner=practitioner,
        type=kind,
        encounter=encounter,
        during=(start, start + kind.step),
        starts_at=start,
        minutes=kind.minutes,
        gap_minutes=kind.gap_minutes,
        status="fulfilled",
        booked_online=True,
        booked_at=encounter.opened_at,
    )
    _held(encounter, begun, over)


def _held(encounter: Encounter, begun: datetime, over: datetime) -> None:
    """The call behind a past visit: both were there from *begun* to *over*."""
    patient, practitioner = encounter.patient, encounter.practitioner
    visit = Visit.objects.create(
        encounter=encounter,
        practitioner=practitioner,
        state="ended",
        arrived_at=begun - timedelta(minutes=6),
        admitted_at=begun,
        started_at=begun,
        ended_at=over,
        ended_by="practitioner",
    )
    for role, person in (("patient", patient), ("practitioner", practitioner)):
        if person is not None:
            someone = Participant.objects.create(
                visit=visit, role=role, person=person.pk, name=person.name
            )
            Stay.objects.create(participant=someone, joined_at=begun, seen_at=over, left_at=over)


def _patients_of(practice: Practice, slug: str) -> list[Patient]:
    emails = [who.email for who in practice.patients if who.of == slug]
    found = {patient.email: patient for patient in Patient.objects.filter(email__in=emails)}
    return [found[email] for email in emails]


def _book_ahead(actor: Actor, practice: Practice) -> None:
    """Two or three visits for each practitioner within the coming week, at different hours."""
    begin = now() + timedelta(hours=3)
    for who in practice.professionals:
        practitioner = Practitioner.objects.get(slug=who.slug)
        people = _patients_of(practice, who.slug)
        for place, kind in enumerate(online_types(practitioner)):
            found = free_slots(practitioner, type=kind, start=begin, end=begin + timedelta(days=7))
            for turn, slot in enumerate(found[3 + place :: 17][:3]):
                patient = people[(turn + place + 1) % len(people)]
                _try(actor, practitioner, kind, slot.starts_at, patient)


def _try(
    actor: Actor,
    practitioner: Practitioner,
    kind: AppointmentType,
    starts_at: datetime,
    patient: Patient,
) -> bool:
    try:
        book(actor, practitioner=practitioner, type=kind, starts_at=starts_at, patient=patient)
    except SlotTaken:
        return False
    return True


def of_now(practice: Practice) -> Appointment | None:
    """The first patient's visit that can be joined now, if there is one."""
    mine = Appointment.objects.filter(
        encounter__patient__email=practice.patients[0].email,
        encounter__kind="virtual",
        status__in=Appointment.AHEAD,
    ).select_related("encounter")
    lately = mine.filter(encounter__started_at__gte=now() - LONGEST)
    going_on: Appointment | None = lately.filter(encounter__status="in-progress").first()
    present = mine.filter(starts_at__gte=now() - STILL, starts_at__lte=now() + SOON)
    return going_on or present.order_by("starts_at").first()


def _clear_missed(actor: Actor, practice: Practice) -> None:
    """Visits of earlier starts that nobody came to."""
    for missed in Appointment.objects.filter(
        encounter__patient__email=practice.patients[0].email,
        status__in=("booked", "arrived"),
        starts_at__lt=now() - STILL,
    ):
        try:
            cancel(actor, missed, notify=False)
        except NotPossible:
            continue


def _book_now(actor: Actor, practice: Practice) -> None:
    """A video visit in a few minutes, as near as the planning of any practitioner has room."""
    patient = Patient.objects.get(email=practice.patients[0].email)
    for who in practice.professionals:
        practitioner = Practitioner.objects.get(slug=who.slug)
        kind = next(kind for kind in online_types(practitioner) if kind.place == "video")
        for turn in range(8):
            if _try(actor, practitioner, kind, _on_five(now()) + FIVE * (turn + 1), patient):
                return


def _on_five(moment: datetime) -> datetime:
    """The last multiple of five minutes before *moment*."""
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def link_of_now(practice: Practice) -> str:
    """The secret of a new personal link to the visit of now; empty without one."""
    found = of_now(practice)
    if found is None or found.encounter is None:
        return ""
    actor = system(require_organization().pk)
    return issue_link(actor, encounter=found.encounter, expires_at=now() + timedelta(days=1))
