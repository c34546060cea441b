"""Which secretary serves which practitioner (A2.3)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from visavis.accounts.access import covers_all, may
from visavis.accounts.members import TOPIC, may_change
from visavis.accounts.models import Membership, Practitioner, SecretaryLink
from visavis.core.public import Actor, Denied, changed, now, record


def may_link(actor: Actor, practitioner: Practitioner) -> bool:
    """Whether *actor* decides who serves this practitioner: themselves, owners, their manager."""
    if not actor.is_staff or practitioner.membership.ended_at is not None:
        return False
    if practitioner.pk == actor.practitioner_id or actor.has("owner"):
        return True
    return may(actor, "members") and may_change(actor, practitioner.membership)


def secretaries(actor: Actor) -> QuerySet[Membership]:
    """The secretaries whom *actor* may let serve: in strict departments, those shared."""
    here = Membership.objects.filter(ended_at=None, roles__contains=["secretary"])
    here = here.select_related("user").order_by("user__last_name", "user__first_name")
    if covers_all(actor) or not actor.department_ids:
        return here
    return here.filter(departments__department__in=actor.department_ids).distinct()


def serving(practitioner: Practitioner) -> list[Membership]:
    """Those who serve *practitioner* now."""
    links = SecretaryLink.objects.filter(practitioner=practitioner, ended_at=None)
    return list(
        Membership.objects.filter(pk__in=links.values("secretary"))
        .select_related("user")
        .order_by("user__last_name", "user__first_name")
    )


def served_by(secretary: Membership) -> list[Practitioner]:
    """Those whom *secretary* serves now."""
    links = SecretaryLink.objects.filter(secretary=secretary, ended_at=None)
    return list(Practitioner.objects.filter(pk__in=links.values("practitioner")))


def _require(actor: Actor, secretary: Membership, practitioner: Practitioner) -> None:
    if not may_link(actor, practitioner):
        raise Denied("not theirs to link")
    if secretary.ended_at is not None or "secretary" not in secretary.roles:
        raise Denied("no secretary here")


@transaction.atomic
def link_secretary(actor: Actor, *, secretary: Membership, practitioner: Practitioner) -> None:
    """Let *secretary* serve *practitioner*, from now on; twice is once.

    Raises:
        Denied: *actor* does not decide this, or *secretary* is none.
    """
    _require(actor, secretary, practitioner)
    link = SecretaryLink(secretary=secretary, practitioner=practitioner)
    already = SecretaryLink.objects.filter(
        secretary=secretary, practitioner=practitioner, ended_at=None
    )
    if already.exists():
        return
    SecretaryLink.objects.bulk_create([link], ignore_conflicts=True)
    record("secretary.linked", on=practitioner, by=actor, secretary=str(secretary.pk))
    changed(f"access:{secretary.pk}", TOPIC)


@transaction.atomic
def unlink_secretary(actor: Actor, *, secretary: Membership, practitioner: Practitioner) -> None:
    """*secretary* serves *practitioner* no more: at once, on open pages and sockets too.

    Raises:
        Denied: *actor* does not decide this.
    """
    if not may_link(actor, practitioner):
        raise Denied("not theirs to unlink")
    links = SecretaryLink.objects.filter(
        secretary=secretary, practitioner=practitioner, ended_at=None
    )
    if links.update(ended_at=now()):
        record("secretary.unlinked", on=practitioner, by=actor, secretary=str(secretary.pk))
        changed(f"access:{secretary.pk}", TOPIC)
