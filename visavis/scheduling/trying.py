"""What would be offered with other hours, without changing any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor
from visavis.scheduling.access import require_running
from visavis.scheduling.hours import HalfDay
from visavis.scheduling.models import AppointmentType, WeeklyHours
from visavis.scheduling.slots import Slot, free_slots


class _Undone(Exception):
    """Takes the savepoint back."""


def slots_if(
    actor: Actor,
    practitioner: Practitioner,
    hours: Sequence[HalfDay],
    *,
    type: AppointmentType,
    start: datetime,
    end: datetime,
) -> list[Slot]:
    """The free times from *start* to *end*, were *hours* the weekly hours. Nothing is kept.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    found: list[Slot] = []
    try:
        with transaction.atomic():
            WeeklyHours.objects.filter(practitioner=practitioner).delete()
            WeeklyHours.objects.bulk_create(
                WeeklyHours(
                    practitioner=practitioner,
                    weekday=half.weekday,
                    opens=half.opens,
                    closes=half.closes,
                )
                for half in hours
            )
            found = free_slots(practitioner, type=type, start=start, end=end)
            raise _Undone
    except _Undone:
        return found
