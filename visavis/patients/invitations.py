"""Offering a patient a login of their own: a mailed link that works once and expires (A6.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from django.contrib.auth.hashers import make_password
from django.db import transaction

from visavis.accounts.public import User
from visavis.core.public import Actor, Denied, new_secret, now, record, secret_hash
from visavis.patients.access import get
from visavis.patients.models import Patient, PatientInvitation
from visavis.patients.own_login import (
    MOST_FAILURES,
    BadLink,
    NeedsSignIn,
    Wish,
    confirm_address,
    join_file,
    login_of,
    new_login,
)

LASTS = timedelta(days=7)


class NotInvitable(Exception):
    """No login can be offered: the file has ``no_email``, or ``has_login`` already."""

    def __init__(self, reason: Literal["no_email", "has_login"]) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongBirthDate(Exception):
    """The birth date is not the file's; after five of them the invitation is over."""


def _seen(actor: Actor, patient: Patient) -> Patient:
    if not actor.is_staff:
        raise Denied("only staff invite patients")
    return get(actor, patient.pk)


def open_invitation_of(patient: Patient) -> PatientInvitation | None:
    """The invitation last sent and neither taken up nor revoked; it may have expired."""
    found: PatientInvitation | None = PatientInvitation.objects.filter(
        patient=patient, accepted_at=None, revoked_at=None
    ).first()
    return found


@transaction.atomic
def invite_patient(actor: Actor, *, patient: Patient) -> tuple[PatientInvitation, str]:
    """Offer a login to *patient*, or again: the old link is dead. And the secret, told this once.

    Raises:
        Denied: *actor* does not see the file.
        NotInvitable: no mail address, or a login already.
    """
    patient = _seen(actor, patient)
    Patient.objects.select_for_update().get(pk=patient.pk)
    if patient.user_id is not None:
        raise NotInvitable("has_login")
    if not patient.email:
        raise NotInvitable("no_email")
    secret = new_secret()
    row = open_invitation_of(patient) or PatientInvitation(patient=patient)
    again = row.sent_at is not None
    row.email, row.secret_hash, row.failures = patient.email.lower(), secret_hash(secret), 0
    row.sent_at, row.expires_at = now(), now() + LASTS
    row.save()
    record("patient.invited", on=row, by=actor, patient_id=patient.pk, again=again)
    return row, secret


@transaction.atomic
def revoke_patient_invitation(actor: Actor, *, patient: Patient) -> bool:
    """The link opens nothing any more. False when there was none.

    Raises:
        Denied: *actor* does not see the file.
    """
    row = open_invitation_of(_seen(actor, patient))
    if row is None:
        return False
    _revoke(actor, row)
    return True


def _revoke(actor: Actor, row: PatientInvitation) -> None:
    row.revoked_at = now()
    row.save(update_fields=["revoked_at"])
    record("patient.invitation_revoked", on=row, by=actor, patient_id=row.patient_id)


def open_invitation(secret: str) -> PatientInvitation:
    """The invitation whose link this is. Looking changes nothing (rule 8).

    Raises:
        BadLink: unknown, used, revoked or expired.
    """
    found: PatientInvitation | None = (
        PatientInvitation.objects.select_related("patient")
        .filter(secret_hash=secret_hash(secret))
        .first()
    )
    if found is None:
        raise BadLink("unknown")
    if found.accepted_at is not None or found.patient.user_id is not None:
        raise BadLink("used")
    if found.revoked_at is not None:
        raise BadLink("revoked")
    if found.expires_at <= now():
        raise BadLink("expired")
    return found


def accept_invitation(
    actor: Actor, *, invitation: PatientInvitation, birth_date: date | None, password: str
) -> User:
    """Open the login, or join the one that is signed in, with this patient's file.

    The birth date is asked where the file has one: a mail address mistyped at the desk must not
    hand somebody's file to a stranger.

    Raises:
        WrongBirthDate: and the fifth revokes the invitation.
        BadLink: used or revoked meanwhile.
        NeedsSignIn: there is a login with this address, and *actor* is not it.
    """
    born = invitation.patient.birth_date
    if born is not None and born != birth_date:
        _count_failure(actor, invitation)
        raise WrongBirthDate
    return _accept(actor, invitation, password)


@transaction.atomic
def _count_failure(actor: Actor, invitation: PatientInvitation) -> None:
    row = PatientInvitation.objects.select_for_update().get(pk=invitation.pk)
    row.failures += 1
    row.save(update_fields=["failures"])
    if row.failures >= MOST_FAILURES and row.revoked_at is None:
        _revoke(actor, row)


@transaction.atomic
def _accept(actor: Actor, invitation: PatientInvitation, password: str) -> User:
    row = PatientInvitation.objects.select_for_update().get(pk=invitation.pk)
    patient = Patient.objects.select_for_update().get(pk=row.patient_id)
    if row.accepted_at is not None or patient.user_id is not None:
        raise BadLink("used")
    if row.revoked_at is not None:
        raise BadLink("revoked")
    user = login_of(row.email)
    if user is not None and user.pk != actor.user_id:
        raise NeedsSignIn
    if user is None:
        user = new_login(_wish(row, patient), password=make_password(password))
    confirm_address(user)
    join_file(actor, user=user, patient=patient)
    row.accepted_at = now()
    row.save(update_fields=["accepted_at"])
    record("patient.invitation_accepted", on=row, by=actor, patient_id=patient.pk)
    return user


def _wish(row: PatientInvitation, patient: Patient) -> Wish:
    return Wish(
        first_name=patient.first_name,
        last_name=patient.last_name,
        birth_date=patient.birth_date or date.min,
        email=row.email,
        mobile=str(patient.mobile or ""),
        language=patient.language,
    )
