"""What this room writes into the audit (A9.3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Act, Actor, seen
from visavis.notices.models import Notice

ACTS = {
    "notice.resent": Act("change", _("Message sent again")),
    "notice.read": Act("look", _("Messages to patients read in the outbox")),
}


def notices_seen(actor: Actor, notices: Iterable[Notice]) -> None:
    """*actor* saw these mails and short messages, or their first lines."""
    patients = [one.patient_id for one in notices if one.patient_id is not None]
    seen("notice.read", by=actor, patients=patients, live=True)
