"""Booking: from a time somebody holds or names to a visit with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, changed, new_secret, now, record, require_organization
from visavis.patients.public import (
    EncounterKind,
    Patient,
    issue_link,
    known_as,
    may_book,
    open_encounter,
    register,
    relate,
)
from visavis.scheduling import notices
from visavis.scheduling.access import may_run
from visavis.scheduling.holds import hold, of_secret, topic
from visavis.scheduling.models import Appointment, AppointmentType, Site, WeeklyHours
from visavis.scheduling.refusals import NotTheirs, TooManyBookings
from visavis.scheduling.slots import rules_of

MOTIVE_LENGTH = 200
LINK_OUTLIVES_DOOR = timedelta(days=7)
KIND_AT: dict[str, EncounterKind] = {
    "video": "virtual",
    "in_person": "ambulatory",
    "home": "home",
    "phone": "phone",
}


@dataclass(frozen=True)
class Person:
    """Who comes: what a visitor tells of themselves."""

    first_name: str
    last_name: str
    birth_date: date | None
    email: str
    mobile: str
    language: str = ""


@dataclass(frozen=True)
class Booking:
    """What was booked, and the secret of the patient's personal link, told this once."""

    appointment: Appointment
    patient: Patient
    link_secret: str


@transaction.atomic
def book(
    actor: Actor,
    *,
    practitioner: Practitioner,
    type: AppointmentType,
    starts_at: datetime,
    patient: Person | Patient,
    motive: str = "",
    hold_secret: str | None = None,
) -> Booking:
    """Book *starts_at* for *patient*: the file, the encounter, the link, the notices, at once.

    With the *hold_secret* of a hold on this very time, it cannot be refused for being taken, even
    a little late; else the time is taken now if it is free. *motive*: at most 200 characters.

    Raises:
        SlotTaken: the time is not free; ``nearest`` are.
        NotOffered: *actor* cannot book this type here.
        TooManyHolds: never with a hold.
        NotTheirs: staff, a patient whom the rights of the practice keep from them.
        TooManyBookings: the patient has as many to come as the practitioner allows.
    """
    row = _taken(actor, practitioner, type, starts_at, hold_secret)
    _require_theirs(actor, practitioner, patient)
    who = patient if isinstance(patient, Patient) else _registered(actor, patient)
    if not may_run(actor, practitioner.pk):
        _limit(practitioner, who)
    relate(actor, patient=who, practitioner=practitioner)
    row.encounter = open_encounter(
        actor, patient=who, practitioner=practitioner, kind=KIND_AT[type.place]
    )
    row.site = site_at(practitioner, type, row.starts_at)
    row.status, row.hold_expires_at, row.hold_secret_hash, row.hold_origin = "booked", None, "", ""
    row.motive = motive[:MOTIVE_LENGTH]
    row.booked_online = not actor.is_staff
    row.booked_by_id, row.booked_at = actor.user_id, now()
    row.save()
    record("appointment.booked", on=row, by=actor, patient_id=who.pk, **_facts(row))
    secret = link_for(actor, row)
    notices.tell_booked(row, secret)
    changed(topic(practitioner))
    return Booking(row, who, secret)


def _taken(
    actor: Actor,
    practitioner: Practitioner,
    kind: AppointmentType,
    starts_at: datetime,
    secret: str | None,
) -> Appointment:
    """The row that holds the time: the one of *secret*, even if just over, else a new one."""
    if secret and practitioner.approved_at is not None:
        kept = _kept(practitioner, kind, starts_at, secret)
        if kept is not None:
            return kept
    return hold(
        actor,
        practitioner=practitioner,
        type=kind,
        starts_at=starts_at,
        secret=secret or new_secret(),
    )


def _kept(
    practitioner: Practitioner, kind: AppointmentType, starts_at: datetime, secret: str
) -> Appointment | None:
    found: Appointment | None = (
        of_secret(secret)
        .filter(practitioner=practitioner, type=kind, starts_at=starts_at)
        .select_for_update(of=("self",))
        .first()
    )
    return found


def _require_theirs(actor: Actor, practitioner: Practitioner, patient: Person | Patient) -> None:
    """Staff book those they may (A1.4); a caller whom the practice knows only where patients are
    not strictly separate."""
    if not actor.is_staff:
        return
    if isinstance(patient, Patient):
        known: Patient | None = patient
    elif require_organization().strict_patients:
        known = known_as(patient.first_name, patient.last_name, patient.birth_date, patient.email)
    else:
        known = None
    if known is not None and not may_book(actor, patient=known, practitioner=practitioner):
        raise NotTheirs


def _registered(actor: Actor, person: Person) -> Patient:
    return register(
        actor,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.birth_date,
        email=person.email,
        mobile=person.mobile,
        language=person.language,
    )


def _limit(practitioner: Practitioner, patient: Patient) -> None:
    ahead = Appointment.objects.filter(
        encounter__patient=patient,
        practitioner=practitioner,
        status__in=Appointment.AHEAD,
        starts_at__gt=now(),
    )
    if ahead.count() >= rules_of(practitioner).open_limit:
        raise TooManyBookings


def _facts(row: Appointment) -> dict[str, str | int]:
    return {"starts_at": row.starts_at.isoformat(), "minutes": row.minutes}


def site_at(practitioner: Practitioner, kind: AppointmentType, starts_at: datetime) -> Site | None:
    """Where a visit in person takes place: the site of the hours it falls in."""
    if kind.place != "in_person":
        return None
    local = timezone.localtime(starts_at, require_organization().zone)
    day = local.date()
    hours = WeeklyHours.objects.filter(
        practitioner=practitioner, weekday=day.isoweekday(), opens__lte=local.time()
    ).select_related("site")
    sites = [row.site for row in hours if row.site is not None and row.is_valid_on(day)]
    return sites[-1] if sites else None


def link_for(actor: Actor, row: Appointment) -> str:
    """The secret of a new personal link, which outlives the waiting room's door by a week, so
    that coming too late is told well."""
    assert row.encounter is not None  # noqa: S101
    door = timedelta(minutes=require_organization().door_closes_after)
    return issue_link(
        actor,
        encounter=row.encounter,
        expires_at=row.ends_at + door + LINK_OUTLIVES_DOOR,
    )
