"""Remote support: opened by an owner for a while, closable at any moment (A9.1).

While it is open, an operator of the platform may take a member's place here (acting_as.py): with a
banner on every page, each act in the audit under both names. It ends at closing or expiry, with the
sockets: the way asks at each request whether it still holds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from visavis.accounts.acting_as import Place, Session, Way, take_place
from visavis.accounts.hand_over import hand_over
from visavis.accounts.models import (
    Membership,
    Organization,
    PlatformOperator,
    SupportAccess,
    User,
)
from visavis.core.public import (
    Actor,
    Denied,
    acting_for,
    changed,
    now,
    record,
    rows_of_all,
    tenant_job,
)

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=7)
PURPOSE = "support"


class OpenAlready(Exception):
    """Support is open already; close it first."""


def _holds(user: User, place: Place) -> bool:
    """While an operator sits there, and the owner has it open."""
    return PlatformOperator.objects.filter(user=user).exists() and current_access() is not None


SUPPORT = Way(
    key="support",
    holds=_holds,
    sentence=_("Remote support: you act as %(name)s. Everything is recorded under both names."),
    leave=_("Leave the support"),
    back=lambda membership: "/accounts/login/",
    lasts=LONGEST,
)


def current_access() -> SupportAccess | None:
    """The support that is open here now."""
    return SupportAccess.objects.filter(closed_at=None, expires_at__gt=now()).first()


@transaction.atomic
def open_support(actor: Actor, *, hours: int, reason: str) -> SupportAccess:
    """Let the platform's operators in for *hours*.

    Raises:
        Denied: *actor* is no owner, or the time is not between an hour and seven days.
        OpenAlready: it is open.
    """
    lasts = timedelta(hours=hours)
    opener = actor.membership_id
    if opener is None or not actor.has("owner") or actor.via or not SHORTEST <= lasts <= LONGEST:
        raise Denied("may not open support")
    moment = now()
    SupportAccess.objects.filter(closed_at=None, expires_at__lte=moment).update(closed_at=moment)
    try:
        with transaction.atomic():
            row: SupportAccess = SupportAccess.objects.create(
                opened_by_id=opener,
                opened_at=moment,
                expires_at=moment + lasts,
                reason=reason,
            )
    except IntegrityError as fault:
        raise OpenAlready from fault
    record("support.opened", on=row, by=actor, hours=hours, reason=reason)
    end_support.defer(at=row.expires_at)
    return row


@tenant_job()
def end_support() -> None:
    """When its time is over: it is closed, and open sockets of operators with it."""
    over = SupportAccess.objects.filter(closed_at=None, expires_at__lte=now())
    if over.update(closed_at=now()):
        _tell_open_pages()


@transaction.atomic
def close_support(actor: Actor) -> None:
    """End it now, open pages and sockets of operators included.

    Raises:
        Denied: *actor* is no owner of their own accord.
    """
    if not actor.has("owner") or actor.via:
        raise Denied("may not close support")
    row = SupportAccess.objects.select_for_update().filter(closed_at=None).first()
    if row is None:
        return
    row.closed_at = now()
    row.save(update_fields=["closed_at"])
    record("support.closed", on=row, by=actor)
    _tell_open_pages()


def _tell_open_pages() -> None:
    """Whoever sits in a member's place is asked again at once."""
    for pk in Membership.objects.filter(ended_at=None).values_list("pk", flat=True):
        changed(f"access:{pk}")


# From the operators' side, above the tenants -------------------------------------------------


def access_at(organization: Organization) -> SupportAccess | None:
    """The support that is open at *organization*, as operators see it."""
    rows = rows_of_all(SupportAccess).filter(organization=organization, closed_at=None)
    return rows.filter(expires_at__gt=now()).first()


def members_at(organization: Organization) -> list[dict[str, Any]]:
    """Whose place may be taken there."""
    rows = rows_of_all(Membership).filter(organization=organization, ended_at=None)
    names = ("pk", "roles", "user__first_name", "user__last_name")
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]


@transaction.atomic
def support_token(operator: Actor, *, organization: Organization, membership_id: UUID) -> str:
    """A token by which this operator enters there, once and at once, as that member.

    Raises:
        Denied: support is not open there, or there is no such member.
    """
    rows = rows_of_all(Membership).filter(organization=organization, ended_at=None)
    if access_at(organization) is None or not rows.filter(pk=membership_id).exists():
        raise Denied("support is not open")
    by = Actor("operator", organization.pk, operator.name, user_id=operator.user_id)
    with acting_for(organization):
        record("support.entered", on=organization, by=by, member=str(membership_id))
    return hand_over(
        PURPOSE,
        organization_id=organization.pk,
        user=str(operator.user_id),
        membership=str(membership_id),
    )


@transaction.atomic
def enter_support(user: User, session: Session, *, membership_id: UUID) -> datetime:
    """*user*, an operator, takes that member's place until support ends; until when.

    Raises:
        Denied: it is closed, they are no operator, or the member has left.
    """
    row = current_access()
    member = Membership.objects.filter(pk=membership_id, ended_at=None).first()
    if row is None or member is None or not PlatformOperator.objects.filter(user=user).exists():
        raise Denied("support is not open")
    actor = Actor("operator", row.organization_id, user.name, user_id=user.pk)
    take_place(actor, session, way=SUPPORT.key, membership=member, until=row.expires_at)
    return row.expires_at
