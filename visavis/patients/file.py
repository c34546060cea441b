"""A patient's file: registering, and the relations of care."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.db import IntegrityError, transaction

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, Denied, record, require_organization
from visavis.patients.models import CareRelation, Patient
from visavis.patients.relations import join_departments_of

Kind = Literal["primary", "other", "supervisor"]


def known_as(
    first_name: str, last_name: str, birth_date: date | None, email: str
) -> Patient | None:
    """The patient who has this name, birth date and mail address, if there is one."""
    found: Patient | None = Patient.objects.filter(
        first_name__iexact=first_name.strip(),
        last_name__iexact=last_name.strip(),
        birth_date=birth_date,
        email__iexact=email.strip(),
    ).first()
    return found


@transaction.atomic(savepoint=False)  # refuses nothing: it stands or falls with its caller
def register(
    actor: Actor,
    *,
    first_name: str,
    last_name: str,
    birth_date: date | None,
    email: str,
    mobile: str,
    language: str = "",
) -> Patient:
    """The patient with this name, birth date and mail address; made when there is none.

    A visitor who books again is the same person only if all four agree (letter case apart):
    a shared mail address never merges two people, and an existing file is not changed by a
    visitor (its contact data may be newer than what a stranger types).
    """
    organization = require_organization()
    known = known_as(first_name, last_name, birth_date, email)
    if known is not None:
        return known
    patient: Patient = Patient.objects.create(
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        birth_date=birth_date,
        email=email.strip().lower(),
        mobile=mobile,
        language=language or organization.language,
    )
    record("patient.registered", on=patient, by=actor, patient_id=patient.pk)
    return patient


@transaction.atomic(savepoint=False)
def relate(
    actor: Actor, *, patient: Patient, practitioner: Practitioner, kind: Kind = "primary"
) -> CareRelation:
    """A care relation between the two, unless one lasts already; a second primary becomes other.

    The patient joins the practitioner's departments, unless they share one.
    """
    join_departments_of(actor, patient=patient, practitioner=practitioner)
    lasting = CareRelation.objects.filter(patient=patient, ended_at=None)
    known = lasting.filter(practitioner=practitioner).first()
    if known is not None:
        return known
    if kind == "primary" and lasting.filter(kind="primary").exists():
        kind = "other"
    try:
        with transaction.atomic():
            relation: CareRelation = CareRelation.objects.create(
                patient=patient, practitioner=practitioner, kind=kind
            )
    except IntegrityError:  # somebody else made one in the same moment
        return relate(actor, patient=patient, practitioner=practitioner, kind="other")
    record("care_relation.started", on=relation, by=actor, patient_id=patient.pk, kind=kind)
    return relation


@transaction.atomic
def change_contact(
    actor: Actor, *, patient: Patient, email: str, mobile: str, language: str
) -> None:
    """How the patient is reached; the login's own address is another thing and stays.

    Raises:
        Denied: *actor* is not signed in as this patient.
    """
    if actor.user_id is None or patient.user_id != actor.user_id:
        raise Denied("not this login's file")
    told = {"email": email.strip().lower(), "mobile": mobile, "language": language}
    differing = [name for name, value in told.items() if str(getattr(patient, name)) != value]
    if not differing:
        return
    for name in differing:
        setattr(patient, name, told[name])
    patient.save(update_fields=differing)
    record("patient.contact_changed", on=patient, by=actor, patient_id=patient.pk, fields=differing)
