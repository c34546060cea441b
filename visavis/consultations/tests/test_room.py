"""The room over real sockets: who gets in, what flows, what happens when a line is lost."""

from __future__ import annotations

import json
import time
import uuid

import pytest

from tests.live import in_thread
from visavis.consultations.public import Stay, Visit
from visavis.messaging.public import Message


def visit_of(world):
    with world.acting():
        return Visit.objects.get(encounter=world.visits["now"])


def until(seconds, true):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


@pytest.fixture
def both(visiting):
    visiting.arrive()
    patient, first = visiting.enter("patient")
    practitioner, second = visiting.enter("practitioner")
    patient.until("peer-joined")
    return patient, first, practitioner, second


@pytest.mark.proves("D3.2")
def test_admitting_reaches_the_waiting_page_within_a_second(visiting, both):
    patient, welcome, _practitioner, _other = both
    assert welcome["visit"]["state"] == "waiting"
    began = time.monotonic()
    assert visiting.admit().status_code == 200
    frame = patient.until("state", state="admitted")
    assert time.monotonic() - began < 1
    assert frame["server_now"]
    started = patient.until("state", state="in-call")
    assert started["started_at"]
    assert visit_of(visiting.world).state == "in-call"


@pytest.mark.proves("D4.1")
def test_signals_flow_after_the_admission_and_not_before(visiting, both):
    patient, mine, practitioner, other = both
    to_patient = {"type": "signal", "to": mine["you"]["id"], "data": {"session": "s", "n": 1}}
    practitioner.send(to_patient)
    assert patient.silent()
    visiting.admit()
    patient.until("state", state="in-call")
    practitioner.until("state", state="in-call")
    practitioner.send(to_patient)
    assert patient.until("signal") == {
        "type": "signal",
        "from": other["you"]["id"],
        "data": {"session": "s", "n": 1},
    }
    patient.send({"type": "signal", "to": other["you"]["id"], "data": {"candidate": None}})
    assert practitioner.until("signal")["from"] == mine["you"]["id"]


def test_exactly_one_side_makes_the_first_offer(both):
    _patient, _mine, _practitioner, welcome = both
    (peer,) = welcome["peers"]
    assert peer["role"] == "patient"
    assert peer["offerer"] is True
    assert peer["polite"] is False
    assert welcome["you"]["role"] == "practitioner"


def test_media_and_quality_are_relayed_with_the_sender(both):
    patient, mine, practitioner, _other = both
    patient.send({"type": "media", "audio": False, "video": True})
    frame = practitioner.until("media")
    assert frame == {"type": "media", "from": mine["you"]["id"], "audio": False, "video": True}
    patient.send({"type": "quality", "level": "poor", "cause": "loss"})
    assert practitioner.until("quality")["cause"] == "loss"


@pytest.mark.proves("D8.1")
def test_chat_is_stored_once_though_sent_twice_and_is_there_after_a_reload(visiting, both):
    patient, mine, practitioner, _other = both
    key = str(uuid.uuid4())
    for _time in range(3):
        patient.send({"type": "chat", "text": "Bonjour 👋 <b>", "client_id": key})
    frame = practitioner.until("chat")
    assert frame["text"] == "Bonjour 👋 <b>"
    assert frame["from"] == mine["you"]["id"]
    assert frame["client_id"] == key
    for _time in range(3):
        assert patient.until("chat")["id"] == frame["id"]
    assert practitioner.silent()
    with visiting.world.acting():
        assert Message.objects.count() == 1
    _again, welcome = visiting.enter("patient")
    assert [one["id"] for one in welcome["chat"]] == [frame["id"]]


def test_chat_limits_are_told(both):
    patient, *_rest = both
    key = str(uuid.uuid4())
    patient.send({"type": "chat", "text": "x" * 4001, "client_id": key})
    assert patient.until("error")["code"] == "too-long"
    for _time in range(20):
        patient.send({"type": "chat", "text": "x", "client_id": str(uuid.uuid4())})
    assert patient.until("error")["code"] == "too-fast"


