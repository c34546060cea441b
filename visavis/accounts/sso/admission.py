"""Who is let in by a provider, as whom, and with which roles (docs/decisions/0030).

``decide`` looks and changes nothing: a trial asks it too. ``admit`` carries the decision out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from visavis.accounts.models import (
    IdentityProvider,
    Membership,
    Organization,
    PlatformOperator,
    Practitioner,
    Qualification,
    SecretaryLink,
    User,
)
from visavis.accounts.sso.claims import RPPS_LENGTH, Identity
from visavis.accounts.sso.problems import SsoProblem
from visavis.core.public import Actor, Role, changed, now, record, require_organization

How = Literal["known", "mail", "number", "new"]
ORDER = [role for role, _label in Membership.ROLES]


@dataclass(frozen=True)
class Decision:
    """Who an identity is here, and the roles they will have."""

    how: How
    roles: list[str]
    membership: Membership | None = None

    @property
    def user(self) -> User | None:
        return self.membership.user if self.membership else None

    @property
    def changes_roles(self) -> bool:
        return self.membership is not None and set(self.membership.roles) != set(self.roles)


def decide(provider: IdentityProvider, identity: Identity) -> Decision:
    """Who *identity* is in the present organization: by subject, verified mail, then number.

    Raises:
        SsoProblem: they are not let in.
    """
    account = _account(provider, identity)
    if account is not None:
        return _as_member("known", account.user, provider, identity)
    if identity.email and identity.email_verified:
        user = User.objects.filter(email=identity.email).first()
        if user is not None:
            if not provider.create_users and not _ever_member(user):
                raise SsoProblem("unknown", email=identity.email)
            return _as_member("mail", user, provider, identity)
    by_number = _member_by_number(identity)
    if by_number is not None:
        return _as_member("number", by_number.user, provider, identity)
    return _as_new(provider, identity)


def _account(provider: IdentityProvider, identity: Identity) -> Any:
    return (
        SocialAccount.objects.filter(provider=str(provider.pk), uid=identity.subject)
        .select_related("user")
        .first()
    )


def _ever_member(user: User) -> bool:
    return Membership.objects.filter(user=user).exists()


def _member_by_number(identity: Identity) -> Membership | None:
    """The member whose registration number, approved by the operator, is this one."""
    if not identity.number:
        return None
    found = Qualification.objects.filter(
        register="rpps",
        number=identity.number,
        state="approved",
        practitioner__membership__ended_at=None,
    )
    members = [one.practitioner.membership for one in found.select_related("practitioner")[:2]]
    return members[0] if len(members) == 1 else None


def _as_member(how: How, user: User, provider: IdentityProvider, identity: Identity) -> Decision:
    """*user*, if they work here. The platform's operators are never matched by mail or number."""
    if not user.is_active:
        raise SsoProblem("inactive", email=identity.email)
    if how != "known" and PlatformOperator.objects.filter(user=user).exists():
        raise SsoProblem("elsewhere", email=identity.email)
    membership = Membership.objects.filter(user=user, ended_at=None).select_related("user").first()
    if membership is None:
        kind = "ended" if _ever_member(user) else "elsewhere"
        raise SsoProblem(kind, email=identity.email)
    return Decision(how, _roles_at_login(provider, membership, identity), membership)


def _roles_at_login(
    provider: IdentityProvider, membership: Membership, identity: Identity
) -> list[str]:
    """The roles after this login: those in the table follow the claim, others stay as they are.

    The last owner stays one.
    """
    if not provider.role_claim or not provider.roles_every_login:
        return list(membership.roles)
    current, governed = set(membership.roles), set(provider.role_map.values())
    after = (current - governed) | identity.mapped
    after |= set() if after else set(provider.default_roles)
    if "owner" in current - after and not _other_owner(membership):
        after.add("owner")
    if not after:
        raise SsoProblem("no-role", _told(identity), email=identity.email)
    return _in_order(after)


def _other_owner(membership: Membership) -> bool:
    """Whether somebody else owns the practice: every owner's row is locked, so that of two who
    lose the role at once the second one waits, and then counts without the first."""
    owners = Membership.objects.filter(ended_at=None, roles__contains=["owner"])
    return any(owner.pk != membership.pk for owner in owners.select_for_update().order_by("pk"))


