"""Reading the audit: the events sought, newest first, a page at a time at any length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from visavis.core.audit_words import verbs_of
from visavis.core.models import AuditAbout, AuditEvent

PAGE = 50
Place = tuple[datetime, UUID]
"""Where a page ends: the moment and key of its last event."""


@dataclass(frozen=True)
class Sought:
    """What to look for; what is empty does not narrow. *until* is not included."""

    person: UUID | None = None
    patient: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""


def events(
    sought: Sought, *, after: Place | None = None, most: int | None = None
) -> QuerySet[AuditEvent]:
    """The events sought, newest first; with *after*, those older than that place.

    most: no more than so many are wanted, which spares the database the others.
    """
    found: QuerySet[AuditEvent] = AuditEvent.objects.order_by("-at", "-id")
    if sought.person is not None:
        found = found.filter(actor_user=sought.person)
    if sought.kind:
        found = found.filter(verb__in=verbs_of(sought.kind))
    if sought.patient is None:
        return found.filter(_between("at", "id", sought, after))
    about = AuditAbout.objects.filter(
        _between("at", "event_id", sought, after), patient=sought.patient
    )
    if most is not None and sought.person is None and not sought.kind:
        about = about.order_by("-at", "-event_id")[:most]
    return found.filter(pk__in=about.values("event_id"))


def _between(at: str, key: str, sought: Sought, after: Place | None) -> Q:
    condition = Q()
    if sought.since is not None:
        condition &= Q(**{f"{at}__gte": sought.since})
    if sought.until is not None:
        condition &= Q(**{f"{at}__lt": sought.until})
    if after is not None:
        moment, last = after
        condition &= Q(**{f"{at}__lte": moment})
        condition &= Q(**{f"{at}__lt": moment}) | Q(**{f"{key}__lt": last})
    return condition


def events_page(
    sought: Sought, *, after: Place | None = None, size: int = PAGE, within: Q | None = None
) -> tuple[list[AuditEvent], Place | None]:
    """At most *size* events and the place where the next page begins; None at the end."""
    if within is None:
        found = events(sought, after=after, most=size + 1)
    else:
        found = events(sought, after=after).filter(within)
    rows = list(found[: size + 1])
    if len(rows) <= size:
        return rows, None
    last = rows[size - 1]
    return rows[:size], (last.at, last.pk)


def people(found: list[AuditEvent]) -> dict[UUID, list[UUID]]:
    """Which patients each of these events is about, by the event's key."""
    about: dict[UUID, list[UUID]] = {event.pk: [] for event in found}
    for event, patient in AuditAbout.objects.filter(event__in=found).values_list(
        "event_id", "patient"
    ):
        about[event].append(patient)
    return about