@pytest.mark.proves("D4.5")
def test_a_reload_takes_over_and_the_others_see_the_new_page(visiting, both):
    patient, mine, practitioner, _other = both
    again, welcome = visiting.enter("patient", session="new-page")
    assert welcome["you"]["id"] == mine["you"]["id"]
    assert patient.close_code() == 4409
    assert practitioner.until("peer-joined")["peer"]["session"] == "new-page"
    _third, _welcome = visiting.enter("patient", session="new-page")
    assert again.close_code() == 1000


@pytest.mark.proves("D4.5")
def test_rejoining_the_call_needs_no_new_admission(visiting, both):
    patient, _mine, practitioner, _other = both
    visiting.admit()
    patient.until("state", state="in-call")
    patient.close()
    assert practitioner.until("peer-left")["reason"] == "lost"
    _again, welcome = visiting.enter("patient")
    assert welcome["visit"]["state"] == "in-call"


@pytest.mark.proves("D3.3")
def test_a_short_loss_keeps_the_place_and_a_long_one_shows_as_left(visiting, both):
    patient, _mine, practitioner, _other = both
    rooms = visiting.house.rooms
    rooms.grace = 1.0
    place = visit_of(visiting.world).arrived_at
    patient.close()
    assert practitioner.until("peer-left")["reason"] == "lost"
    time.sleep(0.3)
    again, welcome = visiting.enter("patient")
    assert welcome["visit"]["waiting_since"] == place.isoformat()
    assert visit_of(visiting.world).left_at is None
    practitioner.until("peer-joined")
    again.close()
    assert practitioner.until("peer-left", reason="left")
    until(3, lambda: visit_of(visiting.world).left_at is not None)
    _back, welcome = visiting.enter("patient")
    assert welcome["visit"]["waiting_since"] == place.isoformat()
    visit = visit_of(visiting.world)
    assert (visit.left_at, visit.arrived_at) == (None, place)


def test_goodbye_shows_as_left_at_once(visiting, both):
    patient, _mine, practitioner, _other = both
    patient.send({"type": "bye"})
    assert practitioner.until("peer-left")["reason"] == "left"
    until(3, lambda: visit_of(visiting.world).left_at is not None)


@pytest.mark.proves("D12.3")
def test_the_end_closes_the_room_for_both_and_keeps_the_times(visiting, both):
    patient, _mine, practitioner, _other = both
    visiting.admit()
    patient.until("state", state="in-call")
    assert visiting.end().status_code == 200
    assert patient.until("state")["state"] == "ended"
    assert patient.close_code() == 4410
    assert practitioner.close_code() == 4410
    assert visiting.ticket("patient").status_code == 410
    visit = visit_of(visiting.world)
    assert visit.ended_by == "practitioner"
    assert visit.arrived_at < visit.started_at < visit.ended_at
    with visiting.world.acting():
        assert Stay.objects.filter(left_at=None).count() == 0
        assert Stay.objects.count() == 2


def test_put_back_stops_the_signals(visiting, both):
    patient, mine, practitioner, _other = both
    visiting.admit()
    patient.until("state", state="in-call")
    visiting.post("practitioner", f"/desk/visit/{visiting.encounter}/put-back/")
    assert patient.until("state")["state"] == "waiting"
    practitioner.send({"type": "signal", "to": mine["you"]["id"], "data": {}})
    assert patient.silent()


@pytest.mark.parametrize(
    ("role", "at"),
    [
        ("visitor", "practice"),
        ("other_patient", "practice"),
        ("colleague", "practice"),
        ("secretary", "practice"),
        ("manager", "practice"),
        ("owner", "practice"),
        ("former", "practice"),
        ("neighbour_practitioner", "practice"),
        ("neighbour_patient", "neighbour"),
        ("neighbour_practitioner", "neighbour"),
    ],
)
def test_nobody_else_gets_a_ticket_or_in_with_a_strangers(visiting, role, at):
    visiting.arrive()
    assert visiting.ticket(role, at).status_code == 404
    stolen = visiting.ticket("patient").json()["ticket"]
    line = visiting.open(role, at)
    visiting.hello(line, stolen)
    assert line.close_code() == 4401


