"""What this room writes into the audit: the sentences, and who was looked at (A9.3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from visavis.consultations.waiting import Waiting
from visavis.core.public import Act, Actor, seen

ACTS = {
    "waiting.viewed": Act("look", _("Shown in the waiting list")),
    "visit.arrived": Act("change", _("Arrived in the waiting room")),
    "visit.admitted": Act("change", _("Let in to the consultation")),
    "visit.put_back": Act("change", _("Asked to wait again")),
    "visit.joined": Act("entry", _("Entered the consultation room")),
    "visit.started": Act("change", _("Consultation begun")),
    "visit.ended": Act("change", _("Consultation ended")),
}


def waiting_seen(actor: Actor, lines: Iterable[Waiting]) -> None:
    """*actor* saw who waits."""
    seen("waiting.viewed", by=actor, patients=[line.patient.pk for line in lines], live=True)
