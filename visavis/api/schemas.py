"""What goes in and out, and how our rows become it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from visavis.accounts.public import Organization, Practitioner
from visavis.core.public import AuditEvent, words_of
from visavis.patients.public import DETAILS, Patient
from visavis.scheduling.public import Appointment, AppointmentType

NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
EARLIEST = date(1880, 1, 1)


def _mobile(text: str) -> str:
    if not text:
        return ""
    try:
        number = PhoneNumber.from_string(text, region="FR")
    except NumberParseException as fault:
        raise ValueError("no phone number") from fault
    if not number.is_valid():
        raise ValueError("no phone number")
    return str(number.as_e164)


def _mail(text: str) -> str:
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as fault:
        raise ValueError("no mail address") from fault
    return text.lower()


def _born(day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= date.today():  # noqa: DTZ011
        raise ValueError("not a date of birth")
    return day


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROLS),
]
Mail = Annotated[str, StringConstraints(max_length=254), AfterValidator(_mail)]
Number = Annotated[str, StringConstraints(max_length=60, pattern=NO_CONTROLS)]
Mobile = Annotated[str, StringConstraints(max_length=30), AfterValidator(_mobile)]
Born = Annotated[date | None, AfterValidator(_born)]
Language = Literal["fr", "en", "nl", "de"]


class PatientIn(Schema):
    """A new patient."""

    model_config = ConfigDict(extra="forbid")

    first_name: Name
    last_name: Name
    birth_date: Born = None
    email: Mail = ""
    mobile: Mobile = ""
    language: Language = "fr"
    external_number: Number = ""


class PatientChange(Schema):
    """What shall change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    first_name: Name | None = None
    last_name: Name | None = None
    birth_date: Born = None
    email: Mail | None = None
    mobile: Mobile | None = None
    language: Language | None = None
    external_number: Number | None = None

    def told(self) -> dict[str, Any]:
        """The details that were sent; only the birth date may be taken away by null."""
        sent = self.model_dump(exclude_unset=True)
        return {k: v for k, v in sent.items() if v is not None or k == "birth_date"}


class PatientOut(Schema):
    id: UUID
    first_name: str
    last_name: str
    birth_date: date | None
    email: str
    mobile: str
    language: str
    external_number: str


class OrganizationOut(Schema):
    id: UUID
    name: str
    subdomain: str
    timezone: str
    language: str
    country: str
    email: str
    phone: str


class TypeOut(Schema):
    id: UUID
    name: str
    minutes: int
    place: str


class PractitionerOut(Schema):
    id: UUID
    name: str
    specialty: str
    languages: list[str]
    appointment_types: list[TypeOut]


class AppointmentOut(Schema):
    id: UUID
    encounter_id: UUID | None
    patient_id: UUID | None
    practitioner_id: UUID
    appointment_type_id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str


class SlotOut(Schema):
    starts_at: datetime
    ends_at: datetime


class EventOut(Schema):
    id: UUID
    at: datetime
    verb: str
    sentence: str
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    via: str
    patient_ids: list[UUID]


class Patients(Schema):
    items: list[PatientOut]
    next: str | None = Field(None, description="Give it as `after` for the next page.")


class Appointments(Schema):
    items: list[AppointmentOut]
    next: str | None = None


class Events(Schema):
    items: list[EventOut]
    next: str | None = None


class Practitioners(Schema):
    items: list[PractitionerOut]


class Slots(Schema):
    items: list[SlotOut]


def organization_out(one: Organization) -> dict[str, Any]:
    names = ("id", "name", "subdomain", "timezone", "language", "country", "email")
    return {**{name: getattr(one, name) for name in names}, "phone": str(one.phone or "")}


def patient_out(one: Patient) -> dict[str, Any]:
    return (
        {"id": one.pk}
        | {name: getattr(one, name) for name in DETAILS}
        | {"mobile": str(one.mobile or "")}
    )


def practitioner_out(one: Practitioner, types: list[AppointmentType]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "specialty": one.specialty,
        "languages": one.languages,
        "appointment_types": [
            {"id": kind.pk, "name": kind.name, "minutes": kind.minutes, "place": kind.place}
            for kind in types
        ],
    }


def appointment_out(one: Appointment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "encounter_id": one.encounter_id,
        "patient_id": one.encounter.patient_id if one.encounter else None,
        "practitioner_id": one.practitioner_id,
        "appointment_type_id": one.type_id,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "status": one.status,
    }


def event_out(one: AuditEvent, about: list[UUID]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "at": one.at,
        "verb": one.verb,
        "sentence": words_of(one.verb, one.facts),
        "actor_kind": one.actor_kind,
        "actor_id": one.actor_user,
        "actor_name": one.actor_name,
        "via": str(one.facts.get("via", "")),
        "patient_ids": about,
    }
