"""Where a page of a list ends: a moment and a key, as one opaque word."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from visavis.api.problems import Problem


def written(moment: datetime, key: UUID) -> str:
    """The place as a word."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{key}".encode()).decode().rstrip("=")


def read(word: str) -> tuple[datetime, UUID] | None:
    """The place; None for the beginning.

    Raises:
        Problem: the word is none of ours.
    """
    if not word:
        return None
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        moment, _between, key = text.partition("|")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("no zone")
        return at, UUID(key)
    except (ValueError, binascii.Error, OverflowError) as fault:
        raise wrong("after") from fault


def wrong(field: str) -> Problem:
    """A field of the query is not as it should be."""
    sentence = _("Something in the request is not as it should be.")
    return Problem(422, sentence, errors=[{"field": field, "fault": "not valid"}])
