"""The record of acts as people read it: who did or saw what, to whom, when (A9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from visavis.accounts.public import Membership, covers_all, require
from visavis.core.public import (
    Actor,
    AuditAbout,
    AuditEvent,
    Sought,
    events_page,
    people,
    verbs_of,
    words_of,
)
from visavis.patients.public import Patient, visible_to

NAMED = 5
"""Patients that a line names; of more it says how many."""


@dataclass(frozen=True)
class Line:
    """One act. *hidden*: patients it is about whom the reader may not see, or are not shown."""

    event: AuditEvent
    who: str
    via: str
    sentence: str
    patients: list[Patient]
    hidden: int


def within(actor: Actor) -> Q | None:
    """The condition on events under which *actor* reads them; None for all of them.

    Owners read everything; managers what is about a patient they may see, and what members of
    their departments did that is about no patient. Rights and settings are the owners'.

    Raises:
        Denied: *actor* reads none of it.
    """
    require(actor, "audit")
    if covers_all(actor):
        return None
    about = AuditAbout.objects.filter(event=OuterRef("pk"))
    visible = about.filter(patient__in=visible_to(actor).values("pk"))
    colleagues = Membership.objects.filter(
        Q(departments__department__in=actor.department_ids) | Q(pk=actor.membership_id)
    )
    theirs = Q(actor_user__in=colleagues.values("user_id")) & ~Q(verb__in=verbs_of("rights"))
    return Q(Exists(visible)) | (theirs & ~Q(Exists(about)))


def page(
    actor: Actor, sought: Sought, *, after: Any = None, size: int = 50
) -> tuple[list[Line], tuple[datetime, UUID] | None]:
    """The acts that *actor* may read, newest first, and where the next page begins.

    Raises:
        Denied: *actor* reads none of it.
    """
    found, further = events_page(sought, after=after, size=size, within=within(actor))
    return lines(actor, found), further


def lines(actor: Actor, found: list[AuditEvent], *, named: int = NAMED) -> list[Line]:
    """These events as lines, with the names of patients whom *actor* may see."""
    about = people(found)
    keys = {one for patients in about.values() for one in patients}
    known = {patient.pk: patient for patient in visible_to(actor).filter(pk__in=keys)}
    return [_line(event, about[event.pk], known, named) for event in found]


def _line(event: AuditEvent, about: list[UUID], known: dict[UUID, Patient], named: int) -> Line:
    seen = sorted((known[one] for one in about if one in known), key=lambda one: one.name)
    return Line(
        event,
        event.actor_name or _nameless(event.actor_kind),
        str(event.facts.get("via", "")),
        words_of(event.verb, event.facts),
        seen[:named],
        len(about) - len(seen[:named]),
    )


def _nameless(kind: str) -> str:
    return {
        "visitor": _("A visitor"),
        "patient": _("The patient, by personal link"),
        "system": "Visavis",
    }.get(kind, _("Somebody"))


def seen_in(shown: Iterable[Line]) -> list[UUID]:
    """The patients that these lines name."""
    return [patient.pk for line in shown for patient in line.patients]


def members() -> list[tuple[UUID, str]]:
    """Everybody who works or worked here, by name."""
    found = Membership.objects.select_related("user").order_by("user__last_name", "joined_at")
    return list({one.user_id: (one.user_id, one.user.name) for one in found}.values())


def name_of(person: UUID) -> str:
    """The name under which somebody acted last; empty for nobody."""
    newest = AuditEvent.objects.filter(actor_user=person).order_by("-at", "-id").first()
    return newest.actor_name if newest is not None else ""
