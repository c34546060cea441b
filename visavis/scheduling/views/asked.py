"""Reading what an address asks for: moments, days, types. Nonsense is nothing, never an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from visavis.scheduling.models import AppointmentType

_YEARS = range(2000, 2200)


def moment(text: str | None) -> datetime | None:
    """An aware moment written in ISO 8601; None for anything else."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year in _YEARS else None


def day(text: str | None) -> date | None:
    """A day written YYYY-MM-DD; None for anything else."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def key(text: str | None) -> UUID | None:
    """A key; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def one_of(types: Sequence[AppointmentType], text: str | None) -> AppointmentType | None:
    """The one of *types* with this key; None if there is none."""
    wanted = key(text)
    return next((kind for kind in types if kind.pk == wanted), None)
