"""By which ways a member of staff may come upon a patient: each with what the reference expects.

A room that shows something of a patient adds its ways here: notes, documents, invoices, exports and
the programs' interface as they come. *expected* is a function of tests/house/facts.py, *found* says
whether the member came upon it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.house import facts
from tests.house.facts import Setting
from tests.world import Role, World
from visavis.core.live.topics import may_follow
from visavis.core.public import Actor
from visavis.messaging.public import Conversation
from visavis.messaging.public import visible_to as conversations_visible_to
from visavis.patients.public import encounters_visible_to, may_arrange, may_book, visible_to
from visavis.scheduling.public import visible_to as appointments_visible_to

FRAGMENT = {"hx-request": "true"}


@dataclass
class Member:
    """A member at their browser, under one setting."""

    role: Role
    world: World
    setting: Setting
    weeks: dict[str, str] = field(default_factory=dict)

    @cached_property
    def client(self) -> Client:
        return self.world.client(self.role)

    @cached_property
    def actor(self) -> Actor:
        return self.world.actor(self.role)

    def ask(self, address: str, *, post: bool = False, **more: Any) -> HttpResponse:
        """What the address answers; everything it did is undone."""
        call = self.client.post if post else self.client.get
        with transaction.atomic():
            answer: HttpResponse = call(address, **more)
            transaction.set_rollback(True)
        return answer

    def reaches(self, address: str, **more: Any) -> bool:
        answer = self.ask(address, **more)
        assert answer.status_code in (200, 302, 409, 410, 404), (address, answer.status_code)
        return answer.status_code != 404

    def text(self, address: str, **more: Any) -> str:
        return b"".join(self.ask(address, **more)).decode()

    def follows(self, topic: str) -> bool:
        """As a page's socket asks (core/live/topic_sockets.py)."""
        with self.world.acting():
            return may_follow(self.actor, topic)

    @cached_property
    def listed(self) -> str:
        return self.text("/desk/patients/")

    @cached_property
    def found(self) -> str:
        """The search box, by what all have in common."""
        return self.text("/desk/patients/", data={"q": "06 12 34 56"}, headers=FRAGMENT)

    def planned(self, moment: datetime) -> str:
        """The planning of the week of *moment*, asked for once."""
        day = moment.astimezone(self.world.practice.zone).date()
        monday = (day - timedelta(days=day.weekday())).isoformat()
        if monday not in self.weeks:
            who = [practitioner.slug for practitioner in self.world.practitioners.values()]
            asked = {"day": monday, "view": "week", "who": who, "fragment": "1"}
            self.weeks[monday] = self.text("/desk/planning/", data=asked)
        return self.weeks[monday]

    @cached_property
    def waiting(self) -> str:
        return self.text("/desk/waiting/", data={"fragment": "1"})

    @cached_property
    def today(self) -> str:
        return self.text("/desk/", headers=FRAGMENT)

    @cached_property
    def keys(self) -> dict[str, set[UUID]]:
        """What each room's policy lets through: what exports and programs are given."""
        with self.world.acting():
            rows = {
                "patients": visible_to(self.actor).values_list("pk", flat=True),
                "encounters": encounters_visible_to(self.actor).values_list("pk", flat=True),
                "appointments": appointments_visible_to(self.actor).values_list(
                    "encounter_id", flat=True
                ),
            }
            found = {name: set(keys) for name, keys in rows.items()}
            assert all(len(found[name]) == len(rows[name]) for name in rows), "something twice"
            return found

    @cached_property
    def conversations(self) -> set[tuple[UUID, UUID]]:
        with self.world.acting():
            seen = conversations_visible_to(self.actor)
            return set(seen.values_list("patient_id", "practitioner_id"))


Found = Callable[[Member, str], bool]
Expected = Callable[[Role, str, Setting], bool]


@dataclass(frozen=True)
class Way:
    """One way to come upon a patient or a visit, by its name in the world."""

    name: str
    expected: Expected
    found: Found


def _file(member: Member, patient: str) -> str:
    return f"/desk/patients/{member.world.patients[patient].pk}/"


def _visit(member: Member, visit: str) -> UUID:
    return member.world.visits[visit].pk


