"""The demo can be played with at once, at any hour, and again after any pause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate

from visavis.accounts.public import Organization, Qualification
from visavis.config.demo import facts, seed
from visavis.config.demo.days import of_now
from visavis.config.demo.people import PARC
from visavis.core.public import acting_for, now, system
from visavis.notices.public import Notice
from visavis.patients.public import Patient, open_link
from visavis.scheduling.public import Appointment, join_window

pytestmark = pytest.mark.django_db
HOURS = (
    datetime(2026, 11, 22, 4, 7, tzinfo=UTC),  # a Sunday, at night
    datetime(2026, 11, 23, 22, 58, tzinfo=UTC),  # just before midnight in Paris
    datetime(2026, 12, 25, 11, 0, tzinfo=UTC),  # a public holiday
)


def _organization() -> Organization:
    return Organization.objects.get(subdomain="parc")


@pytest.mark.parametrize("hour", HOURS, ids=str)
def test_a_visit_can_be_joined_at_once(hour: datetime) -> None:
    with time_machine.travel(hour, tick=True):
        seed()
        secret = facts()["visit"].split("/v/")[1].strip("/")
        with acting_for(_organization()):
            link = open_link(system(_organization().pk), secret)
            window = join_window(link.encounter)
            assert window is not None
            assert window.opens_at <= now() <= window.closes_at
            assert link.encounter.patient.email == PARC.patients[0].email


def test_sowing_again_changes_nothing_while_a_visit_is_near() -> None:
    seed()
    with acting_for(_organization()):
        before = (Appointment.objects.count(), Patient.objects.count(), of_now(PARC))
        assert Appointment.objects.filter(starts_at__gt=now()).count() > 4
        assert Notice.objects.exists()
    seed()
    with acting_for(_organization()):
        assert (Appointment.objects.count(), Patient.objects.count(), of_now(PARC)) == before


def test_a_start_days_later_has_its_own_visit_of_now() -> None:
    seed()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3), tick=True):
        seed()
        with acting_for(_organization()):
            assert of_now(PARC) is not None
            missed = Appointment.objects.filter(status="booked", starts_at__lt=now())
            assert not missed.filter(encounter__patient__email=PARC.patients[0].email).exists()


def test_an_operator_finds_one_professional_waiting() -> None:
    seed()
    with acting_for(Organization.objects.get(subdomain="lilas")):
        (row,) = Qualification.objects.filter(state="submitted")
        assert row.practitioner.name == "Dr Hugo Perrin"
        assert row.practitioner.approved_at is None


def test_the_facts_let_everybody_in() -> None:
    seed()
    told: dict[str, Any] = facts(8123)
    assert told["practice"] == "http://parc.localhost:8123/"
    assert told["booking"] == "http://parc.localhost:8123/book/dr-claire-martin/"
    roles = [entry["role"] for entry in told["sign_ins"]]
    assert roles == ["owner", "practitioner", "secretary", "patient", "operator"]
    for entry in told["sign_ins"]:
        assert authenticate(None, email=entry["email"], password=entry["password"]) is not None