def test_old_changed_and_foreign_tickets_are_refused(visiting, monkeypatch):
    visiting.arrive()
    good = visiting.ticket("patient").json()["ticket"]
    other_side = visiting.ticket("practitioner").json()["ticket"]
    for bad in ("", "nonsense", good[:-2] + "xx", other_side):
        line = visiting.open("patient")
        visiting.hello(line, bad)
        assert line.close_code() == 4401
    elsewhere = visiting.house.open(visiting.client("patient"), f"/live/visit/{uuid.uuid4()}/")
    visiting.hello(elsewhere, good)
    assert elsewhere.close_code() == 4401
    later = time.time() + 62
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    line = visiting.open("patient")
    visiting.hello(line, good)
    assert line.close_code() == 4401


def test_a_page_that_says_nothing_is_shown_out(visiting, monkeypatch):
    monkeypatch.setattr("visavis.consultations.room.signalling.HELLO_WITHIN", 0.2)
    visiting.arrive()
    assert visiting.open("patient").close_code() == 4401


@pytest.mark.proves("A2.3")
def test_a_member_who_leaves_the_practice_leaves_the_room(visiting, both):
    from visavis.core.public import changed, now

    _patient, _mine, practitioner, _other = both
    world = visiting.world
    with world.acting():
        member = world.claire.membership
        member.ended_at = now()
        member.save()
        changed(f"access:{member.pk}")
    assert practitioner.close_code() == 4403


NONSENSE = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"hello"',
    "{}",
    '{"type":7}',
    '{"type":"signal"}',
    '{"type":"signal","to":7,"data":{}}',
    '{"type":"signal","to":"x","data":"y"}',
    '{"type":"signal","to":"nobody","data":{"x":1e999}}',
    '{"type":"signal","to":"nobody","data":{"x":NaN}}',
    '{"type":"media","audio":1,"video":"no"}',
    '{"type":"quality","level":"great","cause":{}}',
    '{"type":"quality","level":["good"],"cause":"none"}',
    '{"type":"chat","text":"","client_id":"x"}',
    '{"type":"chat","text":7,"client_id":7}',
    '{"type":"chat","text":"\\ud800","client_id":"0190a1b2-0000-7000-8000-000000000000"}',
    '{"type":"chat","text":"\\u0000","client_id":"0190a1b2-0000-7000-8000-000000000000"}',
    '{"type":"hello","ticket":"again"}',
    '{"type":"constructor"}',
    "[" * 60_000,
    '{"type":"media","x":"' + "y" * 70_000 + '"}',
    '{"a":' * 12_000 + "1" + "}" * 12_000,
    "\0",
    "😀" * 100,
]


def test_malformed_frames_are_told_and_never_break_the_line(both):
    patient, _mine, practitioner, _other = both
    for text in NONSENSE:
        patient.socket.send(text)
    patient.socket.send(b"\xff\xfe")
    patient.send({"type": "ping"})
    codes = []
    while (frame := patient.receive())["type"] != "pong":
        if frame["type"] == "error":
            codes.append(frame["code"])
    assert set(codes) <= {"bad-frame", "absent", "too-long"}
    assert len(codes) >= 20
    practitioner.send({"type": "ping"})
    assert practitioner.until("pong")


def test_malformed_first_frames_are_refused(visiting):
    visiting.arrive()
    for text in NONSENSE:
        line = visiting.open("patient")
        line.socket.send(text)
        assert line.close_code() == 4401


def test_two_live_processes_agree_on_who_has_the_room(visiting):
    visiting.arrive()
    patient, _welcome = visiting.enter("patient")
    with in_thread() as second:
        first, visiting.house = visiting.house, second
        practitioner, welcome = visiting.enter("practitioner")
        assert welcome["peers"] == []
        assert patient.close_code() == 1012
        assert not first.rooms.open
        patient, welcome = visiting.enter("patient")
        assert [peer["role"] for peer in welcome["peers"]] == ["practitioner"]
        practitioner.until("peer-joined")
        visiting.admit()
        assert patient.until("state", state="in-call")


def test_a_flood_is_slowed_then_cut(both):
    patient, *_rest = both
    text = json.dumps({"type": "media", "audio": True, "video": True})
    from websockets.exceptions import ConnectionClosed

    try:
        for _time in range(2000):
            patient.socket.send(text)
    except ConnectionClosed:
        pass
    assert patient.close_code(10) == 1008
