"""What this room writes into the audit: pages that combine several rooms (A9.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Act, Actor, seen
from visavis.front.staff_home import Today

ACTS = {"day.viewed": Act("look", _("Shown on the page of the day"))}


def day_seen(actor: Actor, today: Today) -> None:
    """*actor* saw who comes today."""
    seen("day.viewed", by=actor, patients=[row.patient.pk for row in today.rows], live=True)
