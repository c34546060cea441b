"""No carrier: the notice stays in its row, where the built-in outbox page shows it (C1.6)."""

from __future__ import annotations

from visavis.notices.models import Notice
from visavis.notices.writing import Written


def keep(notice: Notice, written: Written, url: str) -> None:
    """Nothing leaves the machine."""
