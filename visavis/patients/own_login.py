"""A login of the patient's own: asked for by themselves or offered by the practice (A6.4).

Either way a mailed link stands before it, and a mail address alone never opens a file: a sign-up
is joined to a file only when name, birth date and the confirmed address agree with exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from visavis.accounts.public import User
from visavis.core.public import (
    Actor,
    across_tenants,
    new_secret,
    now,
    periodic,
    record,
    require_organization,
    secret_hash,
)
from visavis.patients.models import Patient, PatientSignUp

SIGN_UP_LASTS = timedelta(hours=24)
MOST_MAILS = 3  # to one address within an hour
MOST_FAILURES = 5


class BadLink(Exception):
    """The mailed link opens nothing: ``unknown``, ``expired``, ``used`` or ``revoked``."""

    def __init__(self, reason: Literal["unknown", "expired", "used", "revoked"]) -> None:
        super().__init__(reason)
        self.reason = reason


class NeedsSignIn(Exception):
    """There is a login with this address: it must be signed in to go on."""


@dataclass(frozen=True)
class Wish:
    """What somebody who signs up tells of themselves."""

    first_name: str
    last_name: str
    birth_date: date
    email: str
    mobile: str = ""
    language: str = ""


@dataclass(frozen=True)
class Asked:
    """A sign-up, the secret of its link, and whether the address has a login already.

    Only the mail may tell; without a secret nothing more is mailed to this address for now.
    """

    sign_up: PatientSignUp
    secret: str
    is_known: bool


def login_of(email: str) -> User | None:
    """The login with this address, here or with another practice."""
    return User.objects.filter(email__iexact=email.strip()).first()


def plain_name(text: str) -> str:
    """*text* without blanks around and with single ones inside."""
    return " ".join(text.split())


@transaction.atomic
def ask_for_login(actor: Actor, *, wish: Wish, password: str) -> Asked:
    """Keep the wish until its mail address is confirmed; nothing is opened yet.

    Takes the same steps, and the same time, whether the address has a login or not.
    """
    email, secret = wish.email.strip().lower(), new_secret()
    lately = PatientSignUp.objects.filter(
        email__iexact=email, sent_at__gt=now() - timedelta(hours=1)
    )
    too_many = lately.count() >= MOST_MAILS
    sign_up = PatientSignUp.objects.create(
        first_name=plain_name(wish.first_name),
        last_name=plain_name(wish.last_name),
        birth_date=wish.birth_date,
        email=email,
        mobile=wish.mobile,
        language=wish.language or require_organization().language,
        password=make_password(password),
        secret_hash=secret_hash(secret),
        sent_at=now(),
        expires_at=now() + SIGN_UP_LASTS,
    )
    record("patient.sign_up_asked", on=sign_up, by=actor)
    return Asked(sign_up, "" if too_many else secret, login_of(email) is not None)


def open_sign_up(secret: str) -> PatientSignUp:
    """The sign-up whose link this is. Looking changes nothing (rule 8).

    Raises:
        BadLink: unknown, used or expired.
    """
    found: PatientSignUp | None = PatientSignUp.objects.filter(
        secret_hash=secret_hash(secret)
    ).first()
    if found is None:
        raise BadLink("unknown")
    if found.confirmed_at is not None:
        raise BadLink("used")
    if found.expires_at <= now() or found.failures >= MOST_FAILURES:
        raise BadLink("expired")
    return found


@transaction.atomic
def knows_password(sign_up: PatientSignUp, password: str) -> bool:
    """Whether this is the password given at the sign-up; wrong ones are counted, five close it.

    Asked where the link is opened in another browser: whoever only receives the mail of somebody
    else's sign-up cannot open a login whose password that other person knows.
    """
    if check_password(password, sign_up.password):
        return True
    sign_up.failures += 1
    sign_up.save(update_fields=["failures"])
    return False


@transaction.atomic
def confirm_sign_up(actor: Actor, *, sign_up: PatientSignUp) -> tuple[User, Patient]:
    """The address is confirmed: the login opens, and with it the file.

    Raises:
        BadLink: confirmed meanwhile.
        NeedsSignIn: there is a login with this address, and *actor* is not it.
    """
    row = PatientSignUp.objects.select_for_update().get(pk=sign_up.pk)
    if row.confirmed_at is not None:
        raise BadLink("used")
    user = login_of(row.email)
    if user is not None and user.pk != actor.user_id:
        raise NeedsSignIn
    if user is None:
        user = new_login(row, password=row.password)
    confirm_address(user)
    patient = join(actor, user=user, wish=row)
    row.confirmed_at = now()
    row.save(update_fields=["confirmed_at"])
    record("patient.signed_up", on=row, by=actor, patient_id=patient.pk, user=str(user.pk))
    return user, patient


def new_login(wish: Any, *, password: str) -> User:
    """A login for the person of *wish*; *password* is hashed already."""
    return User.objects.create(
        email=wish.email.lower(),
        first_name=wish.first_name,
        last_name=wish.last_name,
        language=wish.language,
        password=password,
    )


def confirm_address(user: User) -> None:
    """Somebody opened a link mailed to the login's address."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def is_confirmed(user: User) -> bool:
    """Whether the login's address was confirmed by a mailed link."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return bool(confirmed.exists())


@transaction.atomic
def join(actor: Actor, *, user: User, wish: Wish | PatientSignUp) -> Patient:
    """The file of *user*, whose address is confirmed: one's own, the one that agrees, or a new one.

    An existing file is joined when name, birth date and mail address (the login's) agree with it
    and with no other, and it belongs to no login yet.
    """
    own = Patient.objects.filter(user=user).order_by("created_at").first()
    if own is not None:
        return own
    agreeing = list(
        Patient.objects.select_for_update().filter(
            first_name__iexact=plain_name(wish.first_name),
            last_name__iexact=plain_name(wish.last_name),
            birth_date=wish.birth_date,
            email__iexact=user.email,
        )
    )
    if len(agreeing) == 1 and agreeing[0].user_id is None and is_confirmed(user):
        return join_file(actor, user=user, patient=agreeing[0])
    patient: Patient = Patient.objects.create(
        first_name=plain_name(wish.first_name),
        last_name=plain_name(wish.last_name),
        birth_date=wish.birth_date,
        email=user.email,
        mobile=wish.mobile,
        language=wish.language or require_organization().language,
        user=user,
    )
    record("patient.registered", on=patient, by=actor, patient_id=patient.pk)
    return patient


def join_file(actor: Actor, *, user: User, patient: Patient) -> Patient:
    """Give the file to this login."""
    patient.user = user
    patient.save(update_fields=["user"])
    record("patient.login_joined", on=patient, by=actor, patient_id=patient.pk, user=str(user.pk))
    return patient


@periodic("41 2 * * *")
def forget_sign_ups() -> None:
    """Drop the wishes that were never confirmed, a week after their link ended."""
    for _organization in across_tenants("drop sign-ups that were never confirmed"):
        PatientSignUp.objects.filter(
            confirmed_at=None, expires_at__lt=now() - timedelta(days=7)
        ).delete()
