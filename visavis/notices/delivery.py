"""Sending what is due: claimed, asked once more, carried, recorded (C1.3, C1.4).

Two short transactions per notice. The first claims the row (state *sending*, a lease) and commits,
so that nobody who cancels an appointment waits for a mail server. The second holds the row's lock,
and no other, while the carrier works. Two workers never carry the same notice: both steps skip
rows that are locked, and the lease keeps the row out of the sweep between them.

A worker killed in the second step loses its lock; the sweep takes the row up again after the
lease. If it was killed between the server's "250" and our commit, the mail leaves twice: SMTP
knows no way around. Both carry the same Message-ID, by which servers and readers recognise one
mail (docs/decisions/0012). With the built-in outbox, which is the row itself, once is once.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from visavis.accounts.public import Organization
from visavis.core.public import acting_for, changed, now
from visavis.notices.channels.carrier import Away, NotNow, Refused, Undelivered
from visavis.notices.channels.choice import carrier_for
from visavis.notices.codes import thawed
from visavis.notices.kinds import kind_named
from visavis.notices.models import Notice
from visavis.notices.writing import Written, write

log = logging.getLogger(__name__)
Outcome = Literal["sent", "away", "not sent"]
LEASE = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
ATTEMPTS = 30  # 1, 2, 4 … 32 minutes, then each hour: a day and a few minutes


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain: doubled each time, at most an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def deliver(organization: Organization, notices: Sequence[str]) -> int:
    """Send those of *notices* that are due and nobody else is at; how many were carried.

    A carrier that cannot be reached is not tried for the rest of them: the sweep comes back.
    """
    carried, away = 0, set[str]()
    while True:
        claimed = _claim(organization, notices, without=away)
        if claimed is None:
            return carried
        if claimed.state == "sending":
            outcome = _carry(organization, claimed)
            carried += outcome == "sent"
            if outcome == "away":
                away.add(claimed.channel)


def due(moment: datetime) -> QuerySet[Notice]:
    """The notices to be sent at *moment*: queued ones, and those a dead worker left behind."""
    return Notice.objects.filter(state__in=Notice.WAITING, next_attempt_at__lte=moment)


def _claim(
    organization: Organization, notices: Sequence[str], *, without: Collection[str]
) -> Notice | None:
    """Take the next of *notices*: it is ours to carry if its state is *sending* now.

    None when there is none left.
    """
    with acting_for(organization):
        waiting = due(now()).filter(pk__in=notices).exclude(channel__in=without)
        notice = (
            waiting.order_by("next_attempt_at", "pk").select_for_update(skip_locked=True).first()
        )
        if notice is None:
            return None
        notice.attempts += 1
        notice.next_attempt_at = now() + LEASE
        notice.state = _verdict(notice)
        notice.save(update_fields=["state", "attempts", "next_attempt_at", "last_error"])
        _tell(notice)
        return notice


def _verdict(notice: Notice) -> str:
    """What becomes of a claimed notice: *sending*, or the state in which it stays or waits."""
    if notice.useful_until is not None and notice.useful_until < now():
        return "expired"
    if notice.attempts > ATTEMPTS:
        return "failed"
    try:
        with transaction.atomic():
            kind = kind_named(notice.kind)
            true = kind.still_true(notice.encounter, thawed(notice.context))
    except Exception as fault:
        log.exception("Notice %s of kind %s: still true?", notice.pk, notice.kind)
        notice.last_error = f"It could not be checked ({type(fault).__name__})."
        notice.next_attempt_at = now() + wait_after(notice.attempts)
        return "queued"
    return "sending" if true else "cancelled"


def _carry(organization: Organization, claimed: Notice) -> Outcome:
    """Send the claimed notice and record how it went."""
    outcome: Outcome = "not sent"
    with acting_for(organization):
        mine = Notice.objects.filter(pk=claimed.pk, state="sending", attempts=claimed.attempts)
        notice = mine.select_for_update(skip_locked=True).first()
        if notice is None:
            return outcome
        try:
            written = _written(notice)
            _hand_over(notice, written)
        except Refused as fault:
            _failed(notice, str(fault), final=True)
        except NotNow as fault:
            _failed(notice, str(fault), final=False)
            outcome = "away" if isinstance(fault, Away) else outcome
        else:
            _sent(notice, written)
            outcome = "sent"
        _tell(notice)
    return outcome


def _written(notice: Notice) -> Written:
    """The notice in words.

    Raises:
        NotNow: a fault of ours; it is logged and may be mended within the day.
    """
    try:
        with transaction.atomic():
            return write(notice)
    except Exception as fault:
        log.exception("Notice %s of kind %s cannot be written.", notice.pk, notice.kind)
        raise NotNow(f"The text could not be made ({type(fault).__name__}).") from fault


def _hand_over(notice: Notice, written: Written) -> None:
    """Give the notice to its carrier.

    Raises:
        Undelivered: it could not carry; a fault of ours is logged and counts as "not now".
    """
    carrier, url = carrier_for(notice.channel)
    try:
        carrier(notice, written, url)
    except Undelivered:
        raise
    except Exception as fault:
        log.exception("Notice %s cannot be handed to its carrier.", notice.pk)
        raise NotNow(f"It could not be handed over ({type(fault).__name__}).") from fault


def _sent(notice: Notice, written: Written) -> None:
    notice.state, notice.sent_at, notice.last_error = "sent", now(), ""
    notice.subject, notice.body = written.subject, written.text
    notice.html, notice.calendar = written.html, written.calendar
    notice.save()


def _failed(notice: Notice, reason: str, *, final: bool) -> None:
    given_up = final or notice.attempts >= ATTEMPTS
    notice.state = "failed" if given_up else "queued"
    notice.last_error = reason
    notice.next_attempt_at = now() + wait_after(notice.attempts)
    notice.save(update_fields=["state", "last_error", "next_attempt_at"])
    log.warning("Notice %s: %s", notice.pk, reason)


def _tell(notice: Notice) -> None:
    """Open pages that show notices hear of it on commit."""
    if notice.encounter_id is not None:
        changed(f"notices:{notice.encounter_id}")
    if settings.ENV.shows_outbox:
        changed("outbox")
