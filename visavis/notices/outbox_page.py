"""What the built-in outbox shows: each notice as its receiver sees it (C1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from visavis.core.public import now, require_organization
from visavis.core.ui.public import clock, short_day
from visavis.notices.kinds import Text, title_of
from visavis.notices.models import Notice
from visavis.notices.segments import Length, measure
from visavis.notices.writing import Written, write

PER_PAGE = 30
_TONES = {"sent": "today", "failed": "late", "sending": "walkin", "queued": "walkin"}


@dataclass(frozen=True)
class Line:
    """A notice in the list. subject: of a mail; opening: of a short message."""

    notice: Notice
    title: Text
    when: str
    subject: str

    @property
    def tone(self) -> str:
        return _TONES.get(self.notice.state, "quiet")


@dataclass(frozen=True)
class Opened:
    """A notice opened: as sent, or, while it waits, as it would be sent now."""

    line: Line
    written: Written
    length: Length | None
    as_sent: bool


def _planned() -> Q:
    return Q(state="queued", attempts=0, due_at__gt=now())


def page_of(number: str | None, *, planned: bool) -> Page[Notice]:
    """The notices that wait for their day, the next one first; or all others, newest first."""
    rows: QuerySet[Notice] = Notice.objects.defer("context", "html", "calendar")
    if planned:
        rows = rows.filter(_planned()).order_by("due_at", "pk")
    else:
        rows = rows.exclude(_planned()).order_by(Coalesce("sent_at", "due_at").desc(), "-pk")
    return Paginator(rows, PER_PAGE).get_page(number)


def line_of(notice: Notice) -> Line:
    """*notice* for the list, in the reader's language."""
    words = notice.subject if notice.channel == "mail" else notice.body
    return Line(notice, title_of(notice.kind), _when(notice.sent_at or notice.due_at), words)


def _when(moment: datetime) -> str:
    """The time, of today; else the day too."""
    zone = require_organization().zone
    if moment.astimezone(zone).date() == now().astimezone(zone).date():
        return clock(moment, zone)
    return f"{short_day(moment, zone)} {clock(moment, zone)}"


def opened(notice: Notice) -> Opened:
    """*notice* with its text."""
    as_sent = notice.state == "sent"
    written = (
        Written(notice.body, notice.subject, notice.html, notice.calendar)
        if as_sent
        else write(notice)
    )
    length = measure(written.text) if notice.channel == "sms" else None
    return Opened(line_of(notice), written, length, as_sent)
