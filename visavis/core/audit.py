"""The audit: record an event, record who was seen, verify the chain (A9.3)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext, gettext_noop

from visavis.core.actor import Actor
from visavis.core.clock import now
from visavis.core.models import AuditEvent, AuditHead

MOST_AT_ONCE = 100
"""Patients that one event of a list names; a longer list makes several."""
AGAIN_AFTER = timedelta(minutes=10)
"""A page that refreshes itself shows the same people again: recorded anew after so long."""
REMEMBERED = 50_000


def record(
    verb: str, *, on: Model | None, by: Actor, patient_id: UUID | None = None, **facts: Any
) -> None:
    """Write that *by* did *verb* to *on*, in the present transaction.

    *facts* are small and hold no health data: ids, times, counts, names of settings. Who really
    sat there, when it was another than the one acted for, goes with them as ``via`` (A9.1).
    Every verb has its sentence in the ``audited.py`` of its room.
    """
    AuditEvent.objects.bulk_create([_event(verb, on, by, patient_id, facts)])


def _event(
    verb: str, on: Model | None, by: Actor, patient_id: UUID | None, facts: dict[str, Any]
) -> AuditEvent:
    if by.via:
        facts = facts | {"via": by.via, "via_user": str(by.via_user_id)}
    return AuditEvent(
        at=now(),
        verb=verb,
        actor_kind=by.kind,
        actor_user=by.user_id or by.key_id,
        actor_name=by.name[:200],
        on_type=on._meta.label_lower if on is not None else "",
        on_id=on.pk if on is not None else None,
        patient=patient_id,
        facts=facts,
    )


def seen(
    verb: str,
    *,
    by: Actor,
    patients: Iterable[UUID],
    on: Model | None = None,
    live: bool = False,
    **facts: Any,
) -> None:
    """Write that *by* saw these *patients* on one page: one event, in one insert.

    live: the page refreshes itself, or is a list that is opened all day; whom it showed to the
    same person within the last ten minutes is not recorded again (docs/decisions/0035).
    """
    shown = list(dict.fromkeys(patients))
    if live:
        shown = _not_lately(verb, by, shown)
    if not shown or by.kind == "system":
        return
    if len(shown) == 1:
        record(verb, on=on, by=by, patient_id=shown[0], **facts)
        return
    parts = [shown[at : at + MOST_AT_ONCE] for at in range(0, len(shown), MOST_AT_ONCE)]
    AuditEvent.objects.bulk_create(
        _event(verb, on, by, None, facts | {"patients": [str(one) for one in part]})
        for part in parts
    )


_Look = tuple[Any, ...]
_lately: dict[_Look, datetime] = {}
_lock = threading.Lock()


def _not_lately(verb: str, by: Actor, patients: list[UUID]) -> list[UUID]:
    """Those of *patients* whose look is due to be recorded; remembered once it is committed.

    Each process remembers for itself: what it forgets is recorded once more, never once less.
    """
    who = (by.organization_id, by.kind, by.user_id, by.key_id, by.link_ids, by.via_user_id, verb)
    moment = now()
    due = moment - AGAIN_AFTER
    fresh = [one for one in patients if _lately.get((*who, one), due) <= due]
    if fresh:
        transaction.on_commit(partial(_remember, [(*who, one) for one in fresh], moment))
    return fresh


def _remember(looks: list[_Look], moment: datetime) -> None:
    with _lock:
        for look in looks:
            _lately.pop(look, None)
            _lately[look] = moment
        for old in list(_lately)[: max(0, len(_lately) - REMEMBERED)]:
            del _lately[old]


_ROWS = """
SELECT seq, previous, digest,
       concat_ws('|', previous, id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                 verb, actor_kind, coalesce(actor_user::text, ''), actor_name, on_type,
                 coalesce(on_id::text, ''), coalesce(patient::text, ''), facts::text)
FROM core_auditevent WHERE organization_id = %s AND seq > %s ORDER BY seq LIMIT 5000
"""


def _chain(organization_id: UUID) -> Iterator[tuple[int, str, str, str]]:
    """The rows of the chain in order, a piece at a time: it may be long."""
    last = -(2**63)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ROWS, [organization_id, last])
            rows = cursor.fetchall()
            yield from rows
            if not rows:
                return
            last = rows[-1][0]


@dataclass(frozen=True)
class Fault:
    """Something wrong with a chain; as text in English, as ``words`` in the reader's language."""

    sentence: str
    event: int
    other: int = 0

    def __str__(self) -> str:
        return self.sentence % {"event": self.event, "other": self.other}

    @property
    def words(self) -> str:
        return gettext(self.sentence) % {"event": self.event, "other": self.other}


MISSING = gettext_noop("Event %(event)s is missing (the next is %(other)s).")
OUT_OF_ORDER = gettext_noop("Event %(event)s does not follow event %(other)s.")
CHANGED = gettext_noop("Event %(event)s was changed.")
CUT = gettext_noop("The record ends at event %(event)s; it should end at event %(other)s.")
LOOSE = gettext_noop("Outside of the record: %(event)s events.")


def verify(organization_id: UUID) -> Iterator[Fault]:
    """Faults of the organization's chain; nothing when it is whole.

    Finds changed, missing, reordered and cut-off events. The rule stands in migration 0003:
    digest = SHA-256 over the previous digest and the event's columns, joined by ``|``.
    """
    expected, previous = 1, ""
    for seq, kept_previous, digest, text in _chain(organization_id):
        if seq != expected:
            yield Fault(MISSING, expected, seq)
        elif kept_previous != previous:
            yield Fault(OUT_OF_ORDER, seq, seq - 1)
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            yield Fault(CHANGED, seq)
        expected, previous = seq + 1, digest
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, digest FROM core_audithead WHERE organization_id = %s", [organization_id]
        )
        head = cursor.fetchone() or (0, "")
        if head != (expected - 1, previous):
            yield Fault(CUT, expected - 1, head[0])
        cursor.execute(
            "SELECT count(*) FROM core_auditevent WHERE organization_id = %s AND seq IS NULL",
            [organization_id],
        )
        loose = cursor.fetchone()
        if loose and loose[0]:
            yield Fault(LOOSE, loose[0])


def length() -> int:
    """How many events the chain of the organization acted for has."""
    head = AuditHead.objects.first()
    return head.seq if head is not None else 0
