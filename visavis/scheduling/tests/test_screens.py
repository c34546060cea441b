"""The three screens, as a visitor's browser without JavaScript sees them (but for the captcha)."""

from __future__ import annotations

import pytest

from visavis.core.public import now
from visavis.notices.public import deliveries
from visavis.scheduling.public import Appointment
from visavis.scheduling.tests.conftest import Diary, confirm, pick


def booked(diary: Diary) -> list[Appointment]:
    with diary.world.acting():
        return list(
            Appointment.objects.filter(
                practitioner=diary.practitioner,
                status="booked",
                starts_at__gt=now(),
                encounter__patient__last_name="Dubois",
            ).select_related("encounter__patient")
        )


@pytest.mark.proves("B5.1", "B4.2")
def test_a_visitor_books_in_three_screens(diary: Diary) -> None:
    client = diary.world.client()
    with diary.world.acting():
        slot = diary.slots()[2]
    first = client.get(diary.path())
    assert slot.starts_at.strftime("%M") in first.content.decode()
    assert pick(client, diary, slot.starts_at).headers["Location"] == diary.path("details/")
    second = client.get(diary.path("details/"))
    assert "data-hold-until" in second.content.decode()
    assert confirm(client, diary).headers["Location"] == diary.path("done/")
    third = client.get(diary.path("done/"))
    assert third.status_code == 200
    [row] = booked(diary)
    assert row.starts_at == slot.starts_at
    assert row.motive == "Douleur au genou"
    assert row.encounter is not None
    assert f"/visit/{row.encounter.pk}/" in third.content.decode()
    assert str(row.encounter.patient.mobile) == "+33611223344"
    with diary.world.acting():
        kinds = {(notice.kind, notice.channel) for notice in deliveries(row.encounter)}
    assert {("appointment.booked", "mail"), ("appointment.booked", "sms")} <= kinds
