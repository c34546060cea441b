"""Guessing is slowed down: growing delays per account, per address and per known device (A6.2).

An attempt is counted before the password is looked at and given back when it was right, so that
many at once gain nothing. Attempts that are turned away are not counted: whoever hammers at one
account uses up that account's strangers' door, not the address they share with a whole clinic.
See docs/decisions/0028.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visavis.accounts.models import FailedAttempts
from visavis.core.public import now

Kind = Literal["address", "account", "device", "code"]


@dataclass(frozen=True)
class Limit:
    """*free* failures, then a wait of *first* that doubles each time up to *longest*; all is
    forgotten after *forgets* without a failure."""

    free: int
    first: timedelta
    longest: timedelta
    forgets: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        if failures < self.free:
            return timedelta()
        doubled = self.first * int(2 ** min(failures - self.free, 20))
        return min(doubled, self.longest)


_LONG, _DAY = timedelta(minutes=15), timedelta(days=1)
LIMITS: dict[Kind, Limit] = {
    # Everybody who was never signed in on this device, together.
    "account": Limit(5, timedelta(seconds=30), _LONG, _DAY),
    # Strangers behind one address, whatever accounts they try: a clinic is one address.
    "address": Limit(50, timedelta(seconds=30), _LONG, timedelta(hours=1)),
    # A device that has been signed in to this account: nobody else uses up its tries.
    "device": Limit(10, timedelta(seconds=30), _LONG, _DAY),
    # Codes of the second factor, after a right password.
    "code": Limit(5, timedelta(seconds=30), _LONG, _DAY),
}


class TooMany(Exception):
    """The door is closed until *until*."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"closed until {until:%H:%M:%S}")
        self.until = until


@dataclass
class Attempt:
    """Attempts counted and not yet judged: call :meth:`succeeded` when it was right."""

    rows: list[tuple[FailedAttempts, int, datetime | None]]

    @property
    def closed(self) -> bool:
        """Whether this one, if wrong, has closed a door for the next."""
        return any(row.closed_until is not None for row, _count, _until in self.rows)

    def succeeded(self) -> None:
        """Give back what was counted."""
        for row, count, until in self.rows:
            row.count, row.closed_until = count, until
            row.save(update_fields=["count", "closed_until"])


def begin(*doors: tuple[Kind, str]) -> Attempt:
    """Count one attempt at each of *doors*, always in the same order.

    Raises:
        TooMany: one of them is closed; nothing was counted.
    """
    keys = {key_of(kind, value): kind for kind, value in doors}
    _refuse_closed(FailedAttempts.objects.filter(key__in=keys))  # without waiting for anybody
    moment = now()
    rows = []
    for key in keys:
        row, _new = FailedAttempts.objects.get_or_create(key=key, defaults={"last_at": moment})
        rows.append(FailedAttempts.objects.select_for_update().get(pk=row.pk))
    _refuse_closed(rows)
    return Attempt([_count(row, LIMITS[keys[row.key]], moment) for row in rows])


def _refuse_closed(rows: Iterable[FailedAttempts]) -> None:
    moment = now()
    ends = [row.closed_until for row in rows if row.closed_until]
    latest = max(ends, default=moment)
    if latest > moment:
        raise TooMany(latest)


def _count(
    row: FailedAttempts, limit: Limit, moment: datetime
) -> tuple[FailedAttempts, int, datetime | None]:
    before = 0 if row.last_at < moment - limit.forgets else row.count
    row.count, row.last_at = before + 1, moment
    wait = limit.wait(row.count)
    row.closed_until = moment + wait if wait else None
    row.save()
    return row, before, None


def key_of(kind: Kind, value: str) -> str:
    """Under which key failures are counted; tells nothing of *value*."""
    found = salted_hmac("visavis.attempts", f"{kind}:{value}", algorithm="sha256")
    return str(found.hexdigest())


def network_of(address: str) -> str:
    """One customer's addresses: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


def sentence(until: datetime) -> ValidationError:
    """What is said at a closed door: when to come back."""
    seconds = max(1, round((until - now()).total_seconds()))
    if seconds < 90:
        wait = ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return ValidationError(
        _("Too many attempts. Please try again in %(wait)s."),
        code="too_many_login_attempts",
        params={"wait": wait},
    )


def forget_old() -> int:
    """Drop counts that count no more; how many."""
    limit = now() - max(limit.forgets for limit in LIMITS.values())
    return FailedAttempts.objects.filter(last_at__lt=limit).delete()[0]
