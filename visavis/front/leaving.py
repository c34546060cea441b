"""What is still to be done before a member leaves: their coming appointments (A5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from visavis.accounts.public import Membership, Practitioner
from visavis.core.public import now
from visavis.scheduling.public import Appointment

SHOWN = 20
STANDING = ("booked", "arrived", "checked-in")


@dataclass(frozen=True)
class Ahead:
    """The appointments still to come of somebody who may leave: the first ones, and how many."""

    appointments: list[Appointment]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.appointments)


def ahead_of(membership: Membership) -> Ahead:
    """What patients have still booked with this member. Nothing of it is cancelled by leaving."""
    profile = Practitioner.objects.filter(membership=membership).first()
    if profile is None:
        return Ahead([], 0)
    coming = Appointment.objects.filter(
        practitioner=profile, starts_at__gte=now(), status__in=STANDING
    )
    first = coming.select_related("encounter__patient", "type").order_by("starts_at")[:SHOWN]
    return Ahead(list(first), coming.count())
