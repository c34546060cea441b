"""The demo's texts in force, the uses it asks about, and who has agreed already."""

from __future__ import annotations

import re

from visavis.accounts.public import User, actor_of
from visavis.core.public import now
from visavis.front.public import first_draft
from visavis.patients.public import (
    LEGAL_KINDS,
    Consent,
    Patient,
    adopt,
    current_texts,
    publish,
    save_draft,
)

_GAP = re.compile(r"\s*\[À COMPLÉTER[^\]]*\]")


def sow_agreements(owner: User) -> None:
    """Publish our own texts; every patient of the beginning has agreed, the first one online."""
    actor = actor_of(owner, {})
    for kind in LEGAL_KINDS:
        save_draft(actor, kind=kind, bodies={"fr": _GAP.sub("", first_draft(kind))})
        publish(actor, kind=kind)
    for key in ("mailings", "research"):
        adopt(actor, key=key)
    moment = now()
    Consent.objects.bulk_create(
        Consent(
            patient=patient,
            text=text,
            how="online" if patient.user_id else "in_session",
            language="fr",
            given_at=moment,
            given_to_id=patient.user_id or owner.pk,
        )
        for patient in Patient.objects.all()
        for text in current_texts()
    )
