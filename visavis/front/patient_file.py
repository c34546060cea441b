"""Finding a patient, and what their file shows on one page."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet

from visavis.core.public import Actor
from visavis.patients.public import Patient, visible_to

_BIRTH_DATE = re.compile(r"^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$")


def search(actor: Actor, words: str) -> QuerySet[Patient]:
    """The patients *actor* may see who answer to every one of *words*.

    A word is part of a name (case and accents apart), of a mail address, of a phone number or of
    the practice's own number; a whole birth date (12/04/1987) counts as one word.
    """
    found: QuerySet[Patient] = visible_to(actor).order_by("last_name", "first_name", "pk")
    born = _birth_date(words)
    if born is not None:
        return found.filter(birth_date=born)
    for word in words.replace("\0", "").split()[:6]:
        found = found.filter(_answers_to(word))
    return found


def _answers_to(word: str) -> Q:
    digits = re.sub(r"\D", "", word).lstrip("0")
    answer = (
        Q(last_name__unaccent__icontains=word)
        | Q(first_name__unaccent__icontains=word)
        | Q(email__icontains=word)
        | Q(external_number__iexact=word)
    )
    return answer | Q(mobile__contains=digits) if len(digits) >= 4 else answer


def _birth_date(words: str) -> date | None:
    written = _BIRTH_DATE.match(words.strip())
    if written is None:
        return None
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class VisitRow:
    """One encounter in the file: when, what became of it, who was there, what was told."""

    encounter: Encounter
    appointment: Appointment | None
    notices: list[Notice]
    participants: list[Presence]

    @property
    def at(self) -> datetime:
        """When it is or was; a walk-in was when it was opened."""
        return self.appointment.start if self.appointment else self.encounter.opened_at
