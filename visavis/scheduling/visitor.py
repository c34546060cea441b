"""What a visitor's browser keeps between the three screens of booking."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from visavis.accounts.public import Practitioner
from visavis.core.public import new_secret, secret_hash
from visavis.scheduling.models import AppointmentType

_CHOSEN = "visavis.chosen"
_BOOKED = "visavis.booked"


@dataclass
class Chosen:
    """The time a visitor has picked: whose, what, when, the secret of its hold."""

    slug: str
    type: str
    start: str
    secret: str
    human: bool = False

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.start)


def secret_in(session: Any) -> str:
    """The secret under which this browser holds: one for all its attempts, so it holds one time."""
    kept = session.get(_CHOSEN)
    return kept["secret"] if kept else new_secret()


def choose(
    session: Any,
    practitioner: Practitioner,
    kind: AppointmentType,
    starts_at: datetime,
    secret: str,
) -> Chosen:
    """Remember what was picked; that a captcha was solved for an earlier pick still counts."""
    human = bool(session.get(_CHOSEN, {}).get("human"))
    made = Chosen(practitioner.slug, str(kind.pk), starts_at.isoformat(), secret, human)
    session[_CHOSEN] = asdict(made)
    return made


def chosen(session: Any, slug: str) -> Chosen | None:
    """What this browser picked with this practitioner, if anything."""
    kept = session.get(_CHOSEN)
    return Chosen(**kept) if kept and kept["slug"] == slug else None


def is_human(session: Any) -> None:
    """Remember, until something is booked, that a captcha was solved."""
    session[_CHOSEN] = {**session[_CHOSEN], "human": True}


def booked(session: Any, slug: str, encounter_id: UUID) -> None:
    """Forget the pick, remember the booking for the last screen."""
    session.pop(_CHOSEN, None)
    session[_BOOKED] = {"slug": slug, "encounter": str(encounter_id)}


def last_booked(session: Any, slug: str) -> UUID | None:
    """The encounter booked last in this browser with this practitioner."""
    kept = session.get(_BOOKED)
    return UUID(kept["encounter"]) if kept and kept["slug"] == slug else None


def origin_of(address: str) -> str:
    """A network address as it is kept with a hold: hashed."""
    return secret_hash(f"origin {address}") if address else ""
