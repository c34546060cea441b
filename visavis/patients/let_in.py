"""Letting a patient in without a password: personal links (C1.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from visavis.core.public import Actor, Denied, new_secret, now, record, secret_hash
from visavis.patients.models import Encounter, PersonalLink


def issue_link(actor: Actor, *, encounter: Encounter, expires_at: datetime) -> str:
    """The secret of a new personal link to *encounter*; only its hash is kept."""
    secret = new_secret()
    link = PersonalLink.objects.create(
        encounter=encounter, secret_hash=secret_hash(secret), expires_at=expires_at
    )
    record(
        "link.issued",
        on=link,
        by=actor,
        patient_id=encounter.patient_id,
        expires_at=expires_at.isoformat(),
    )
    return secret


def open_link(actor: Actor, secret: str) -> PersonalLink:
    """The live link with this secret. Looking changes nothing but the audit (rule 8).

    Raises:
        Denied: unknown, expired, revoked, or another organization's.
    """
    link: PersonalLink | None = (
        PersonalLink.objects.select_related("encounter")
        .filter(secret_hash=secret_hash(secret), revoked_at=None, expires_at__gt=now())
        .first()
    )
    if link is None:
        raise Denied("no such link")
    record("link.opened", on=link, by=actor, patient_id=link.encounter.patient_id)
    return link


@transaction.atomic
def revoke_links(actor: Actor, *, encounter: Encounter) -> int:
    """Close every personal link to *encounter*; how many were open."""
    count: int = PersonalLink.objects.filter(encounter=encounter, revoked_at=None).update(
        revoked_at=now()
    )
    if count:
        record("link.revoked", on=encounter, by=actor, patient_id=encounter.patient_id, count=count)
    return count
