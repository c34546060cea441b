"""The audit: record an event, verify the chain (A9.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from visavis.core.actor import Actor
from visavis.core.clock import now
from visavis.core.models import AuditEvent


def record(
    verb: str, *, on: Model | None, by: Actor, patient_id: UUID | None = None, **facts: Any
) -> None:
    """Write that *by* did *verb* to *on*, in the present transaction.

    *facts* are small and hold no health data: ids, times, counts, names of settings. Who really
    sat there, when it was another than the one acted for, goes with them as ``via`` (A9.1).
    """
    if by.via:
        facts |= {"via": by.via, "via_user": str(by.via_user_id)}
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=now(),
                verb=verb,
                actor_kind=by.kind,
                actor_user=by.user_id,
                actor_name=by.name[:200],
                on_type=on._meta.label_lower if on is not None else "",
                on_id=on.pk if on is not None else None,
                patient=patient_id,
                facts=facts,
            )
        ]
    )


_ROWS = """
SELECT seq, previous, digest,
       concat_ws('|', previous, id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                 verb, actor_kind, coalesce(actor_user::text, ''), actor_name, on_type,
                 coalesce(on_id::text, ''), coalesce(patient::text, ''), facts::text)
FROM core_auditevent WHERE organization_id = %s AND seq IS NOT NULL ORDER BY seq
"""


def verify(organization_id: UUID) -> Iterator[str]:
    """Faults of the organization's chain, in plain English; nothing when it is whole.

    Finds changed, missing, reordered and cut-off events. The rule stands in migration 0001:
    digest = SHA-256 over the previous digest and the event's columns, joined by ``|``.
    """
    expected, previous = 1, ""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [organization_id])
        for seq, kept_previous, digest, text in cursor.fetchall():
            if seq != expected:
                yield f"event {expected} is missing (next is {seq})"
            elif kept_previous != previous:
                yield f"event {seq} does not follow event {seq - 1}"
            if hashlib.sha256(text.encode()).hexdigest() != digest:
                yield f"event {seq} was changed"
            expected, previous = seq + 1, digest
        cursor.execute(
            "SELECT seq, digest FROM core_audithead WHERE organization_id = %s", [organization_id]
        )
        head = cursor.fetchone()
        if head is not None and (head[0] != expected - 1 or head[1] != previous):
            yield f"the chain ends at event {expected - 1}, its head says {head[0]}"
        cursor.execute(
            "SELECT count(*) FROM core_auditevent WHERE organization_id = %s AND seq IS NULL",
            [organization_id],
        )
        loose = cursor.fetchone()
        if loose and loose[0]:
            yield f"{loose[0]} events are outside of the chain"
