"""A place on the staff, offered by mail: sent, sent again, revoked, accepted (A5.1).

The mail itself is told by a room above, which gets the secret of the link from here, once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from visavis.accounts.members import TOPIC
from visavis.accounts.models import (
    Department,
    DepartmentMember,
    Invitation,
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
)
from visavis.core.public import (
    Actor,
    Denied,
    changed,
    new_secret,
    now,
    record,
    require_organization,
    secret_hash,
)

State = Literal["open", "expired", "used", "revoked", "unknown"]
Why = Literal["member", "invited", "limit", "state", "other_login", "slow"]


class NotInvited(Exception):
    """Why there is no invitation, or no place: a word for a sentence."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class OfferedPlace:
    """What is offered to whom."""

    email: str
    first_name: str
    last_name: str
    roles: Collection[str]
    departments: Collection[UUID] = field(default_factory=tuple)
    practitioners: Collection[UUID] = field(default_factory=tuple)


def _require_owner(actor: Actor) -> UUID:
    if not actor.has("owner") or actor.membership_id is None:
        raise Denied("only owners invite")
    return actor.membership_id


def seats_left(*, counting_invitations: bool = True) -> int | None:
    """How many more members the plan allows; None for any number."""
    limit = require_organization().member_limit
    if limit is None:
        return None
    taken = Membership.objects.filter(ended_at=None).count()
    if counting_invitations:
        taken += _open().filter(expires_at__gt=now()).count()
    return max(0, limit - taken)


def _lock_organization() -> Organization:
    """One at a time where members are counted; rows elsewhere are not held up."""
    every = Organization.objects.select_for_update(no_key=True)
    return every.get(pk=require_organization().pk)


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """Those that were neither accepted nor revoked, expired ones too; for owners."""
    if not actor.has("owner"):
        return Invitation.objects.none()
    return _open().select_related("invited_by__user").order_by("-sent_at", "pk")


def invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """The invitation, if *actor* may see it.

    Raises:
        Denied: they may not, or there is none.
    """
    found = Invitation.objects.filter(pk=invitation_id).first() if actor.has("owner") else None
    if found is None:
        raise Denied("no such invitation")
    return found


def _expiry() -> timedelta:
    return timedelta(hours=require_organization().invitation_hours)


def _known(place: OfferedPlace) -> tuple[list[UUID], list[UUID]]:
    departments = Department.objects.filter(pk__in=place.departments, archived_at=None)
    served = Practitioner.objects.filter(pk__in=place.practitioners, membership__ended_at=None)
    if "secretary" not in place.roles:
        served = served.none()
    return list(departments.values_list("pk", flat=True)), list(served.values_list("pk", flat=True))


@transaction.atomic
def invite(actor: Actor, *, place: OfferedPlace) -> tuple[Invitation, str]:
    """Offer a place; the invitation and the secret of its link.

    Whether the address has a login anywhere makes no difference to what is answered.

    Raises:
        Denied: *actor* is no owner.
        NotInvited: a member already, invited already, or no seat left.
    """
    inviter = _require_owner(actor)
    _lock_organization()
    email = place.email.strip().lower()
    if Membership.objects.filter(user__email__iexact=email, ended_at=None).exists():
        raise NotInvited("member")
    if _open().filter(email=email).exists():
        raise NotInvited("invited")
    if seats_left() == 0:
        raise NotInvited("limit")
    secret, (departments, served) = new_secret(), _known(place)
    made = Invitation.objects.create(
        email=email,
        first_name=place.first_name,
        last_name=place.last_name,
        roles=[role for role, _name in Membership.ROLES if role in place.roles],
        department_ids=departments,
        practitioner_ids=served,
        secret_hash=secret_hash(secret),
        invited_by_id=inviter,
        sent_at=now(),
        expires_at=now() + _expiry(),
    )
    record("member.invited", on=made, by=actor, roles=made.roles)
    changed(TOPIC)
    return made, secret


