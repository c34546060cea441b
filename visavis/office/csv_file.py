"""The record of acts as a CSV file, written while it is sent: any length, little memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from visavis.accounts.public import Organization
from visavis.core.public import Actor, Sought, acting_for, events_page
from visavis.office import acts

PIECE = 1000
EVERYBODY = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_BYTE_ORDER_MARK = "\ufeff"


def safe(value: object) -> str:
    """*value* as a cell that no spreadsheet takes for a formula."""
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(*cells: object) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow([safe(cell) for cell in cells])
    return line.getvalue()


def _cells(line: acts.Line) -> str:
    event = line.event
    names = [patient.name for patient in line.patients]
    return _row(
        event.seq if event.seq is not None else "",
        timezone.localtime(event.at).isoformat(timespec="seconds"),
        line.who,
        line.via,
        line.sentence,
        ", ".join(names),
        line.hidden or "",
        event.verb,
        event.digest,
    )


def written(
    organization: Organization, actor: Actor, sought: Sought, language: str
) -> Iterator[str]:
    """The file, piece by piece; each piece in a transaction of its own, after the request's."""
    after, first = None, True
    while first or after is not None:
        with (
            acting_for(organization),
            timezone.override(organization.zone),
            translation.override(language),
        ):
            piece = _BYTE_ORDER_MARK + _head() if first else ""
            found, after = events_page(sought, after=after, size=PIECE, within=acts.within(actor))
            shown = acts.lines(actor, found, named=EVERYBODY)
            piece += "".join(_cells(line) for line in shown)
        first = False
        yield piece


def _head() -> str:
    return _row(
        _("Number"),
        _("When"),
        _("Who"),
        _("Acted through"),
        _("What"),
        _("Patients"),
        _("Further patients"),
        _("Act"),
        _("Digest"),
    )
