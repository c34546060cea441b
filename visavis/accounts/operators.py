"""What operators of the platform do, above the tenants and without sight of any patient (A1.5).

Each verb runs inside ``above_tenants()``: under a database role that is denied every table but a
few (platform.py). Mails leave from the platform's own organization.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from visavis.accounts.founding import AddressTaken
from visavis.accounts.models import (
    Membership,
    Organization,
    PlatformOperator,
    Practitioner,
    Qualification,
    User,
)
from visavis.accounts.places import origin_of
from visavis.accounts.platform import platform_organization
from visavis.accounts.subdomains import is_free
from visavis.core.public import (
    Actor,
    Denied,
    StoredFile,
    acting_for,
    in_service_of,
    now,
    record,
    rows_of_all,
)

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class NoSuchUser(Exception):
    """Nobody has a login with this address."""


@dataclass(frozen=True)
class Line:
    """An organization as operators see it: nothing of its patients."""

    organization: Organization
    members: int
    last_activity: datetime | None


def is_operator(user: User) -> bool:
    """Whether *user* runs the platform."""
    return PlatformOperator.objects.filter(user=user).exists()


def has_second_factor(user: User) -> bool:
    """Whether *user* has an authenticator app or a passkey; without one the area stays shut."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def has_app(user: User) -> bool:
    """Whether *user* has an authenticator app; a passkey otherwise."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


@transaction.atomic
def add_operator(*, email: str) -> PlatformOperator:
    """Make the login with this address an operator; for the command line.

    Raises:
        NoSuchUser: there is no such login.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NoSuchUser(email)
    found, is_new = PlatformOperator.objects.get_or_create(user=user)
    if is_new:
        home = platform_organization()
        with acting_for(home):
            by = Actor("system", home.pk, "Visavis")
            record("operator.added", on=found, by=by, user=str(user.pk))
    return found


def operator_actor(user: User) -> Actor:
    """*user* as an operator; who asks has looked whether they are one."""
    return Actor("operator", platform_organization().pk, user.name, user_id=user.pk)


def _at(operator: Actor, organization: Organization) -> Actor:
    return Actor("operator", organization.pk, operator.name, user_id=operator.user_id)


_LINES = """
SELECT o.id, (SELECT count(m.id) FROM accounts_membership m
              WHERE m.organization_id = o.id AND m.ended_at IS NULL),
       (SELECT max(a.at) FROM core_auditevent a WHERE a.organization_id = o.id)
FROM accounts_organization o WHERE o.id = ANY(%s)
"""


def lines(organizations: list[Organization]) -> list[Line]:
    """How many members each has, and when something last happened there."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [[one.pk for one in organizations]])
        known = {row[0]: row[1:] for row in cursor.fetchall()}
    return [Line(one, *known[one.pk]) for one in organizations]


def owners_of(organization: Organization) -> list[str]:
    """Names and addresses of its owners."""
    owners = rows_of_all(Membership).filter(
        organization=organization, ended_at=None, roles__contains=["owner"]
    )
    return [
        f"{first} {last} <{email}>"
        for first, last, email in owners.values_list(
            "user__first_name", "user__last_name", "user__email"
        )
    ]


@transaction.atomic
def suspend(operator: Actor, *, organization: Organization, reason: str) -> None:
    """Close its pages politely; every row stays."""
    _set_suspended(operator, organization, now(), reason)


@transaction.atomic
def resume(operator: Actor, *, organization: Organization) -> None:
    """Open its pages again."""
    _set_suspended(operator, organization, None, "")


def _set_suspended(
    operator: Actor, organization: Organization, at: datetime | None, reason: str
) -> None:
    Organization.objects.filter(pk=organization.pk).update(suspended_at=at, suspended_reason=reason)
    with acting_for(organization):
        verb = "organization.suspended" if at else "organization.resumed"
        record(verb, on=organization, by=_at(operator, organization), reason=reason)


@transaction.atomic
def create_organization(
    operator: Actor, *, name: str, subdomain: str, email: str, first_name: str, last_name: str
) -> Organization:
    """Make an organization and its owner, who gets a mail with the way in.

    Raises:
        AddressTaken: another practice answers at *subdomain*.
    """
    if not is_free(subdomain):
        raise AddressTaken
    try:
        with transaction.atomic():
            made: Organization = Organization.objects.create(name=name, subdomain=subdomain)
    except IntegrityError as fault:
        raise AddressTaken from fault
    with acting_for(made):
        record("organization.created", on=made, by=_at(operator, made))
    with in_service_of(made):
        user, is_new = User.objects.get_or_create(
            email=email.strip().lower(),
            defaults={"first_name": first_name, "last_name": last_name, "password": "!"},
        )
        Membership.objects.create(user=user, roles=["owner"])
    _welcome(made, user, is_new=is_new)
    return made


def _welcome(organization: Organization, user: User, *, is_new: bool) -> None:
    home = origin_of(organization.subdomain)
    path = "/accounts/password/reset/" if is_new else "/accounts/login/"
    _mail(
        user.email,
        organization.language,
        lambda: (
            _("Your practice %(name)s is ready") % {"name": organization.name},
            [
                _("Its address is %(address)s.") % {"address": home},
                _("Choose a password for your login there, with this mail address.")
                if is_new
                else _("Sign in there with the login you have."),
                _button(_("To my practice"), f"{home}{path}"),
            ],
        ),
    )


def _button(label: str, url: str) -> str:
    return f"[{label}]({url})"


def _mail(address: str, language: str, words: object) -> None:
    """Mail from the platform, in the receiver's language."""
    home = platform_organization()
    with in_service_of(home), translation.override(language):
        subject, paragraphs = words()  # type: ignore[operator]
        send_mail(subject, "\n\n".join(paragraphs), None, [address])