def _planned(member: Member, visit: str) -> bool:
    """Named in the week's planning of all whom one may open."""
    row = member.world.appointments[visit]
    return f"/desk/planning/{row.encounter_id}/" in member.planned(row.starts_at)


def _conversation(member: Member, visit: str) -> bool:
    encounter = member.world.visits[visit]
    return (encounter.patient_id, encounter.practitioner_id) in member.conversations


def _is_today(member: Member, visit: str) -> bool:
    zone, row = member.world.practice.zone, member.world.appointments[visit]
    return row.starts_at.astimezone(zone).date() == member.world.now.astimezone(zone).date()


def _on_today(member: Member, visit: str) -> bool:
    if not _is_today(member, visit):  # close to midnight: nothing to be found there
        return facts.waits_for(member.role, visit, member.setting)
    return str(member.world.visits[visit].patient_id) in member.today


def _arranged(member: Member, patient: str) -> bool:
    """Who cares for them is set by this member (the page: tests/house/rights_table.py)."""
    with member.world.acting():
        return may_arrange(member.actor, member.world.patients[patient])


def _bookable(member: Member, patient: str) -> bool:
    """By somebody of the practice, with the patient's primary practitioner."""
    known = member.world.patients[patient]
    own = member.world.practitioners[facts.primary_of(patient)]
    with member.world.acting():
        return may_book(member.actor, patient=known, practitioner=own)


def _never(role: Role, name: str, setting: Setting) -> bool:
    return False


OF_PATIENTS = (
    Way("file", facts.sees_patient, lambda m, p: m.reaches(_file(m, p))),
    Way(
        "card of the file",
        facts.sees_patient,
        lambda m, p: m.reaches(f"{_file(m, p)}care/", data={"fragment": "1"}, headers=FRAGMENT),
    ),
    Way("care team", facts.arranges, _arranged),
    Way("list", facts.sees_patient, lambda m, p: _file(m, p) in m.listed),
    Way("search", facts.sees_patient, lambda m, p: _file(m, p) in m.found),
    Way("booking", facts.sees_patient, _bookable),
    Way("topic", facts.sees_patient, lambda m, p: m.follows(f"patient:{m.world.patients[p].pk}")),
    Way("export", facts.sees_patient, lambda m, p: m.world.patients[p].pk in m.keys["patients"]),
)
OF_VISITS = (
    Way(
        "page and panel",
        facts.sees_visit,
        lambda m, v: m.reaches(f"/desk/planning/{_visit(m, v)}/", headers=FRAGMENT),
    ),
    Way("export", facts.sees_visit, lambda m, v: _visit(m, v) in m.keys["encounters"]),
    Way(
        "appointments",
        facts.sees_visit,
        lambda m, v: m.world.visits[v].pk in m.keys["appointments"],
    ),
    Way("topic", facts.sees_visit, lambda m, v: m.follows(f"visit:{_visit(m, v)}")),
    Way("notices", facts.sees_visit, lambda m, v: m.follows(f"notices:{_visit(m, v)}")),
    Way("messages", facts.reads_messages, _conversation),
)
# Asked of the visits to come only; the way of a socket begins with its ticket.
OF_COMING = (
    Way(
        "room",
        facts.sits_in_room,
        lambda m, v: m.reaches(f"/visit/{_visit(m, v)}/ticket/", post=True),
    ),
    # The patient's own calendar file and page are nobody's on the staff.
    Way("calendar", _never, lambda m, v: m.reaches(f"/visit/{_visit(m, v)}/calendar.ics")),
)
OF_PLANNED = (Way("planning", facts.is_named_in_planning, _planned),)
OF_WAITING = (
    Way(
        "waiting list",
        facts.waits_for,
        lambda m, v: m.world.visits[v].patient.last_name in m.waiting,
    ),
    Way("today", facts.waits_for, _on_today),
)


def write_to_each_other(world: World) -> None:
    """A conversation behind each visit."""
    pairs = {(visit.patient_id, visit.practitioner_id) for visit in world.visits.values()}
    here = {patient.pk for patient in world.patients.values() if patient != world.nadia}
    Conversation.objects.bulk_create(
        Conversation(patient_id=patient, practitioner_id=practitioner)
        for patient, practitioner in pairs
        if patient in here
    )
