"""Finding patients by what people remember of them."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet

from visavis.core.public import Actor
from visavis.patients.access import visible_to
from visavis.patients.models import Patient

_PHONE = re.compile(r"^[+0-9][0-9 ./-]*$")
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
    phone = _phone(words)
    if phone:
        return found.filter(Q(mobile__contains=phone) | Q(external_number__iexact=words.strip()))
    for word in words.replace("\0", "").split()[:6]:
        found = found.filter(_answers_to(word))
    return found


def _answers_to(word: str) -> Q:
    return (
        Q(last_name__unaccent__icontains=word)
        | Q(first_name__unaccent__icontains=word)
        | Q(email__icontains=word)
        | Q(external_number__iexact=word)
    )


def _phone(words: str) -> str:
    """The digits of a phone number or of its beginning or end, as stored; else nothing."""
    if not _PHONE.match(words.strip()):
        return ""
    digits = re.sub(r"\D", "", words)
    return digits.removeprefix("00").removeprefix("0") if len(digits) >= 4 else ""


def _birth_date(words: str) -> date | None:
    written = _BIRTH_DATE.match(words.strip())
    if written is None:
        return None
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