# Professionals --------------------------------------------------------------------------------


def queue(state: str = "submitted") -> list[Qualification]:
    """Qualifications in *state*, those who wait longest first, with whom they are of."""
    found = rows_of_all(Qualification).filter(state=state).order_by("submitted_at")
    return [_with_people(one) for one in found[:200]]


def qualification_at(qualification_id: UUID) -> Qualification:
    """One of them.

    Raises:
        Denied: there is none.
    """
    found = rows_of_all(Qualification).filter(pk=qualification_id).first()
    if found is None:
        raise Denied("no such qualification")
    return _with_people(found)


def _with_people(row: Qualification) -> Qualification:
    """With profile, person and organization, by the columns operators may read."""
    profile = (
        rows_of_all(Practitioner)
        .only("id", "organization_id", "membership_id", "title", "first_name", "last_name")
        .get(pk=row.practitioner_id)
    )
    member = rows_of_all(Membership).only("id", "user_id").get(pk=profile.membership_id)
    person = User.objects.only("id", "email", "first_name", "last_name", "language")
    member.user = person.get(pk=member.user_id)
    profile.membership = member
    profile.organization = Organization.objects.get(pk=row.organization_id)
    row.practitioner = profile
    return row


def proof_of(row: Qualification) -> StoredFile:
    """The file that proves it.

    Raises:
        Denied: none was given.
    """
    found = rows_of_all(StoredFile).filter(pk__in=[row.proof_id]).first()
    if found is None:
        raise Denied("no proof")
    return found


@transaction.atomic
def approve(operator: Actor, *, qualification_id: UUID) -> Qualification:
    """The professional may practise here: what they made public is public from now on."""
    row = _decide(operator, qualification_id, "approved", "")
    rows_of_all(Practitioner).filter(pk=row.practitioner_id).update(approved_at=now())
    home = origin_of(row.practitioner.organization.subdomain)
    _tell(
        row,
        lambda: (
            _("Your registration is approved"),
            [
                _("Your registration was checked and approved. Patients can now book with you."),
                _button(_("To my practice"), f"{home}/desk/"),
            ],
        ),
    )
    return row


@transaction.atomic
def refuse(operator: Actor, *, qualification_id: UUID, reason: str) -> Qualification:
    """Not approved, and why; it may be stated again."""
    row = _decide(operator, qualification_id, "refused", reason)
    home = origin_of(row.practitioner.organization.subdomain)
    _tell(
        row,
        lambda: (
            _("Your registration could not be approved"),
            [
                _("This is the reason: %(reason)s") % {"reason": reason},
                _("Your practice stays as you set it up. Correct the statement and send it again."),
                _button(_("Correct it"), f"{home}/desk/start/registration/"),
            ],
        ),
    )
    return row


def _decide(operator: Actor, key: UUID, state: str, reason: str) -> Qualification:
    """Raises Denied when it does not wait for a decision (any more)."""
    waiting = rows_of_all(Qualification).filter(pk=key, state="submitted")
    decided = {"decided_at": now(), "decided_by_id": operator.user_id}
    if not waiting.update(state=state, reason=reason, **decided):
        raise Denied("not waiting")
    row = qualification_at(key)
    organization = row.practitioner.organization
    with acting_for(organization):
        record(f"qualification.{state}", on=row, by=_at(operator, organization))
    return row


def _tell(row: Qualification, words: object) -> None:
    person = row.practitioner.membership.user
    language = person.language or row.practitioner.organization.language
    _mail(person.email, language, words)
