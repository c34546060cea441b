"""What this room writes into the audit: looking at the audit is recorded too (A9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Act, Actor, seen

ACTS = {
    "audit.viewed": Act("look", _("Named in the activity record")),
    "audit.exported": Act("export", _("Activity record exported")),
    "audit.verified": Act("rights", _("Activity record verified: %(faults)s faults")),
}


def names_seen(actor: Actor, patients: Iterable[UUID]) -> None:
    """*actor* saw these patients named in the record of acts."""
    seen("audit.viewed", by=actor, patients=patients, live=True)
