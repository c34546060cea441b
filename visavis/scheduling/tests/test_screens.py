"""The three screens, as a visitor's browser without JavaScript sees them (but for the captcha)."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

import pytest
import time_machine

from visavis.core.public import now
from visavis.notices.public import deliveries
from visavis.scheduling.public import Appointment, BookingRules, WeeklyHours
from visavis.scheduling.tests.conftest import Diary, confirm, pick, solved, typed


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


@pytest.mark.proves("B5.2")
def test_when_the_time_goes_the_nearest_are_offered_and_nothing_typed_is_lost(
    diary: Diary,
) -> None:
    client, rival = diary.world.client(), diary.world.client()
    with diary.world.acting():
        start = diary.slots()[8].starts_at
    pick(client, diary, start)
    with diary.world.acting(), time_machine.travel(now() + timedelta(minutes=11)):
        pick(rival, diary, start)
        assert confirm(rival, diary, first_name="Rivale").status_code == 302
        gone = confirm(client, diary)
    page = gone.content.decode()
    assert gone.status_code == 409
    for text in ("Dubois", "03/02/1990", "lena@exemple.fr", "06 11 22 33 44", "Douleur au genou"):
        assert text in page
    offered = re.findall(r'name="start" value="([^"]+)"', page)
    assert len(offered) == 6
    taken = client.post(diary.path("details/"), typed(start=html.unescape(offered[2])))
    assert taken.headers["Location"] == diary.path("done/"), "the captcha was solved before"
    assert {row.starts_at for row in booked(diary)} == {start, datetime.fromisoformat(offered[2])}


def test_a_taken_time_on_the_first_screen_offers_others(diary: Diary) -> None:
    client, rival = diary.world.client(), diary.world.client()
    with diary.world.acting():
        start = diary.slots()[8].starts_at
    pick(rival, diary, start)
    answer = pick(client, diary, start)
    assert answer.status_code == 409
    assert len(re.findall('name="start"', answer.content.decode())) > 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("first_name", "x" * 81),
        ("last_name", "\x00"),
        ("birth_date", "31/02/1990"),
        ("birth_date", "2999-01-01"),
        ("birth_date", "1820-01-01"),
        ("email", "lena"),
        ("mobile", "0142685300"),
        ("mobile", "06 11 22"),
        ("mobile", "<script>"),
        ("motive", "x" * 201),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(diary: Diary, field: str, value: str) -> None:
    client = diary.world.client()
    with diary.world.acting():
        pick(client, diary, diary.slots()[8].starts_at)
    answer = confirm(client, diary, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert 'value="lena@exemple.fr"' in page or field == "email"
    assert "<script>" not in page.split("<body")[1]
    assert booked(diary) == []


@pytest.mark.proves("B5.7")
def test_the_captcha_counts_once(diary: Diary) -> None:
    client, other = diary.world.client(), diary.world.client()
    with diary.world.acting():
        first, second = (slot.starts_at for slot in diary.slots()[8:10])
    proof = solved(client)
    pick(client, diary, first)
    for nothing in ("", "nonsense", proof[:-4], "e30="):
        assert confirm(client, diary, altcha=nothing).status_code == 422
    assert confirm(client, diary, altcha=proof).status_code == 302
    pick(other, diary, second)
    assert confirm(other, diary, altcha=proof, last_name="Autre").status_code == 422


def test_without_a_picked_time_the_later_screens_lead_back(diary: Diary) -> None:
    client = diary.world.client()
    for path in ("details/", "done/"):
        assert client.get(diary.path(path)).headers["Location"] == diary.path()
    answer = client.post(diary.path("hold/"), {"type": "x", "start": "yesterday"})
    assert answer.headers["Location"] == diary.path()


@pytest.mark.proves("B1.2", "B4.2")
def test_the_practitioners_rules_shape_the_form(diary: Diary) -> None:
    with diary.world.acting():
        BookingRules.objects.update_or_create(
            practitioner=diary.practitioner,
            defaults={"motive_mode": "T", "mobile_required": False},
        )
        start = diary.slots()[8].starts_at
    client = diary.world.client()
    pick(client, diary, start)
    assert "motive" not in client.get(diary.path("details/")).content.decode()
    assert confirm(client, diary, mobile="").status_code == 302
    assert booked(diary)[0].motive == ""


@pytest.mark.proves("B5.4", "C2.3")
def test_the_patient_keeps_the_date_and_cancels(diary: Diary) -> None:
    client = diary.world.client()
    with diary.world.acting():
        start = diary.slots()[-1].starts_at
    pick(client, diary, start)
    confirm(client, diary)
    [row] = booked(diary)
    event = client.get(f"/visit/{row.encounter_id}/calendar.ics")
    assert event.headers["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in event.content.decode()
    assert "genou" not in event.content.decode()
    for path in ("calendar.ics", "cancel/"):
        stranger = diary.world.client()
        method = stranger.get if path.endswith("ics") else stranger.post
        assert method(f"/visit/{row.encounter_id}/{path}").status_code == 404
    assert client.post(f"/visit/{row.encounter_id}/cancel/").status_code == 302
    assert booked(diary) == []
    with diary.world.acting():
        assert start in {slot.starts_at for slot in diary.slots()}
    assert diary.path() in client.get(diary.path("done/")).content.decode()


def test_free_times_as_json(diary: Diary) -> None:
    client = diary.world.client()
    answer = client.get(diary.path("slots.json"), {"days": "7"})
    told = answer.json()
    with diary.world.acting():
        wanted = [slot.starts_at for slot in diary.slots(6)]
    found = [datetime.fromisoformat(text) for text in told["slots"]]
    assert found[: len(wanted)] == wanted
    assert told["minutes"] == 20
    for query in (
        {"days": "0"}, {"days": "93"}, {"days": "²"}, {"days": "-1"}, {"days": ""},
        {"from": "tomorrow"}, {"from": "0001-01-01"}, {"type": "x"}, {"type": ""},
        {"type": str(diary.world.claire.pk)},
    ):  # fmt: skip
        refused = client.get(diary.path("slots.json"), query)
        assert refused.status_code == 400, query
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["title"]
    assert client.get(diary.path("slots.json"), {"from": "2199-12-31"}).json()["slots"] == []
    assert client.get("/book/nobody/slots.json").status_code == 404


@pytest.mark.parametrize("query", ["from=nonsense", "from=1999-01-01", "from=2199-01-01", "type=x"])
def test_nonsense_in_the_address_shows_the_usual_week(diary: Diary, query: str) -> None:
    assert diary.world.client().get(f"{diary.path()}?{query}").status_code == 200


def test_a_practitioner_without_hours_says_so(diary: Diary) -> None:
    with diary.world.acting():
        WeeklyHours.objects.filter(practitioner=diary.practitioner).delete()
    page = diary.world.client().get(diary.path()).content.decode()
    assert "tel:+33142685300" in page
    with diary.world.acting():
        diary.kind.online = "staff"
        diary.kind.save()
    assert "tel:+33142685300" in diary.world.client().get(diary.path()).content.decode()


@pytest.mark.proves("B5.1")
def test_who_is_signed_in_is_asked_nothing_again(diary: Diary) -> None:
    client, alice = diary.world.client("patient"), diary.world.alice
    with diary.world.acting():
        start = diary.slots()[3].starts_at
    pick(client, diary, start)
    page = client.get(diary.path("details/")).content.decode()
    assert "Alice Moreau" in page
    assert 'name="email"' not in page
    assert "data-captcha" not in page
    assert 'name="email"' in client.get(diary.path("details/") + "?other=1").content.decode()
    answer = client.post(diary.path("details/"), {"motive": "Suivi"})
    assert answer.headers["Location"] == diary.path("done/")
    with diary.world.acting():
        row = Appointment.objects.get(starts_at=start, status="booked")
        assert row.encounter is not None
        assert row.encounter.patient == alice
    done = client.get(diary.path("done/")).content.decode()
    assert "/accounts/sign-up/" not in done
    guest = diary.world.client()
    with diary.world.acting():
        pick(guest, diary, diary.slots()[5].starts_at)
    confirm(guest, diary)
    assert "/accounts/sign-up/" in guest.get(diary.path("done/")).content.decode()
