"""The staff's planning: who sees what, what a block says, what the desk can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.world import World
from visavis.core.public import now
from visavis.notices.public import Notice
from visavis.scheduling.public import (
    Appointment,
    Booking,
    Closure,
    appointment_of,
    book,
    close,
    free_slots,
    hold,
    planning,
)
from visavis.scheduling.tests.conftest import LENA, Diary


def booked(diary: Diary, place: int = 3) -> Booking:
    visitor = diary.world.actor("visitor")
    with diary.world.acting():
        return book(
            visitor,
            practitioner=diary.practitioner,
            type=diary.kind,
            starts_at=diary.slots()[place].starts_at,
            patient=LENA,
            motive="Douleur au genou",
        )


def day_of(booking: Booking) -> str:
    return (
        timezone.localtime(booking.appointment.starts_at, booking.appointment.organization.zone)
        .date()
        .isoformat()
    )


def page(diary: Diary, role: str, query: str) -> str:
    client = diary.world.client(role)  # type: ignore[arg-type]
    answer = client.get(f"/desk/planning/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.proves("B7.1")
@pytest.mark.parametrize("view", ["day", "week"])
def test_a_booking_stands_in_the_planning(diary: Diary, view: str) -> None:
    booking = booked(diary)
    shown = page(diary, "colleague", f"view={view}&day={day_of(booking)}")
    assert "Dubois Léna" in shown
    assert f"planning:{diary.practitioner.pk}" in shown
    assert "mark-globe" in shown
    assert "mark-video" in shown


@pytest.mark.proves("A3.1")
def test_others_see_that_it_is_busy_without_names(diary: Diary) -> None:
    booking = booked(diary)
    query = f"day={day_of(booking)}&who={diary.slug}"
    shown = page(diary, "practitioner", query)
    assert "Dubois" not in shown
    assert "is-busy" in shown
    with diary.world.acting():
        diary.world.practice.everybodys_schedule = False
        diary.world.practice.save()
    assert diary.practitioner.name not in page(diary, "practitioner", query)


def test_the_planning_costs_the_same_however_full(
    diary: Diary, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    actor = diary.world.actor("owner")
    costs = []
    for count in (0, 5):
        for _ in range(count):
            booked(diary, 1)
        with diary.world.acting(), CaptureQueriesContext(connection) as queries:
            day = timezone.localdate()
            planning(actor, [diary.practitioner, diary.world.claire], day, day + timedelta(days=6))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_only_who_runs_the_planning_opens_an_appointment(diary: Diary) -> None:
    encounter = booked(diary).appointment.encounter
    assert encounter is not None
    path = f"/desk/planning/{encounter.pk}/"
    seen = diary.world.client("colleague").get(path)
    assert "Douleur au genou" in seen.content.decode()
    assert "Douleur au genou" not in diary.world.client("owner").get(path).content.decode()
    assert diary.world.client("secretary").get(path).status_code == 404
    assert diary.world.client("neighbour_practitioner").get(path).status_code == 404


@pytest.mark.proves("B6.1")
@pytest.mark.parametrize("notify", ["yes", ""])
def test_the_desk_cancels_with_or_without_notice(diary: Diary, notify: str) -> None:
    booking = booked(diary)
    encounter = booking.appointment.encounter
    assert encounter is not None
    client = diary.world.client("colleague")
    answer = client.post(f"/desk/planning/{encounter.pk}/cancel/", {"notify": notify})
    assert answer.status_code == 302
    with diary.world.acting():
        row = appointment_of(encounter)
        assert row is not None
        assert row.status == "cancelled"
        assert booking.appointment.starts_at in {slot.starts_at for slot in diary.slots()}
        told = Notice.objects.filter(encounter=encounter, kind="appointment.cancelled").count()
    assert bool(told) is bool(notify)


@pytest.mark.proves("B6.1")
def test_the_desk_moves_and_the_patient_is_told(diary: Diary) -> None:
    booking = booked(diary)
    encounter = booking.appointment.encounter
    assert encounter is not None
    client, path = diary.world.client("colleague"), f"/desk/planning/{encounter.pk}/move/"
    with diary.world.acting():
        taken = diary.slots()[5].starts_at
        actor = diary.world.actor("visitor")
        hold(actor, practitioner=diary.practitioner, type=diary.kind, starts_at=taken, secret="s")
        there = diary.slots()[8].starts_at
    zone = diary.world.practice.zone
    refused = client.post(path, {"start": f"{taken.astimezone(zone):%Y-%m-%dT%H:%M}"})
    assert refused.status_code == 409
    assert client.post(path, {"start": "tomorrow"}).status_code == 422
    moved = client.post(path, {"start": f"{there.astimezone(zone):%Y-%m-%dT%H:%M}"})
    assert moved.status_code == 302
    with diary.world.acting():
        row = appointment_of(encounter)
        assert row is not None
        assert row.starts_at == there
        told = Notice.objects.filter(encounter=encounter, kind="appointment.moved")
        assert {notice.channel for notice in told} == {"mail", "sms"}


@pytest.mark.proves("B2.5")
def test_blocking_lists_what_is_booked_and_cancels_it_on_request(diary: Diary) -> None:
    booking = booked(diary)
    start = booking.appointment.starts_at.astimezone(diary.world.practice.zone)
    client = diary.world.client("colleague")
    fields = {
        "who": str(diary.practitioner.pk),
        "start": f"{start - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "end": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "reason": "Congés",
    }
    asked = client.post("/desk/planning/block/", fields)
    assert "Léna Dubois" in asked.content.decode()
    with diary.world.acting():
        assert not Closure.objects.filter(practitioner=diary.practitioner).exists()
    done = client.post("/desk/planning/block/", {**fields, "booked": "cancel"})
    assert done.status_code == 302
    with diary.world.acting():
        [closure] = Closure.objects.filter(practitioner=diary.practitioner)
        assert closure.reason == "Congés"
        assert Appointment.objects.get(pk=booking.appointment.pk).status == "cancelled"
        around = [
            s.starts_at
            for s in diary.slots()
            if closure.during.lower <= s.starts_at < closure.during.upper
        ]
        assert around == []
    client.post("/desk/planning/unblock/", {"closure": str(closure.pk)})
    with diary.world.acting():
        assert start in [slot.starts_at for slot in diary.slots()]


def test_a_stranger_to_the_planning_blocks_nothing(diary: Diary) -> None:
    with diary.world.acting():
        owner = diary.world.actor("owner")
        moment = now() + timedelta(days=2)
        closure = close(
            owner, diary.practitioner, start=moment, end=moment + timedelta(hours=1), reason="x"
        )
    fields = {
        "who": str(diary.practitioner.pk),
        "start": "2030-01-01T10:00",
        "end": "2030-01-01T11:00",
    }
    for role in ("secretary", "practitioner"):
        client = diary.world.client(role)
        assert client.post("/desk/planning/block/", fields).status_code == 422
        answer = client.post("/desk/planning/unblock/", {"closure": str(closure.pk)})
        assert answer.status_code == 404
    with diary.world.acting():
        assert Closure.objects.filter(practitioner=diary.practitioner).count() == 1


@pytest.mark.proves("B1.4", "B2.2")
def test_hours_are_typed_as_people_write_them(diary: Diary) -> None:
    booking = booked(diary)
    client = diary.world.client("colleague")
    week = {f"a{day}_opens": "9h" for day in range(1, 8)}
    week |= {f"a{day}_closes": "0930" for day in range(1, 8)}
    assert client.post("/desk/hours/", {**week, "a1_opens": "late"}).status_code == 422
    assert client.post("/desk/hours/", {**week, "a1_opens": "10:00"}).status_code == 422
    assert client.post("/desk/hours/", week).status_code == 302
    with diary.world.acting():
        zone = diary.world.practice.zone
        starts = {slot.starts_at.astimezone(zone).strftime("%H:%M") for slot in diary.slots()}
        assert starts == {"09:00"}
        assert Appointment.objects.get(pk=booking.appointment.pk).status == "booked"
    shown = client.get("/desk/hours/").content.decode()
    assert "09:30" in shown


@pytest.mark.proves("B2.4")
def test_a_holiday_is_closed_until_it_is_opened(diary: Diary, world: World) -> None:
    from visavis.scheduling.holidays import holidays_between

    today = timezone.localdate()
    day = min(
        holidays_between(world.practice, today + timedelta(days=2), today + timedelta(days=88))
    )
    client = world.client("colleague")

    def open_then() -> bool:
        from visavis.scheduling.slots import DAY, midnight

        start = midnight(day, world.practice.zone)
        with world.acting():
            return bool(
                free_slots(diary.practitioner, type=diary.kind, start=start, end=start + DAY)
            )

    assert not open_then()
    client.post("/desk/hours/", {"holiday": day.isoformat(), "works": "yes"})
    assert open_then()
    client.post("/desk/hours/", {"holiday": day.isoformat(), "works": "no"})
    assert not open_then()
