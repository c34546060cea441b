"""Finding patients, and their file."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from tests.world import Role, World
from visavis.consultations.public import Participant, Stay, Visit
from visavis.core.public import AuditEvent
from visavis.notices.public import Notice
from visavis.patients.public import search

NOBODYS: tuple[Role, ...] = (
    "patient",
    "other_patient",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
)


@pytest.mark.proves("B6.2")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Bruno", "Chloé", "Denis", "Alice"]),
        ("moreau", ["Alice"]),
        ("MOR ali", ["Alice"]),
        ("chloe", ["Chloé"]),
        ("bruno@exemple.fr", ["Bruno"]),
        ("06 12 34", ["Bruno", "Chloé", "Denis", "Alice"]),
        ("12/04/1987", ["Alice"]),
        ("31/02/1987", []),
        ("Nadia", []),
        ("100%", []),
        ("' OR 1=1 --\0", []),
    ],
)
def test_a_patient_is_found_by_what_one_knows(world: World, words: str, found: list[str]) -> None:
    with world.acting():
        assert [p.first_name for p in search(world.actor("owner"), words)] == found


@pytest.mark.proves("A3.1")
def test_each_finds_only_whom_they_may_see(world: World) -> None:
    def names(role: Role) -> list[str]:
        text = world.client(role).get("/desk/patients/").content.decode()
        return [n for n, p in sorted(world.patients.items()) if f"/{p.pk}/" in text]

    assert names("practitioner") == names("secretary") == ["alice", "bruno"]
    assert names("colleague") == ["chloe"]
    assert names("owner") == ["alice", "bruno", "chloe", "denis"]


def test_the_list_is_asked_for_again_while_typing(world: World) -> None:
    client = world.client("owner")
    text = client.get("/desk/patients/?q=faure", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in text
    assert str(world.bruno.pk) in text
    assert str(world.alice.pk) not in text
    nobody = client.get("/desk/patients/?q=zzz%00&page=99").content.decode()
    assert "zzz" in nobody


def _held(world: World) -> None:
    """The past visit was held by video: who was there, from when to when."""
    start = world.appointments["past"].starts_at
    end = start + timedelta(minutes=17)
    visit = Visit.objects.create(
        encounter=world.visits["past"],
        practitioner=world.claire,
        state="ended",
        arrived_at=start,
        ended_at=end,
    )
    for role, person in (("patient", world.alice), ("practitioner", world.claire)):
        someone = Participant.objects.create(
            visit=visit, role=role, person=person.pk, name=person.name
        )
        Stay.objects.create(participant=someone, joined_at=start, seen_at=end, left_at=end)


@pytest.mark.proves("D12.3", "A4.1")
def test_the_file_shows_visits_with_times_and_participants(world: World) -> None:
    with world.acting():
        _held(world)
    page = world.client("practitioner").get(f"/desk/patients/{world.alice.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    start = world.appointments["past"].starts_at.astimezone(world.practice.zone)
    assert f"{start:%H:%M}" in text
    assert f"{start + timedelta(minutes=17):%H:%M}" in text
    assert text.count("Dr Claire Martin") > 2
    assert "alice@exemple.fr" in text


@pytest.mark.proves("A9.3")
def test_looking_at_a_file_is_recorded(world: World) -> None:
    world.client("secretary").get(f"/desk/patients/{world.alice.pk}/")
    with world.acting():
        event = AuditEvent.objects.get(verb="patient.viewed")
        assert event.patient == world.alice.pk
        assert event.actor_user == world.users["sophie"].pk


@pytest.mark.proves("A1.1", "A3.1")
def test_files_of_others_are_not_there(world: World) -> None:
    chloe, nadia = f"/desk/patients/{world.chloe.pk}/", f"/desk/patients/{world.nadia.pk}/"
    for role in ("practitioner", "secretary"):
        assert world.client(role).get(chloe).status_code == 404
    for role in ("practitioner", "owner"):
        assert world.client(role).get(nadia).status_code == 404
    for role in NOBODYS:
        assert world.client(role).get(chloe).status_code == 404
    assert world.client().get(chloe).status_code == 302
    assert world.client("owner").get(f"/desk/patients/{uuid.uuid4()}/").status_code == 404
    with world.acting():
        assert not AuditEvent.objects.filter(verb="patient.viewed").exists()


def _notice(world: World, state: str = "failed") -> Notice:
    notice: Notice = Notice.objects.create(
        encounter=world.visits["now"],
        patient=world.alice,
        kind="appointment.booked",
        channel="mail",
        recipient="alice@exemple.fr",
        language="fr",
        key=uuid.uuid4().hex,
        state=state,
        context={"starts_at": world.appointments["now"].starts_at.isoformat()},
        due_at=world.now,
        next_attempt_at=world.now,
    )
    return notice


@pytest.mark.proves("C1.3")
def test_a_notice_that_failed_shows_and_can_be_sent_again(world: World) -> None:
    with world.acting():
        notice = _notice(world)
    file = f"/desk/patients/{world.alice.pk}/"
    again = f"{file}notices/{notice.pk}/again/"
    client = world.client("secretary")
    assert again in client.get(file).content.decode()
    assert client.get(again).status_code == 405
    assert client.post(again).headers["Location"] == file
    with world.acting():
        assert Notice.objects.filter(patient=world.alice).count() in (1, 2)
    assert world.client("colleague").post(again).status_code == 404
    other = f"/desk/patients/{world.bruno.pk}/notices/{notice.pk}/again/"
    assert client.post(other).status_code == 404
