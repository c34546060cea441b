from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction

from visavis.core import audit
from visavis.core.public import (
    Actor,
    AuditAbout,
    AuditEvent,
    Sought,
    acting_for,
    events_page,
    now,
    record,
    seen,
    words_of,
)


@pytest.fixture
def sophie(world):
    return world.actor("secretary")


def _about(world):
    return [
        {one.patient for one in AuditAbout.objects.filter(event=event)}
        for event in AuditEvent.objects.order_by("at", "id")
    ]


@pytest.mark.proves("A9.3")
def test_a_list_is_one_event_that_names_everybody(world, sophie):
    patients = [one.pk for one in (world.alice, world.bruno)]
    with world.acting():
        seen("patients.listed", by=sophie, patients=[*patients, patients[0]])
        seen("patients.listed", by=sophie, patients=[])
        seen("patient.viewed", by=sophie, on=world.alice, patients=patients[:1])
        assert _about(world) == [set(patients), set(patients[:1])]
        assert AuditEvent.objects.get(verb="patient.viewed").patient == world.alice.pk


def test_a_long_list_is_recorded_in_parts(world, sophie):
    patients = [uuid4() for _ in range(audit.MOST_AT_ONCE * 2 + 1)]
    with world.acting():
        seen("planning.viewed", by=sophie, patients=patients)
        assert [len(part) for part in _about(world)] == [100, 100, 1]
        assert set.union(*_about(world)) == set(patients)


@pytest.mark.proves("A9.3")
def test_a_page_that_refreshes_itself_is_recorded_once_in_ten_minutes(committed_world):
    world, sophie = committed_world, committed_world.actor("secretary")
    olivia = world.actor("owner")
    alice, bruno = world.alice.pk, world.bruno.pk

    def look(by, *patients, at=0):
        moment = world.now + timedelta(minutes=at)
        with time_machine.travel(moment, tick=False), world.acting():
            seen("waiting.viewed", by=by, patients=patients, live=True)
            newest = [{str(one) for one in part} for part in _about(world)[-1:]]
            return newest, AuditEvent.objects.count()

    assert look(sophie, alice)[1] == 1
    assert look(sophie, alice, at=5)[1] == 1, "the same look again"
    assert look(sophie, alice, bruno, at=6) == ([{str(bruno)}], 2), "somebody new, at once"
    assert look(olivia, alice, at=6)[1] == 3, "somebody else looks"
    assert look(sophie, alice, at=11)[1] == 4, "ten minutes later"


def test_a_look_that_was_undone_is_not_remembered(committed_world):
    world, paul = committed_world, committed_world.actor("colleague")
    with world.acting():
        seen("waiting.viewed", by=paul, patients=[world.chloe.pk], live=True)
        transaction.set_rollback(True)
    with world.acting():
        seen("waiting.viewed", by=paul, patients=[world.chloe.pk], live=True)
        assert AuditEvent.objects.count() == 1


def test_both_names_are_kept_when_another_sits_there(world):
    actor = Actor("staff", world.practice.pk, "Olivia", via="Support", via_user_id=uuid4())
    with world.acting():
        record("patient.viewed", on=None, by=actor)
        assert AuditEvent.objects.get().facts == {
            "via": "Support",
            "via_user": str(actor.via_user_id),
        }


@pytest.mark.proves("A9.3")
def test_pages_of_the_audit_join_without_gap_or_overlap(world, sophie):
    with world.acting():
        for number in range(23):
            at = world.now if number < 12 else world.now + timedelta(seconds=number)
            with time_machine.travel(at, tick=False):
                seen("patient.viewed", by=sophie, patients=[world.alice.pk], number=number)
        record("hours.set", on=None, by=world.actor("owner"))
        for sought, expected in (
            (Sought(), 24),
            (Sought(patient=world.alice.pk), 23),
            (Sought(patient=world.bruno.pk), 0),
            (Sought(person=sophie.user_id, kind="look"), 23),
            (Sought(kind="change"), 1),
            (Sought(since=world.now + timedelta(seconds=12), until=now()), 24 - 12),
        ):
            found, after = events_page(sought, size=5)
            while after is not None:
                more, after = events_page(sought, after=after, size=5)
                found += more
            if sought.until is None:
                assert len(found) == expected == len({one.pk for one in found}), sought
            assert found == sorted(found, key=lambda one: (one.at, one.pk), reverse=True)


def test_another_practice_sees_none_of_it(world, sophie):
    with world.acting():
        seen("patient.viewed", by=sophie, patients=[world.alice.pk])
    with world.acting("neighbour"):
        assert events_page(Sought()) == ([], None)
        assert events_page(Sought(patient=world.alice.pk)) == ([], None)
        assert not AuditAbout.objects.exists()


def test_sentences_take_their_facts():
    assert "3" in words_of("conversation.emptied", {"messages": 3})
    assert words_of("conversation.emptied", {})
    assert words_of("gone.verb", {}) == "gone.verb"


@pytest.fixture
def five(two_practices):
    here, _there = two_practices
    owner = Actor("system", here.pk, "Visavis")
    for number in range(1, 6):
        with acting_for(here):
            record("hours.set", on=None, by=owner, number=number)
    return here


@pytest.fixture
def two_practices(committed_world):
    return committed_world.practice, committed_world.neighbour


def _forge(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        for statement in sql:
            cursor.execute(statement)


@pytest.mark.proves("A9.3")
@pytest.mark.parametrize(
    ("what", "found"),
    [
        (["UPDATE core_auditevent SET verb = 'x' WHERE seq = 3"], "event 3 was changed"),
        (["UPDATE core_auditevent SET at = at - interval '1 s' WHERE seq = 5"], "event 5 was"),
        (["UPDATE core_auditevent SET facts = '{}' WHERE seq = 1"], "event 1 was changed"),
        (["DELETE FROM core_auditevent WHERE seq = 2"], "event 2 is missing"),
        (["DELETE FROM core_auditevent WHERE seq = 1"], "event 1 is missing"),
        (
            [
                "UPDATE core_auditevent SET seq = -2 WHERE seq = 2",
                "UPDATE core_auditevent SET seq = 2 WHERE seq = 4",
                "UPDATE core_auditevent SET seq = 4 WHERE seq = -2",
            ],
            "event 2 does not follow event 1",
        ),
        (["DELETE FROM core_auditevent WHERE seq > 3"], "the record ends at event 3"),
        (["DELETE FROM core_auditevent"], "the record ends at event 0"),
        (
            ["DELETE FROM core_auditevent", "DELETE FROM core_audithead"],
            None,  # nothing is left that could tell: backups do
        ),
        (["DELETE FROM core_audithead"], "should end at event 0"),
    ],
)
def test_a_changed_missing_reordered_or_cut_chain_is_found(five, what, found):
    with acting_for(five):
        assert list(audit.verify(five.pk)) == []
    _forge(what)
    with acting_for(five):
        faults = list(audit.verify(five.pk))
    if found is None:
        assert faults == []
    else:
        assert any(found in str(fault).lower() for fault in faults), faults
