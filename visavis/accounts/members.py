"""Who works here: their roles, departments and profile, and leaving (A2.1, A5.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from visavis.accounts.access import covers_all, may, require
from visavis.accounts.models import (
    Department,
    DepartmentMember,
    Membership,
    Practitioner,
    SecretaryLink,
)
from visavis.core.public import Actor, AuditEvent, Denied, StoredFile, changed, now, record

TOPIC = "members"


class LastOwner(Exception):
    """A practice keeps at least one owner (A2.1)."""


class AddressTaken(Exception):
    """Another practitioner of the practice answers at this address already."""


@dataclass(frozen=True)
class Profile:
    """What patients see of a practitioner, as a member's page sets it."""

    title: str
    slug: str
    specialty: str
    phone: str = ""
    is_public: bool = False


def _seen_by(actor: Actor) -> Q:
    """The condition on Membership under which *actor* sees it on the members page."""
    if not may(actor, "members"):
        return Q(pk__in=[])
    if covers_all(actor):
        return Q()
    shared = DepartmentMember.objects.filter(department__in=actor.department_ids)
    return Q(pk__in=shared.values("membership")) | Q(pk=actor.membership_id)


def members(actor: Actor) -> QuerySet[Membership]:
    """Those who work here now: all for owners, those of their departments for managers."""
    here = Membership.objects.filter(_seen_by(actor), ended_at=None)
    return here.select_related("user", "practitioner").order_by(
        "user__last_name", "user__first_name", "pk"
    )


def former_members(actor: Actor) -> QuerySet[Membership]:
    """Those who have left, the last to leave first."""
    gone = Membership.objects.filter(_seen_by(actor), ended_at__isnull=False)
    return gone.select_related("user", "practitioner").order_by("-ended_at", "pk")


def member(actor: Actor, membership_id: UUID) -> Membership:
    """The membership, present or past, if *actor* may see it.

    Raises:
        Denied: they may not, or there is none.
    """
    every = Membership.objects.filter(_seen_by(actor)).select_related("user", "practitioner")
    found = every.filter(pk=membership_id).first()
    if found is None:
        raise Denied("member not visible")
    return found


def givable_roles(actor: Actor) -> tuple[str, ...]:
    """The roles *actor* may give and take: owners all, managers those below them."""
    if actor.has("owner"):
        return tuple(role for role, _name in Membership.ROLES)
    return ("practitioner", "secretary") if may(actor, "members") else ()


def givable_departments(actor: Actor) -> QuerySet[Department]:
    """The departments into which *actor* may put others."""
    open_ones = Department.objects.filter(archived_at=None).order_by("name")
    if covers_all(actor):
        return open_ones
    return open_ones.filter(pk__in=actor.department_ids)


def may_change(actor: Actor, membership: Membership) -> bool:
    """Whether *actor* may change or end this membership.

    Owners: all. Managers: practitioners and secretaries whose departments are all theirs.
    """
    if membership.ended_at is not None or not may(actor, "members"):
        return False
    if actor.has("owner"):
        return True
    if set(membership.roles) - set(givable_roles(actor)):
        return False
    theirs = set(membership.departments.values_list("department_id", flat=True))
    return covers_all(actor) or (bool(theirs) and theirs <= actor.department_ids)


def require_change(actor: Actor, membership: Membership) -> Membership:
    """The membership as it is now, locked until this transaction ends.

    Raises:
        Denied: *actor* may not change it.
    """
    locked = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if locked is None or not may_change(actor, locked):
        raise Denied("may not change this member")
    return locked


def _keep_an_owner(leaving: Membership) -> None:
    """Refuse to lose the last owner.

    Every owner's row is locked first, in one order: of two demotions at once the second one waits
    and then counts without the first.

    Raises:
        LastOwner: nobody else owns the practice.
    """
    owners = Membership.objects.filter(ended_at=None, roles__contains=["owner"])
    locked = list(owners.select_for_update().order_by("pk"))
    if leaving in locked and len(locked) == 1:
        raise LastOwner


def _changing(actor: Actor, membership: Membership, *, stays_owner: bool) -> Membership:
    """The membership, locked; of an owner who ceases to be one all owners' rows first.

    Raises:
        Denied: *actor* may not change it.
        LastOwner: nobody else owns the practice.
    """
    if not may_change(actor, membership):
        raise Denied("may not change this member")
    if "owner" in membership.roles and not stays_owner:
        _keep_an_owner(membership)
    return require_change(actor, membership)


def told(membership: Membership) -> None:
    """Their open pages and sockets ask again what they may; open lists of members follow."""
    changed(f"access:{membership.pk}", f"access:user:{membership.user_id}", TOPIC)


