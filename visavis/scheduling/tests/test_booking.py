"""Holding, booking, cancelling, moving: through the door."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tests.world import World
from visavis.core.public import now
from visavis.notices.public import deliveries
from visavis.scheduling.public import (
    AppointmentType,
    AppointmentTypeOffer,
    Person,
    Slot,
    WeeklyHours,
    book,
    free_slots,
)

LENA = Person("Léna", "Dubois", date(1990, 2, 3), "lena@exemple.fr", "+33611223344", "fr")


@pytest.fixture
def kind(world: World) -> AppointmentType:
    """A 20-minute video visit with Claire, open all day on every day."""
    with world.acting():
        made = AppointmentType.objects.create(
            names={"fr": "Téléconsultation", "en": "Video visit"}, minutes=20, gap_minutes=10
        )
        AppointmentTypeOffer.objects.create(type=made, practitioner=world.claire)
        for weekday in range(1, 8):
            WeeklyHours.objects.create(
                practitioner=world.claire, weekday=weekday, opens=time(9), closes=time(17)
            )
        return made


def some_slots(world: World, kind: AppointmentType) -> list[Slot]:
    return free_slots(world.claire, type=kind, start=now(), end=now() + timedelta(days=6))


def test_a_visitor_books_a_slot(world: World, kind: AppointmentType) -> None:
    visitor = world.actor("visitor")
    with world.acting():
        slot = some_slots(world, kind)[3]
        booking = book(
            visitor, practitioner=world.claire, type=kind, starts_at=slot.starts_at, patient=LENA
        )
        assert booking.appointment.status == "booked"
        assert slot not in some_slots(world, kind)
        assert deliveries(booking.appointment.encounter)
