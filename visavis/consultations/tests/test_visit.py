"""The verbs and pages of a visit: arriving, admitting, ending, and who may not."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from visavis.accounts.public import Organization
from visavis.consultations.public import (
    DeviceCheck,
    NotNow,
    Visit,
    admit,
    arrive,
    end,
    keep_check,
    leave,
    put_back,
    record_of,
    state_of,
    waiting,
    waiting_count,
)
from visavis.consultations.room.presence import begin
from visavis.consultations.room.tickets import ticket
from visavis.core.public import Denied, now
from visavis.messaging.public import Message, post
from visavis.notices.public import Notice
from visavis.patients.public import Encounter
from visavis.scheduling.public import Appointment, appointment_of

GOOD = {
    "verdict": "good",
    "camera": "ok",
    "microphone": "ok",
    "speaker": "heard",
    "network": {
        "rtt_ms": 20,
        "jitter_ms": 1.5,
        "loss": 0,
        "up_kbps": 4000,
        "down_kbps": 9000,
        "path": "server",
    },
    "browser": "Chrome 141 · Android",
}


@pytest.fixture
def here(world):
    """Inside the practice, with what a visit needs."""
    with world.acting():
        yield Here(world)


class Here:
    def __init__(self, world):
        self.world = world
        self.patient = world.actor("patient")
        self.practitioner = world.actor("practitioner")
        self.encounter = world.visits["now"]
        self.id = self.encounter.pk

    def at(self, minutes):
        """Put the appointment so many minutes from now."""
        start = now() + timedelta(minutes=minutes)
        Appointment.objects.exclude(encounter=self.encounter).delete()
        row = appointment_of(self.encounter)
        row.starts_at = start
        row.during = type(row.during)(start, start + timedelta(minutes=row.minutes))
        row.save()


@pytest.mark.proves("D1.1", "D3.3")
def test_arriving_takes_a_place_that_is_kept(here):
    first = arrive(here.patient, encounter_id=here.id)
    leave(here.patient, encounter_id=here.id)
    (line,) = waiting(here.practitioner)
    assert not line.present
    again = arrive(here.patient, encounter_id=here.id)
    assert (again.arrived_at, again.state) == (first.arrived_at, "waiting")
    (line,) = waiting(here.practitioner)
    assert line.present
    assert appointment_of(here.encounter).status == "arrived"


@pytest.mark.proves("D1.1")
def test_the_door_is_open_around_the_appointed_time_only(here):
    for minutes, state in ((75, "too-early"), (-100, "too-late")):
        here.at(minutes)
        with pytest.raises(NotNow) as refusal:
            arrive(here.patient, encounter_id=here.id)
        assert refusal.value.state == state
    here.at(59)
    assert arrive(here.patient, encounter_id=here.id).state == "waiting"


def test_one_who_was_admitted_comes_back_however_late(here):
    arrive(here.patient, encounter_id=here.id)
    admit(here.practitioner, encounter_id=here.id)
    here.at(-100)
    assert arrive(here.patient, encounter_id=here.id).state == "admitted"


@pytest.mark.proves("D3.1")
def test_the_list_tells_what_the_desk_needs(here):
    here.at(-7)
    keep_check(here.patient, encounter_id=here.id, result={**GOOD, "verdict": "audio-only"})
    arrive(here.patient, encounter_id=here.id)
    post(here.patient, encounter=here.encounter, text="Je suis là", client_id=here.id)
    for role in ("practitioner", "secretary", "owner"):
        (line,) = waiting(here.world.actor(role))
        assert (line.punctuality, line.late_minutes) == ("late", 7)
        assert (line.check.verdict, line.unread) == ("audio-only", 1)
        assert line.own is (role == "practitioner")
    here.at(5)
    (line,) = waiting(here.practitioner)
    assert line.punctuality == "on-time"
    assert waiting(here.world.actor("colleague")) == []
    assert waiting_count(here.practitioner) == 1


@pytest.mark.proves("D12.3")
def test_the_whole_way_and_what_is_kept(here):
    arrive(here.patient, encounter_id=here.id)
    admit(here.practitioner, encounter_id=here.id)
    admit(here.practitioner, encounter_id=here.id)
    ended = end(here.practitioner, encounter_id=here.id)
    assert end(here.practitioner, encounter_id=here.id).ended_at == ended.ended_at
    assert state_of(here.encounter) == "ended"
    assert Encounter.objects.get(pk=here.id).status == "finished"
    assert appointment_of(here.encounter).status == "fulfilled"
    assert Notice.objects.filter(encounter=here.encounter, kind="consultation.ended").count() == 1
    kept = record_of(here.practitioner, encounter=here.encounter)
    assert kept.visit.ended_by == "practitioner"
    assert kept.attendance == []
    with pytest.raises(NotNow):
        arrive(here.patient, encounter_id=here.id)
    with pytest.raises(NotNow):
        admit(here.practitioner, encounter_id=here.id)


def test_steps_out_of_order_are_refused(here):
    with pytest.raises(NotNow):
        admit(here.practitioner, encounter_id=here.id)
    arrive(here.patient, encounter_id=here.id)
    with pytest.raises(NotNow):
        end(here.practitioner, encounter_id=here.id)
    assert put_back(here.practitioner, encounter_id=here.id).state == "waiting"


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.proves("D8.1", "E1.4")
def test_the_chat_stays_or_goes_as_the_practice_sets(here, keep):
    Organization.objects.update(keep_chat=keep)
    here.world.practice.keep_chat = keep
    with here.world.acting():
        arrive(here.patient, encounter_id=here.id)
        post(here.patient, encounter=here.encounter, text="Bonjour", client_id=here.id)
        admit(here.practitioner, encounter_id=here.id)
        end(here.practitioner, encounter_id=here.id)
        assert Message.objects.count() == int(keep)


@pytest.mark.parametrize("role", ["visitor", "patient", "other_patient", "colleague", "former"])
def test_only_who_runs_the_desk_admits_and_ends(here, role):
    arrive(here.patient, encounter_id=here.id)
    actor = here.world.actor(role)
    for verb in (admit, put_back, end):
        with pytest.raises(Denied):
            verb(actor, encounter_id=here.id)
    if role != "patient":
        with pytest.raises(Denied):
            arrive(actor, encounter_id=here.id)
    assert Visit.objects.get().state == "waiting"


@pytest.mark.proves("D2.1")
def test_a_device_check_is_kept_as_it_was_and_nothing_else(here):
    kept = keep_check(here.patient, encounter_id=here.id, result={**GOOD, "secret": "x" * 999})
    assert kept.verdict == "good"
    assert set(kept.facts) == {"camera", "microphone", "speaker", "network", "browser"}
    with pytest.raises(Denied):
        keep_check(here.practitioner, encounter_id=here.id, result=GOOD)


BAD = [
    None,
    [],
    7,
    {},
    {**GOOD, "verdict": "great"},
    {**GOOD, "verdict": ["good"]},
    {**GOOD, "camera": {}},
    {**GOOD, "browser": 7},
    {**GOOD, "network": "fast"},
    {**GOOD, "network": {**GOOD["network"], "rtt_ms": "20"}},
    {**GOOD, "network": {**GOOD["network"], "loss": 2}},
    {**GOOD, "network": {**GOOD["network"], "up_kbps": True}},
    {**GOOD, "network": {**GOOD["network"], "rtt_ms": -1}},
]


@pytest.mark.parametrize("result", BAD)
def test_a_bad_result_is_refused_with_a_sentence(world, result):
    address = f"/visit/{world.visits['now'].pk}/check/"
    answer = world.client("patient").post(address, result, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    with world.acting():
        assert not DeviceCheck.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 60_000, b"9" * 5_000, b'"' + b"x" * 70_000 + b'"']
)
def test_what_is_no_json_is_refused_with_a_sentence(world, body):
    address = f"/visit/{world.visits['now'].pk}/check/"
    answer = world.client("patient").post(address, body, content_type="application/json")
    assert answer.status_code == 400


def test_pages_lead_to_where_the_visit_is(world):
    client, own = world.client("patient"), f"/visit/{world.visits['now'].pk}"
    desk = f"/desk/visit/{world.visits['now'].pk}"
    staff = world.client("practitioner")
    assert client.get(f"{own}/room/")["Location"] == f"{own}/wait/"
    page = client.get(f"{own}/wait/")
    config = json.loads(
        page.content.decode().split('id="room-config" type="application/json">')[1].split("<")[0]
    )
    assert config["role"] == "patient"
    assert config["admitUrl"] is None
    assert client.post(f"{own}/wait/").json() == {"state": "waiting"}
    assert staff.post(f"{desk}/admit/")["Location"] == f"{desk}/room/"
    assert client.get(f"{own}/wait/")["Location"] == f"{own}/room/"
    assert b'"practitioner"' in staff.get(f"{desk}/room/").content
    file = f"/desk/patients/{world.alice.pk}/"
    answer = staff.post(f"{desk}/end/", headers={"accept": "application/json"})
    assert answer.json() == {"next": file}
    for page in ("check", "wait", "room", "leave"):
        assert client.get(f"{own}/{page}/")["Location"] == f"{own}/end/"
    assert staff.get(f"{desk}/room/")["Location"] == file
    assert client.post(f"{own}/ticket/").status_code == 410
    assert client.post(f"{own}/wait/").status_code == 410


def test_one_who_was_put_back_waits_on_however_late(here):
    arrive(here.patient, encounter_id=here.id)
    admit(here.practitioner, encounter_id=here.id)
    begin(here.practitioner, here.encounter)
    put_back(here.practitioner, encounter_id=here.id)
    here.at(-100)
    assert arrive(here.patient, encounter_id=here.id).state == "waiting"


def test_a_visit_at_the_practice_has_no_waiting_room_by_video(here):
    with pytest.raises(NotNow) as refusal:
        arrive(here.patient, encounter_id=here.world.visits["tomorrow"].pk)
    assert refusal.value.state == "not-by-video"


def test_too_early_too_late_and_cancelled_go_back_to_the_journey(world):
    for visit, role in (("early", "other_patient"), ("cancelled", "patient")):
        client, own = world.client(role), f"/visit/{world.visits[visit].pk}"
        assert client.get(f"{own}/wait/")["Location"] == f"{own}/"
        answer = client.post(f"{own}/wait/")
        assert (answer.status_code, answer.json()["next"]) == (409, f"{own}/")


def test_refusals_are_sentences_for_people_and_problems_for_scripts(world):
    staff, desk = world.client("practitioner"), f"/desk/visit/{world.visits['now'].pk}"
    answer = staff.post(f"{desk}/admit/", headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    page = staff.post(f"{desk}/admit/", follow=True)
    assert page.status_code == 200
    assert list(page.context["messages"])


@pytest.mark.proves("D3.1")
def test_the_waiting_list_page_and_its_fragment(world):
    client, own = world.client("patient"), f"/visit/{world.visits['now'].pk}"
    client.post(f"{own}/wait/")
    for role in ("practitioner", "secretary", "manager", "owner"):
        staff = world.client(role)
        page = staff.get("/desk/waiting/").content.decode()
        assert "Alice Moreau" in page
        part = staff.get("/desk/waiting/?fragment=1").content.decode()
        assert "<html" not in part
        assert "Alice Moreau" in part
    beside = f"/desk/waiting/?fragment=1&beside={world.visits['now'].pk}"
    assert "admit" not in world.client("practitioner").get(beside).content.decode()
    assert "Alice" not in world.client("colleague").get("/desk/waiting/").content.decode()


@pytest.mark.proves("D2.1")
def test_the_check_alone_and_the_probe_are_open_to_everybody(world, settings):
    client = world.client()
    assert client.get("/check/").status_code == 200
    # As many bytes on the way as were asked for, or the line would be measured too fast.
    sent = client.get("/check/probe/?bytes=100000", headers={"accept-encoding": "gzip"})
    assert len(sent.content) == 100_000
    assert len(client.get("/check/probe/?bytes=99999999").content) == 0
    assert len(client.get("/check/probe/?bytes=-1").content) == 0
    sent = client.post("/check/probe/", b"x" * 1_000_000, content_type="application/octet-stream")
    assert sent.status_code == 204
    assert client.get("/check/")["Cache-Control"]


@pytest.mark.proves("D4.1")
def test_who_looks_through_others_eyes_gets_no_ticket(world):
    actor = dataclasses.replace(world.actor("practitioner"), via="Olivia", read_only=True)
    encounter = world.visits["now"].pk
    with world.acting():
        assert ticket(world.actor("practitioner"), encounter_id=encounter)["ticket"]
        with pytest.raises(Denied):
            ticket(actor, encounter_id=encounter)
