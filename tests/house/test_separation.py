"""Strictly separate or not: every member, every patient and visit, every way, every setting.

The expected answer comes from a reference in plain Python (facts.py), the found one from the pages,
fragments, topics, tickets, lists, counts, plannings and room policies (separation_table.py).
"""

from __future__ import annotations

import pytest

from tests.house import facts
from tests.house.facts import HERE, MEMBERS, PATIENTS, PRACTITIONERS, SETTINGS, Setting
from tests.house.separation_table import (
    OF_COMING,
    OF_PATIENTS,
    OF_PLANNED,
    OF_VISITS,
    OF_WAITING,
    Member,
    Way,
    write_to_each_other,
)
from tests.world import VISITS, World
from visavis.consultations.models import Visit
from visavis.consultations.public import waiting_count

PLANNED = tuple(name for name in HERE if VISITS[name][3] != "cancelled")
ARRIVED = ("now", "early", "colleagues")


def _set(world: World, setting: Setting) -> None:
    for name, on in setting.switches().items():
        setattr(world.practice, name, on)
    with world.acting():
        world.practice.save()
        write_to_each_other(world)
        Visit.objects.bulk_create(
            Visit(
                encounter=world.visits[name],
                practitioner=world.visits[name].practitioner,
                state="waiting",
                arrived_at=world.now,
            )
            for name in ARRIVED
        )


def _faults(member: Member, ways: tuple[Way, ...], names: tuple[str, ...]) -> list[str]:
    found = []
    for way in ways:
        for name in names:
            expected = way.expected(member.role, name, member.setting)
            if way.found(member, name) is not expected:
                verb = "does not come" if expected else "comes"
                found.append(f"{member.role} {verb} upon {name} by {way.name}")
    return found


def _counts(member: Member) -> list[str]:
    """Numbers tell too: the list's, the badge's."""
    role, setting = member.role, member.setting
    patients = sum(facts.sees_patient(role, name, setting) for name in PATIENTS)
    waiting = sum(facts.waits_for(role, name, setting) for name in ARRIVED)
    with member.world.acting():
        badge = waiting_count(member.actor)
    found = []
    if patients and f"{patients} patient" not in member.listed:
        found.append(f"{role} reads another count than {patients} patients")
    if badge != waiting:
        found.append(f"{role} reads {badge} who wait, of {waiting}")
    return found


def _topics(member: Member) -> list[str]:
    """The topics of a practitioner's planning and waiting room."""
    found = []
    for who in PRACTITIONERS:
        key = member.world.practitioners[who].pk
        for topic, rule in (("planning", facts.opens_planning), ("waiting", facts.runs)):
            expected = rule(member.role, who, member.setting)
            if member.follows(f"{topic}:{key}") is not expected:
                found.append(f"{member.role} and {topic}:{who} should be {expected}")
    if member.follows("waiting:any") is not facts.covers_all(
        facts.WHO[member.role], member.setting
    ):
        found.append(f"{member.role} and waiting:any")
    return found


@pytest.mark.proves("A1.3", "A1.4", "A2.1", "A2.3", "A3.1", "A4.1")
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_member_comes_upon_those_they_may_and_nobody_else(
    setting: Setting, world: World
) -> None:
    _set(world, setting)
    faults = []
    for role in MEMBERS:
        member = Member(role, world, setting)
        faults += _faults(member, OF_PATIENTS, PATIENTS)
        faults += _faults(member, OF_VISITS, HERE)
        faults += _faults(member, OF_COMING, ARRIVED)
        faults += _faults(member, OF_PLANNED, PLANNED)
        faults += _faults(member, OF_WAITING, ARRIVED)
        faults += _counts(member) + _topics(member)
    assert not faults, "\n".join(faults)


@pytest.mark.proves("A1.1", "A2.2")
def test_one_who_works_next_door_too_sees_each_practice_from_within(world: World) -> None:
    """Yves works at both: here he sees Denis, there nobody of ours."""
    here, there = world.client("visiting"), world.client("visiting", at="neighbour")
    denis = f"/desk/patients/{world.denis.pk}/"
    assert here.get(denis).status_code == 200
    assert there.get("/desk/patients/").status_code == 200
    for patient in world.patients.values():
        assert there.get(f"/desk/patients/{patient.pk}/").status_code == 404
    assert str(world.denis.pk) not in there.get("/desk/patients/?q=Lambert").content.decode()


def test_the_reference_covers_every_member_of_the_world() -> None:
    """Somebody new in the world gets their place in the reference."""
    played = {facts.WHO[role] for role in MEMBERS}
    assert played == set(facts.cast.PEOPLE["practice"]) - {"fabien"}