@transaction.atomic
def invite_again(actor: Actor, *, invitation_id: UUID) -> tuple[Invitation, str]:
    """A new link for the same place; the old one is dead from now on.

    Raises:
        Denied: *actor* is no owner, or there is no such invitation.
        NotInvited: it was accepted or revoked meanwhile.
    """
    found = _locked(actor, invitation_id)
    secret = new_secret()
    found.secret_hash, found.sent_at = secret_hash(secret), now()
    found.expires_at = now() + _expiry()
    found.save(update_fields=["secret_hash", "sent_at", "expires_at"])
    record("member.invited_again", on=found, by=actor)
    changed(TOPIC)
    return found, secret


@transaction.atomic
def revoke_invitation(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """The offer is taken back; its link is dead.

    Raises:
        Denied: *actor* is no owner, or there is no such invitation.
        NotInvited: it was accepted or revoked meanwhile.
    """
    found = _locked(actor, invitation_id)
    found.revoked_at = now()
    found.save(update_fields=["revoked_at"])
    record("member.invitation_revoked", on=found, by=actor)
    changed(TOPIC)
    return found


def _locked(actor: Actor, invitation_id: UUID) -> Invitation:
    _require_owner(actor)
    found = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if found is None:
        raise Denied("no such invitation")
    if found.accepted_at or found.revoked_at:
        raise NotInvited("state")
    return found


def state_of(found: Invitation | None) -> State:
    """What has become of an invitation. One of another practice is not known here."""
    if found is None:
        return "unknown"
    if found.accepted_at is not None:
        return "used"
    if found.revoked_at is not None:
        return "revoked"
    return "open" if found.expires_at > now() else "expired"


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose link carries *token*, whatever its state."""
    return Invitation.objects.filter(secret_hash=secret_hash(token)).first()


def login_of(found: Invitation) -> User | None:
    """The login that the invited address has already, if any."""
    return User.objects.filter(email__iexact=found.email).first()


@transaction.atomic
def accept(token: str, *, user: User | None, name: tuple[str, str], password: str) -> Membership:
    """Take the place: as *user*, who is signed in, or with a new login of this name and password.

    Raises:
        NotInvited: the link opens nothing any more, no seat is left, or the address has a login
            other than *user*'s.
    """
    _lock_organization()
    found = Invitation.objects.select_for_update().filter(secret_hash=secret_hash(token)).first()
    if found is None or state_of(found) != "open":
        raise NotInvited("state")
    there = login_of(found)
    if there != user:
        raise NotInvited("other_login")
    if seats_left(counting_invitations=False) == 0:
        raise NotInvited("limit")
    membership = _take(found, user or _new_login(found, name, password))
    found.accepted_at, found.membership = now(), membership
    found.save(update_fields=["accepted_at", "membership"])
    person = membership.user
    actor = Actor("staff", require_organization().pk, person.name, user_id=person.pk)
    record("member.joined", on=membership, by=actor, invitation=str(found.pk))
    changed(f"access:{membership.pk}", TOPIC)
    return membership


def _new_login(found: Invitation, name: tuple[str, str], password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(
                found.email, password, first_name=name[0], last_name=name[1]
            )
    except IntegrityError as fault:
        raise NotInvited("other_login") from fault


def _take(found: Invitation, user: User) -> Membership:
    """A member who comes back takes their old place again, with all that hangs on it."""
    before = Membership.objects.select_for_update().filter(user=user).order_by("-ended_at").first()
    if before is not None and before.ended_at is None:
        raise NotInvited("member")
    membership = before or Membership(user=user, joined_at=now())
    membership.roles, membership.ended_at = found.roles, None
    membership.save()
    membership.departments.all().delete()
    departments = Department.objects.filter(pk__in=found.department_ids, archived_at=None)
    DepartmentMember.objects.bulk_create(
        DepartmentMember(membership=membership, department=department) for department in departments
    )
    served = Practitioner.objects.filter(pk__in=found.practitioner_ids, membership__ended_at=None)
    SecretaryLink.objects.bulk_create(
        SecretaryLink(secretary=membership, practitioner=practitioner) for practitioner in served
    )
    return membership


@transaction.atomic
def set_invitation_hours(actor: Actor, *, hours: int) -> None:
    """For how long the links of coming invitations work.

    Raises:
        Denied: *actor* is no owner.
    """
    _require_owner(actor)
    organization = _lock_organization()
    organization.invitation_hours = hours
    organization.save(update_fields=["invitation_hours"])
    record("organization.invitation_hours_set", on=organization, by=actor, hours=hours)
