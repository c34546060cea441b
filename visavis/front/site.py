"""The practice's public page: who can be booked, and when next (B5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale
from django.urls import reverse
from django.utils.translation import get_language

from visavis.accounts.public import Practitioner, public_practitioners
from visavis.core.public import require_organization
from visavis.scheduling.public import next_free


@dataclass(frozen=True)
class Card:
    """A practitioner as a visitor sees them; ``next``: the next free time, if any."""

    practitioner: Practitioner
    next: datetime | None

    @property
    def url(self) -> str:
        return reverse("scheduling:book", args=[self.practitioner.slug])

    @property
    def phone(self) -> Any:
        """Whom to call when nothing is free: the secretariat, else the practice."""
        return self.practitioner.secretariat_phone or require_organization().phone

    @property
    def spoken(self) -> str:
        """« français, anglais », in the language of the page."""
        locale = Locale((get_language() or "fr")[:2])
        return ", ".join(locale.languages.get(code, code) for code in self.practitioner.languages)


def cards() -> list[Card]:
    """The practice's public practitioners, those with the nearest free time first."""
    practitioners = list(public_practitioners().order_by("last_name", "first_name"))
    free = next_free(practitioners)
    shown = [
        Card(one, slot.starts_at if (slot := free.get(one.pk)) else None) for one in practitioners
    ]
    return sorted(shown, key=lambda card: (card.next is None, card.next))
