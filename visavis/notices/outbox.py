"""The queue: notices are rows, written in the transaction of what they tell of (C1.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from visavis.accounts.public import User
from visavis.core.public import Actor, Denied, new_id, now, record, require_organization
from visavis.notices import jobs
from visavis.notices.access import may_see
from visavis.notices.codes import frozen, thawed
from visavis.notices.kinds import Channel, Kind, kind_named
from visavis.notices.models import Notice
from visavis.patients.public import Encounter, Patient


@dataclass(frozen=True)
class Recipient:
    """Whom to tell, and where. An empty address: not by that channel."""

    name: str
    email: str = ""
    mobile: str = ""
    language: str = ""
    patient_id: UUID | None = None


To = Patient | User | Recipient


class NotResendable(Exception):
    """The notice is still on its way, or what it tells is no longer true."""


def recipient_of(to: To) -> Recipient:
    """Where *to* can be reached."""
    if isinstance(to, Recipient):
        return to
    if isinstance(to, User):
        return Recipient(to.name, email=to.email, language=to.language)
    return Recipient(to.name, to.email, str(to.mobile or ""), to.language, to.pk)


def _key(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _sequence(kind: Kind, encounter: Encounter | None) -> int:
    """One more than the last event sent of this encounter; 0 where there is no event."""
    if kind.calendar is None or encounter is None:
        return 0
    last = Notice.objects.filter(encounter=encounter).aggregate(last=Max("sequence"))["last"]
    return (last or 0) + 1


@dataclass(frozen=True)
class Telling:
    """A kind to be told at *at* (None: at once), while before *useful_until*.

    once: names the occasion, see :func:`send`; without it a moment of the future is its own.
    """

    kind: str
    at: datetime | None = None
    useful_until: datetime | None = None
    once: str = ""

    @property
    def occasion(self) -> str:
        planned = self.at.astimezone(UTC).isoformat() if self.at else str(new_id())
        return self.once or planned


def send(
    kind: str,
    *,
    to: To,
    encounter: Encounter | None = None,
    facts: Mapping[str, Any] | None = None,
    once: str = "",
    useful_until: datetime | None = None,
) -> list[Notice]:
    """Tell *to* of *kind* as soon as this transaction commits, by each channel that reaches them.

    facts: what the codes and ``still_true`` need (codes.FACTS; moments aware; links may be paths
    of this practice). once: names the occasion; a second notice of the same kind to the same
    person for the same encounter and occasion is dropped. Without it each call is an occasion.

    Returns the notices written.
    """
    telling = Telling(kind, useful_until=useful_until, once=once)
    return tell([telling], to=to, encounter=encounter, facts=facts)


def plan(
    kind: str,
    *,
    to: To,
    encounter: Encounter | None = None,
    facts: Mapping[str, Any] | None = None,
    at: datetime,
    useful_until: datetime | None = None,
    once: str = "",
) -> list[Notice]:
    """Tell *to* of *kind* at *at*, or as soon as can be after it while before *useful_until*.

    Planned twice for the same moment it goes once; planned again after :func:`forget` it goes.
    """
    telling = Telling(kind, at, useful_until, once)
    return tell([telling], to=to, encounter=encounter, facts=facts)


def tell(
    tellings: Iterable[Telling],
    *,
    to: To,
    encounter: Encounter | None = None,
    facts: Mapping[str, Any] | None = None,
) -> list[Notice]:
    """Several kinds with the same facts to one person, written at once; see :func:`send`.

    Writes a row per kind and channel that reaches *to*; one job for those that are due now. Later
    ones have no job: the sweep finds their rows. A queue that holds a job for each reminder of
    the coming months would be slow for all.
    """
    someone, context, moment, rows = recipient_of(to), frozen(facts or {}), now(), list[Notice]()
    for telling in tellings:
        for row in _rows(kind_named(telling.kind), someone, encounter, telling.occasion):
            row.context = context
            row.due_at = row.next_attempt_at = telling.at or moment
            row.useful_until = telling.useful_until
            rows.append(row)
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Notice.objects.filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True))
    new = [row for row in rows if row.pk in written]
    if due := [str(row.pk) for row in new if row.due_at <= moment]:
        jobs.deliver.defer(notices=due)
    return new


def _rows(kind: Kind, to: Recipient, encounter: Encounter | None, occasion: str) -> list[Notice]:
    addresses: dict[Channel, str] = {"mail": to.email, "sms": to.mobile}
    about = str(encounter.pk) if encounter else ""
    sequence = _sequence(kind, encounter)
    return [
        Notice(
            encounter=encounter,
            patient_id=to.patient_id,
            kind=kind.name,
            channel=channel,
            name=to.name[:200],
            recipient=addresses[channel],
            language=to.language or require_organization().language,
            sequence=sequence if channel == "mail" else 0,
            key=_key(kind.name, channel, addresses[channel], about, occasion),
        )
        for channel in kind.channels
        if addresses[channel]
    ]


def forget(encounter: Encounter, kinds: Iterable[str] | None = None) -> int:
    """Silence what still waits to be told of *encounter*, of *kinds* only if given; how many."""
    waiting = Notice.objects.filter(encounter=encounter, state="queued")
    if kinds is not None:
        waiting = waiting.filter(kind__in=list(kinds))
    return waiting.update(state="cancelled")


_TEXTS = ("context", "subject", "body", "html", "calendar")


def deliveries(encounter: Encounter) -> list[Notice]:
    """What was and will be told of *encounter*, newest first; the caller has checked who asks."""
    return deliveries_of([encounter])[encounter.pk]


def deliveries_of(encounters: Iterable[Encounter]) -> dict[UUID, list[Notice]]:
    """The deliveries of many encounters in one query, by encounter; texts are not loaded."""
    found: dict[UUID, list[Notice]] = {encounter.pk: [] for encounter in encounters}
    for notice in (
        Notice.objects.filter(encounter__in=found).defer(*_TEXTS).order_by("-due_at", "-pk")
    ):
        assert notice.encounter_id is not None  # noqa: S101
        found[notice.encounter_id].append(notice)
    return found


@transaction.atomic
def resend(actor: Actor, notice: Notice) -> Notice:
    """Tell it again, now, to the address the patient has now; what was sent stays as it was.

    Raises:
        Denied: *actor* is not staff, or may not see what it tells of.
        NotResendable: it is still on its way, or no longer true.
    """
    if not actor.is_staff:
        raise Denied("only staff send again")
    if not may_see(actor, notice):
        raise Denied("notice not visible")
    kind = kind_named(notice.kind)
    if notice.state in Notice.WAITING or not kind.still_true(
        notice.encounter, thawed(notice.context)
    ):
        raise NotResendable
    address = notice.recipient
    if notice.patient is not None:
        patient = recipient_of(notice.patient)
        address = (patient.email if notice.channel == "mail" else patient.mobile) or address
    again = Notice.objects.create(
        encounter=notice.encounter,
        patient=notice.patient,
        kind=notice.kind,
        channel=notice.channel,
        name=notice.name,
        recipient=address,
        language=notice.language,
        context=notice.context,
        sequence=notice.sequence,
        key=_key("again", str(new_id())),
        due_at=now(),
        next_attempt_at=now(),
    )
    jobs.deliver.defer(notices=[str(again.pk)])
    record("notice.resent", on=again, by=actor, patient_id=notice.patient_id, kind=notice.kind)
    return again
