"""The guided first set-up: its steps, what is done, and the week that would be bookable (B1.3).

Nothing is kept of the way itself: each step looks whether its thing is there, so it can be left
at any moment and taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from visavis.accounts.public import Practitioner, own_profile, qualification_of
from visavis.core.public import Actor, Denied, require_organization
from visavis.scheduling.public import (
    AppointmentType,
    HalfDay,
    Slot,
    hours_on,
    offered,
    slots_if,
)

KEYS = ("contact", "visits", "hours", "profile", "registration")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Start:
    """Where a new practice stands."""

    practitioner: Practitioner
    done: dict[str, bool]

    @property
    def next(self) -> str:
        """The first step that is not done; "done" at the end."""
        return next((key for key in KEYS if not self.done[key]), "done")


def titles() -> dict[str, str]:
    """What the steps are called, in order."""
    return {
        "contact": _("Contact"),
        "visits": _("Visits"),
        "hours": _("Hours"),
        "profile": _("Profile"),
        "registration": _("Registration"),
        "done": _("Done"),
    }


def start_of(actor: Actor) -> Start:
    """How far *actor*, owner and practitioner, has come.

    Raises:
        Denied: for anybody else.
    """
    if not actor.has("owner"):
        raise Denied("no owner")
    profile, home = own_profile(actor), require_organization()
    stated = qualification_of(actor)
    return Start(
        profile,
        {
            "contact": bool(home.phone and home.city),
            "visits": bool(offered(profile)),
            "hours": hours_on(profile, timezone.localdate()).exists(),
            "profile": bool(profile.languages),
            "registration": profile.approved_at is not None
            or (stated is not None and stated.state != "refused"),
        },
    )


@dataclass(frozen=True)
class Preview:
    """Next week as patients would see it: days with their free times."""

    first: date
    days: list[tuple[date, list[Slot]]]
    type: AppointmentType | None

    @property
    def count(self) -> int:
        return sum(len(slots) for _day, slots in self.days)


def preview_of(actor: Actor, practitioner: Practitioner, hours: list[HalfDay]) -> Preview:
    """Next week's free times for the first type of visit, were these the hours."""
    zone = require_organization().zone
    today = timezone.localdate(timezone=zone)
    monday = today + (7 - today.weekday()) * DAY
    kind = next(iter(offered(practitioner)), None)
    if kind is None:
        return Preview(monday, [], None)
    start, end = _midnight(monday), _midnight(monday + 7 * DAY)
    found = slots_if(actor, practitioner, hours, type=kind, start=start, end=end)
    days = groupby(found, key=lambda slot: slot.starts_at.astimezone(zone).date())
    return Preview(monday, [(day, list(slots)) for day, slots in days], kind)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=require_organization().zone)


PROPOSED = {
    f"{half}{day}_{end}": value
    for day in range(1, 6)
    for half, end, value in (
        ("a", "opens", "9:00"),
        ("a", "closes", "12:00"),
        ("b", "opens", "14:00"),
        ("b", "closes", "18:00"),
    )
}
"""What the table of hours proposes to those who have none yet."""