@transaction.atomic
def set_roles(actor: Actor, *, membership: Membership, roles: Collection[str]) -> None:
    """Give the member these roles, all others are taken; effective at once.

    Raises:
        Denied: *actor* may not change them, or not give one of these.
        LastOwner: nobody else would own the practice.
    """
    found = _changing(actor, membership, stays_owner="owner" in roles)
    wanted = [role for role, _name in Membership.ROLES if role in roles]
    moved = set(wanted) ^ set(found.roles)
    if not wanted or moved - set(givable_roles(actor)):
        raise Denied("may not give or take these roles")
    if not moved:
        return
    before, found.roles = found.roles, wanted
    found.save(update_fields=["roles"])
    membership.roles = wanted
    if "practitioner" not in wanted:
        Practitioner.objects.filter(membership=found).update(is_public=False)
    if "secretary" not in wanted:
        _end_links(found)
    record("member.roles_set", on=found, by=actor, before=before, after=wanted)
    told(found)


@transaction.atomic
def set_departments(actor: Actor, *, membership: Membership, departments: Iterable[UUID]) -> None:
    """Put the member into these departments, among those that *actor* may give (A1.2).

    Raises:
        Denied: *actor* may not change them, or one of the departments is not theirs to give.
    """
    found = require_change(actor, membership)
    givable = set(givable_departments(actor).values_list("pk", flat=True))
    wanted = set(departments)
    present = set(found.departments.values_list("department_id", flat=True))
    if wanted - givable:
        raise Denied("not these departments")
    added, taken = wanted - present, (present & givable) - wanted
    if not added | taken:
        return
    found.departments.filter(department__in=taken).delete()
    DepartmentMember.objects.bulk_create(
        [DepartmentMember(membership=found, department_id=pk) for pk in added],
        ignore_conflicts=True,
    )
    record(
        "member.departments_set",
        on=found,
        by=actor,
        added=sorted(map(str, added)),
        taken=sorted(map(str, taken)),
    )
    told(found)


@transaction.atomic
def set_member_profile(actor: Actor, *, membership: Membership, profile: Profile) -> Practitioner:
    """What patients see of the member as a practitioner; made when there was none yet.

    Raises:
        Denied: *actor* may not change them, or they are no practitioner.
        AddressTaken: another practitioner has this address.
    """
    found = require_change(actor, membership)
    if "practitioner" not in found.roles:
        raise Denied("no practitioner")
    user = found.user
    shown = Practitioner.objects.filter(membership=found).first() or Practitioner(
        membership=found, first_name=user.first_name, last_name=user.last_name
    )
    shown.title, shown.slug, shown.specialty = profile.title, profile.slug, profile.specialty
    shown.secretariat_phone, shown.is_public = profile.phone, profile.is_public
    try:
        with transaction.atomic():
            shown.save()
    except IntegrityError as fault:
        raise AddressTaken from fault
    record("member.profile_set", on=shown, by=actor, is_public=shown.is_public)
    told(found)
    return shown


@transaction.atomic
def set_photo(actor: Actor, *, membership: Membership, photo: StoredFile | None) -> None:
    """The member's photo, or none. The file before is the caller's to remove.

    Raises:
        Denied: *actor* may not change them.
    """
    found = require_change(actor, membership)
    found.photo = photo
    found.save(update_fields=["photo"])
    record("member.photo_set" if photo else "member.photo_removed", on=found, by=actor)
    told(found)


@transaction.atomic
def end_membership(actor: Actor, *, membership: Membership) -> None:
    """The member leaves: no way in here any more, from this moment on; all they made stays.

    Their login and their other practices are untouched. Open pages and sockets close by
    themselves within two seconds.

    Raises:
        Denied: *actor* may not, or they have left already.
        LastOwner: nobody else owns the practice.
    """
    found = _changing(actor, membership, stays_owner=False)
    found.ended_at = membership.ended_at = now()
    found.save(update_fields=["ended_at"])
    Practitioner.objects.filter(membership=found).update(is_public=False)
    _end_links(found)
    record("member.left", on=found, by=actor)
    told(found)


def _end_links(membership: Membership) -> None:
    """Nobody is served by them, and (once they have left) nobody serves them."""
    of_them = Q(secretary=membership)
    if membership.ended_at is not None:
        of_them |= Q(practitioner__membership=membership)
    links = SecretaryLink.objects.filter(of_them, ended_at=None)
    others = set(links.values_list("secretary", flat=True)) - {membership.pk}
    links.update(ended_at=now())
    changed(*(f"access:{pk}" for pk in others))


def may_follow_members(actor: Actor, rest: str) -> bool:
    """Whether *actor* may hear that the list of members changed."""
    return not rest and may(actor, "members")


def require_members_page(actor: Actor) -> None:
    """Let on only who may see the members at all.

    Raises:
        Denied: *actor* may not.
    """
    require(actor, "members")


def with_second_factor(rows: Iterable[Membership]) -> set[UUID]:
    """The users among these members who have a second factor (a code or a passkey)."""
    strong = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    users = [row.user_id for row in rows]
    found = Authenticator.objects.filter(user__in=users, type__in=strong)
    return set(found.values_list("user_id", flat=True))


def last_sign_ins(rows: Iterable[Membership]) -> dict[UUID, datetime]:
    """When each of these members' users last signed in here: elsewhere is nobody's business."""
    users = [row.user_id for row in rows]
    events = AuditEvent.objects.filter(verb="login.succeeded", actor_user__in=users)
    return dict(events.values_list("actor_user").annotate(at=Max("at")))
