"""Holding, booking, cancelling, moving: through the door."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import TimestamptzRange

from tests.world import World
from visavis.core.public import Denied, now
from visavis.notices.public import Notice, deliveries
from visavis.patients.public import CareRelation, Encounter, open_link
from visavis.scheduling.public import (
    Appointment,
    Booking,
    BookingRules,
    NotOffered,
    NotPossible,
    SlotTaken,
    TooLate,
    TooManyBookings,
    TooManyHolds,
    appointment_of,
    book,
    cancel,
    first_free,
    fulfil,
    hold,
    join_window,
    mark_absent,
    mark_arrived,
    mark_ready,
    move,
    release,
    sweep,
)
from visavis.scheduling.tests.conftest import LENA, Diary, make_type


def starts(diary: Diary) -> list[datetime]:
    return [slot.starts_at for slot in diary.slots()]


def take(diary: Diary, start: datetime, secret: str = "s", origin: str = "") -> Appointment:
    visitor = diary.world.actor("visitor")
    with diary.world.acting():
        return hold(
            visitor,
            practitioner=diary.practitioner,
            type=diary.kind,
            starts_at=start,
            secret=secret,
            origin=origin,
        )


def reserve(diary: Diary, start: datetime, secret: str | None = None) -> Booking:
    visitor = diary.world.actor("visitor")
    with diary.world.acting():
        return book(
            visitor,
            practitioner=diary.practitioner,
            type=diary.kind,
            starts_at=start,
            patient=LENA,
            motive="x" * 300,
            hold_secret=secret,
        )


@pytest.mark.proves("B5.1", "B5.2", "B4.2")
def test_booking_makes_all_that_belongs_to_it(diary: Diary) -> None:
    with diary.world.acting():
        start = starts(diary)[-1]
        kept = take(diary, start)
        assert start not in starts(diary)
        made = reserve(diary, start, "s")
        row = made.appointment
        assert (row.pk, row.status, row.booked_online) == (kept.pk, "booked", True)
        assert len(row.motive) == 200
        assert row.encounter is not None
        assert (row.encounter.kind, row.encounter.status) == ("virtual", "planned")
        relation = CareRelation.objects.get(patient=made.patient, practitioner=diary.practitioner)
        assert relation.kind == "primary"
        link = open_link(diary.world.actor("visitor"), made.link_secret)
        window = join_window(row.encounter)
        assert window is not None
        assert link.expires_at > window.closes_at
        assert window.opens_at == start - timedelta(minutes=60)
        kinds = [notice.kind for notice in deliveries(row.encounter)]
        assert {kinds.count(kind) for kind in set(kinds)} == {2}  # by mail and by short message
        assert set(kinds) == {
            "appointment.booked",
            "appointment.reminder",
            "appointment.today",
            "appointment.invitation",
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT motive FROM scheduling_appointment WHERE id = %s", [str(row.pk)])
            assert "xxx" not in cursor.fetchone()[0]


@pytest.mark.proves("B5.2")
def test_a_hold_keeps_for_ten_minutes_and_may_be_confirmed_late(diary: Diary) -> None:
    with diary.world.acting():
        first, second = starts(diary)[20:22]
        take(diary, first, "one")
        with pytest.raises(SlotTaken) as refused:
            take(diary, first, "two")
        assert first not in [slot.starts_at for slot in refused.value.nearest]
        assert second in [slot.starts_at for slot in refused.value.nearest]
        with time_machine.travel(now() + timedelta(minutes=11)):
            assert first in starts(diary)
            assert reserve(diary, first, "one").appointment.status == "booked"
        take(diary, second, "one")
        with time_machine.travel(now() + timedelta(minutes=11)):
            assert take(diary, second, "two").hold_secret_hash
            with pytest.raises(SlotTaken):
                reserve(diary, second, "one")


def test_holds_that_are_over_are_swept(diary: Diary) -> None:
    with diary.world.acting():
        take(diary, starts(diary)[20])
        assert sweep() == 0
        with time_machine.travel(now() + timedelta(minutes=11)):
            assert sweep() == 1


@pytest.mark.proves("B5.7")
def test_one_browser_holds_one_time(diary: Diary) -> None:
    with diary.world.acting():
        first, second = starts(diary)[20:22]
        kept = take(diary, first)
        assert take(diary, first).pk == kept.pk
        take(diary, second)
        assert first in starts(diary)
        assert second not in starts(diary)
        take(diary, first, "other")
        with pytest.raises(SlotTaken):
            take(diary, first)
        assert second not in starts(diary), "what one has is kept when another time is refused"
        assert release(diary.world.actor("visitor"), secret="s") == 1
        assert second in starts(diary)


@pytest.mark.proves("B5.7")
def test_one_address_holds_so_many_times(diary: Diary) -> None:
    with diary.world.acting():
        free = starts(diary)
        for number in range(20):
            take(diary, free[number], f"s{number}", origin="one")
        with pytest.raises(TooManyHolds):
            take(diary, free[20], "s20", origin="one")
        take(diary, free[20], "s21", origin="another")


@pytest.mark.proves("B5.7", "B1.2")
def test_a_patient_has_so_many_bookings_to_come(diary: Diary) -> None:
    with diary.world.acting():
        BookingRules.objects.update_or_create(
            practitioner=diary.practitioner, defaults={"open_limit": 2}
        )
        diary.practitioner.refresh_from_db()
        free = starts(diary)
        made = [reserve(diary, free[20]), reserve(diary, free[24])]
        with pytest.raises(TooManyBookings):
            reserve(diary, free[28])
        assert free[28] in starts(diary)
        cancel(diary.world.actor("owner"), made[0].appointment)
        reserve(diary, free[28])


@pytest.mark.proves("B4.1")
def test_what_is_not_offered_online_is_not_booked_online(diary: Diary) -> None:
    with diary.world.acting():
        start = starts(diary)[20]
        diary.kind.online = "staff"
        diary.kind.save()
        with pytest.raises(NotOffered):
            take(diary, start)
        diary.kind.online = "all"
        diary.kind.save()
        with pytest.raises(SlotTaken):
            take(diary, start + timedelta(minutes=5))
        with pytest.raises(SlotTaken):
            take(diary, start.replace(year=2020))


@pytest.mark.proves("B3.2")
def test_the_database_itself_refuses_an_overlap(diary: Diary) -> None:
    with diary.world.acting():
        row = reserve(diary, starts(diary)[20]).appointment
        again = Appointment(
            practitioner=diary.practitioner,
            type=diary.kind,
            starts_at=row.starts_at + timedelta(minutes=25),
            during=TimestamptzRange(
                row.starts_at + timedelta(minutes=25), row.starts_at + timedelta(minutes=45)
            ),
            minutes=20,
            status="proposed",
            hold_expires_at=now() + timedelta(minutes=10),
        )
        with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
            again.save()
        cancel(diary.world.actor("owner"), row)
        again.save()


@pytest.mark.proves("B5.4")
def test_cancelling_frees_the_time_at_once_and_silences_the_rest(diary: Diary) -> None:
    with diary.world.acting():
        made = reserve(diary, starts(diary)[20])
        row = cancel(diary.world.actor("colleague"), made.appointment)
        assert row.starts_at in starts(diary)
        assert row.encounter is not None
        assert Encounter.objects.get(pk=row.encounter.pk).status == "cancelled"
        left = Notice.objects.filter(encounter=row.encounter, state="queued")
        assert {notice.kind for notice in left} == {"appointment.cancelled"}
        assert cancel(diary.world.actor("colleague"), made.appointment).sequence == row.sequence


@pytest.mark.proves("B5.4", "B1.2")
def test_a_patient_cancels_within_the_rules(diary: Diary) -> None:
    with diary.world.acting():
        rules, _new = BookingRules.objects.get_or_create(practitioner=diary.practitioner)
        patient = diary.world.patients["chloe"]
        made = book(
            diary.world.actor("visitor"),
            practitioner=diary.practitioner,
            type=diary.kind,
            starts_at=starts(diary)[20],
            patient=patient,
        )
        assert made.appointment.encounter is not None
        stranger = diary.world.actor("patient")
        with pytest.raises(Denied):
            cancel(stranger, made.appointment)
        link = open_link(stranger, made.link_secret)
        chloe = replace(diary.world.actor("visitor"), kind="patient", link_ids=frozenset({link.pk}))
        with (
            time_machine.travel(made.appointment.starts_at - timedelta(hours=23)),
            pytest.raises(TooLate),
        ):
            cancel(chloe, made.appointment)
        rules.patients_may_cancel = False
        rules.save()
        with pytest.raises(TooLate):
            cancel(chloe, made.appointment)
        rules.patients_may_cancel = True
        rules.save()
        assert cancel(chloe, made.appointment).cancelled_by == "patient"


@pytest.mark.proves("B5.4")
def test_moving_keeps_the_visit_and_tells_the_new_time(diary: Diary) -> None:
    with diary.world.acting():
        free = starts(diary)
        made = reserve(diary, free[20])
        reserve(diary, free[30])
        desk = diary.world.actor("colleague")
        with pytest.raises(SlotTaken):
            move(desk, made.appointment, starts_at=free[30])
        moved = move(desk, made.appointment, starts_at=free[25])
        assert (moved.encounter, moved.sequence) == (made.appointment.encounter, 1)
        assert free[20] in starts(diary)
        assert moved.encounter is not None
        waiting = Notice.objects.filter(encounter=moved.encounter, state="queued")
        assert "appointment.moved" in {notice.kind for notice in waiting}
        reminder = waiting.filter(kind="appointment.invitation").first()
        assert reminder is not None
        assert reminder.due_at == free[25] - timedelta(minutes=15)


@pytest.mark.proves("B6.1")
def test_the_life_of_an_appointment(diary: Diary) -> None:
    with diary.world.acting():
        free = starts(diary)
        desk = diary.world.actor("colleague")
        first, second = reserve(diary, free[20]), reserve(diary, free[21])
        encounter = first.appointment.encounter
        assert encounter is not None
        assert mark_arrived(desk, encounter)
        assert not mark_arrived(desk, encounter)
        assert mark_ready(desk, encounter)
        assert fulfil(desk, encounter)
        assert not fulfil(desk, encounter)
        with pytest.raises(NotPossible):
            cancel(desk, first.appointment)
        assert not mark_absent(desk, second.appointment), "nobody is late before the time"
        with time_machine.travel(free[21] + timedelta(minutes=30)):
            assert mark_absent(desk, second.appointment)
        assert second.appointment.encounter is not None
        gone = appointment_of(second.appointment.encounter)
        assert gone is not None
        assert gone.status == "noshow"


@pytest.mark.proves("B7.3")
def test_every_open_planning_hears_of_it(committed_world: World) -> None:
    world = committed_world
    with world.acting():
        kind = make_type(world, world.claire)
        slot = first_free(world.claire, types=[kind])
    assert slot is not None
    known = ("dbname", "user", "password", "host", "port")
    facts = {
        name: fact for name, fact in connection.get_connection_params().items() if name in known
    }
    with psycopg.connect(**facts, autocommit=True) as listener:
        listener.execute("LISTEN visavis_live")
        with world.acting():
            hold(
                world.actor("visitor"),
                practitioner=world.claire,
                type=kind,
                starts_at=slot.starts_at,
                secret="s",
            )
        heard = [note.payload for note in listener.notifies(timeout=5, stop_after=1)]
    assert [json.loads(text)["t"] for text in heard] == [f"planning:{world.claire.pk}"]
