"""The named world with hours, a type of visit, and a way to book over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import altcha
import pytest
from django.test import Client

from tests.world import World
from visavis.core.public import now
from visavis.scheduling.public import (
    AppointmentType,
    AppointmentTypeOffer,
    Person,
    Slot,
    WeeklyHours,
    free_slots,
)

LENA = Person("Léna", "Dubois", date(1990, 2, 3), "lena@exemple.fr", "+33611223344", "fr")


@dataclass
class Diary:
    """Paul's hours (9 to 17 every day), and his video visit of 20 minutes with 10 between."""

    world: World
    kind: AppointmentType

    @property
    def practitioner(self) -> Any:
        return self.world.paul

    @property
    def slug(self) -> str:
        return str(self.world.paul.slug)

    def slots(self, days: int = 6) -> list[Slot]:
        """Free slots of the coming days."""
        start = now()
        return free_slots(
            self.practitioner, type=self.kind, start=start, end=start + timedelta(days=days)
        )

    def path(self, rest: str = "") -> str:
        return f"/book/{self.slug}/{rest}"


def make_type(world: World, who: Any, **facts: Any) -> AppointmentType:
    """A type of visit that *who* offers."""
    usual = {"names": {"fr": "Bilan", "en": "Check-up"}, "minutes": 20, "gap_minutes": 10}
    kind = AppointmentType.objects.create(**{**usual, **facts})
    AppointmentTypeOffer.objects.create(type=kind, practitioner=who)
    return kind


@pytest.fixture
def diary(world: World) -> Diary:
    """Paul, whose day is empty but for what a test books."""
    with world.acting():
        WeeklyHours.objects.filter(practitioner=world.paul).delete()
        AppointmentTypeOffer.objects.filter(practitioner=world.paul).delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(practitioner=world.paul, weekday=day, opens=time(9), closes=time(17))
            for day in range(1, 8)
        )
        return Diary(world, make_type(world, world.paul))


def solved(client: Client) -> str:
    """What the captcha's field sends after the browser has done the sum."""
    made = altcha.Challenge.from_dict(client.get("/captcha/").json())
    solution = altcha.solve_challenge(made)
    assert solution is not None
    return str(altcha.Payload(made, solution).to_base64())


def typed(**changes: str) -> dict[str, str]:
    """What a visitor types on screen 2."""
    usual = {
        "first_name": "Léna",
        "last_name": "Dubois",
        "birth_date": "03/02/1990",
        "email": "lena@exemple.fr",
        "mobile": "06 11 22 33 44",
        "motive": "Douleur au genou",
    }
    return {**usual, **changes}


def pick(client: Client, diary: Diary, start: datetime) -> Any:
    """Press a slot's button on screen 1."""
    return client.post(
        diary.path("hold/"), {"type": str(diary.kind.pk), "start": start.isoformat()}
    )


def confirm(client: Client, diary: Diary, **changes: str) -> Any:
    """Fill screen 2 with a solved captcha and confirm."""
    fields = typed(**changes)
    fields.setdefault("altcha", solved(client))
    return client.post(diary.path("details/"), fields)


def json_of(answer: Any) -> Any:
    return json.loads(answer.content)