def _as_new(provider: IdentityProvider, identity: Identity) -> Decision:
    if not identity.email:
        raise SsoProblem("mail-missing")
    if not identity.email_verified:
        raise SsoProblem("mail-unverified", email=identity.email)
    if not provider.create_users:
        raise SsoProblem("unknown", email=identity.email)
    roles = identity.mapped or set(provider.default_roles)
    if not roles:
        raise SsoProblem("no-role", _told(identity), email=identity.email)
    if is_full(require_organization()):
        raise SsoProblem("limit", email=identity.email)
    return Decision("new", _in_order(set(roles)))


def is_full(organization: Organization) -> bool:
    """Whether the organization has as many members as its plan allows."""
    limit = organization.member_limit
    return limit is not None and Membership.objects.filter(ended_at=None).count() >= limit


def _told(identity: Identity) -> str:
    return "the claim says: " + (", ".join(sorted(identity.values))[:200] or "nothing")


def _in_order(roles: set[str]) -> list[str]:
    return [role for role in ORDER if role in roles]


# Letting in -------------------------------------------------------------------------------


def admit(provider: IdentityProvider, identity: Identity) -> tuple[Decision, User]:
    """Let *identity* in: make the login or the membership's roles what ``decide`` says.

    Raises:
        SsoProblem: they are not let in; nothing was changed.
    """
    with transaction.atomic():
        decision = decide(provider, identity)
        if decision.membership is None:
            membership = _join(provider, identity, decision.roles)
        else:
            membership = decision.membership
            _give_roles(provider, membership, decision)
        if decision.how != "known":
            SocialAccount.objects.create(
                provider=str(provider.pk), uid=identity.subject, user=membership.user
            )
            _record(provider, membership, "login.connected", how=decision.how)
        _keep_number(provider, membership, identity)
    return decision, membership.user


def _join(provider: IdentityProvider, identity: Identity, roles: list[str]) -> Membership:
    """A new login and its place here; the plan's limit holds against others who come just now."""
    organization = Organization.objects.select_for_update().get(pk=require_organization().pk)
    if is_full(organization):
        raise SsoProblem("limit", email=identity.email)
    user = User(
        email=identity.email,
        first_name=identity.first_name or identity.email.partition("@")[0][:80],
        last_name=identity.last_name,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as fault:  # made by somebody else just now
        raise SsoProblem("elsewhere", email=identity.email) from fault
    membership = Membership.objects.create(user=user, roles=roles)
    _record(provider, membership, "member.joined", roles=roles)
    _tell(membership)
    return membership


def _give_roles(provider: IdentityProvider, membership: Membership, decision: Decision) -> None:
    if not decision.changes_roles:
        return
    before, membership.roles = membership.roles, decision.roles
    membership.save(update_fields=["roles"])
    if "practitioner" not in decision.roles:
        Practitioner.objects.filter(membership=membership).update(is_public=False)
    if "secretary" not in decision.roles:
        served = SecretaryLink.objects.filter(secretary=membership, ended_at=None)
        served.update(ended_at=now())
    _record(provider, membership, "member.roles_set", before=before, after=decision.roles)
    _tell(membership)


def _tell(membership: Membership) -> None:
    """Open pages and sockets of theirs ask again what they may; lists of members follow."""
    changed(f"access:{membership.pk}", f"access:user:{membership.user_id}", "members")


def _keep_number(provider: IdentityProvider, membership: Membership, identity: Identity) -> None:
    """State the national number on the professional's profile where none is stated yet (A7.3)."""
    if not identity.number:
        return
    profile = Practitioner.objects.filter(membership=membership, qualification=None).first()
    if profile is None:
        return
    is_rpps = len(identity.number) == RPPS_LENGTH and identity.number.isdigit()
    stated = Qualification.objects.create(
        practitioner=profile,
        profession="other",
        register="rpps" if is_rpps else "other",
        number=identity.number,
        submitted_at=now(),
    )
    _record(provider, membership, "qualification.stated", on=stated, register=stated.register)


def actor_for(membership: Membership) -> Actor:
    """The member as the one who acts at their own login."""
    return Actor(
        "staff",
        membership.organization_id,
        membership.user.name,
        user_id=membership.user_id,
        membership_id=membership.pk,
        roles=frozenset(cast(list[Role], membership.roles)),
    )


def _record(
    provider: IdentityProvider, membership: Membership, verb: str, *, on: Any = None, **facts: Any
) -> None:
    facts |= {"provider": str(provider.pk), "provider_name": provider.name}
    record(verb, on=on or membership, by=actor_for(membership), **facts)
