"""Many people want the same thing at the same moment, and the server may be killed meanwhile."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.house_server import House, start_house
from tests.journeys.conftest import rows
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitors import Visitor, sentences, visitor

SLUG_OF = re.compile(r"/book/([a-z0-9-]+)/")
GONE = "Quelqu’un vient de prendre"


@pytest.fixture(scope="module")
def rush(post: Mailbox) -> Iterator[House]:
    """A house of its own: what happens here would disturb the other journeys."""
    with start_house(workers=1, env={"MAIL_URL": post.url}) as running:
        yield running


def slug(house: House) -> str:
    found = SLUG_OF.search(house.facts["booking"])
    assert found
    return found.group(1)


def types(house: House) -> list[tuple[str, int, int]]:
    """Key, minutes and gap of what can be booked online with the demo's practitioner."""
    found = rows(
        house,
        "SELECT t.id::text, t.minutes, t.gap_minutes FROM scheduling_appointmenttype t "
        "JOIN scheduling_appointmenttypeoffer o ON o.type_id = t.id "
        "JOIN accounts_practitioner p ON p.id = o.practitioner_id "
        "WHERE p.slug = %s AND t.online = 'all' ORDER BY t.minutes, t.id",
        slug(house),
    )
    return [(key, minutes, gap) for key, minutes, gap in found]


async def free(house: House, type_id: str, days: int = 60) -> list[str]:
    someone = visitor(house.facts["practice"], "nobody@exemple.fr")
    async with someone.http as http:
        answer = await http.get(f"/book/{slug(house)}/slots.json?type={type_id}&days={days}")
    found: list[str] = answer.json()["slots"]
    return found


async def attempt(one: Visitor, house: House, type_id: str, start: str) -> bool:
    return await one.pick(slug(house), type_id, start) and await one.confirm(slug(house))


async def everybody(people: list[Visitor], house: House) -> None:
    """All have seen the first screen; twenty at a time, so that it is a rush on *picking* only."""
    for some in range(0, len(people), 20):
        await asyncio.gather(*(p.look(slug(house)) for p in people[some : some + 20]))


def booked(house: House, start: str, end: str) -> list[Any]:
    return rows(
        house,
        "SELECT a.id, t.email FROM scheduling_appointment a "
        "JOIN accounts_practitioner p ON p.id = a.practitioner_id "
        "LEFT JOIN patients_encounter e ON e.id = a.encounter_id "
        "LEFT JOIN patients_patient t ON t.id = e.patient_id "
        "WHERE p.slug = %s AND a.status NOT IN ('cancelled', 'proposed') "
        "AND a.during && tstzrange(%s::timestamptz, %s::timestamptz)",
        slug(house),
        start,
        end,
    )


def mails(post: Mailbox, people: list[Visitor]) -> dict[str, int]:
    """How many different messages each of these people got (a repeat has the same Message-ID)."""
    counted = {p.email: len({str(m["Message-ID"]) for m in post.to(p.email)}) for p in people}
    return {email: count for email, count in counted.items() if count}


def after(seconds: float, check: Any) -> None:
    end = time.monotonic() + seconds
    while not check() and time.monotonic() < end:
        time.sleep(0.1)
    assert check()


async def gone(people: list[Visitor]) -> None:
    await asyncio.gather(*(p.http.aclose() for p in people))


async def race(house: House, tries: list[tuple[str, str]], who: str) -> list[Visitor]:
    """One visitor for each (type, start), all at once; those who have it first in the list."""
    people = [visitor(house.facts["practice"], f"{who}{n}@exemple.fr") for n in range(len(tries))]
    await everybody(people, house)
    got = await asyncio.gather(
        *(
            attempt(one, house, type_id, start)
            for one, (type_id, start) in zip(people, tries, strict=True)
        )
    )
    await gone(people)
    return [p for p, won in zip(people, got, strict=True) if won] + [
        p for p, won in zip(people, got, strict=True) if not won
    ]


@pytest.mark.proves("B5.2", "C1.3")
def test_two_hundred_want_one_slot_and_exactly_one_gets_it(rush: House, post: Mailbox) -> None:
    type_id, minutes, _gap = types(rush)[0]
    start = asyncio.run(free(rush, type_id))[12]
    people = asyncio.run(race(rush, [(type_id, start)] * 200, "one"))
    end = (datetime.fromisoformat(start) + timedelta(minutes=minutes)).isoformat()
    found = booked(rush, start, end)
    assert len(found) == 1
    winner, losers = people[0], people[1:]
    assert found[0][1] == winner.email
    for loser in losers:
        assert loser.statuses == [200, 409]
        assert GONE in sentences(loser.pages[-1])
        assert 'name="start"' in loser.pages[-1]  # the nearest ones are offered
    after(20, lambda: mails(post, people) == {winner.email: 1})


@pytest.mark.proves("B3.3", "B5.2")
def test_overlapping_visits_of_two_lengths_cannot_both_be_had(rush: House, post: Mailbox) -> None:
    short, long = types(rush)[0], types(rush)[-1]
    assert short[1] != long[1]
    common = sorted(set(asyncio.run(free(rush, short[0]))) & set(asyncio.run(free(rush, long[0]))))
    start = common[8]
    people = asyncio.run(race(rush, [(short[0], start), (long[0], start)] * 60, "two"))
    end = (datetime.fromisoformat(start) + timedelta(minutes=short[1])).isoformat()
    assert [row[1] for row in booked(rush, start, end)] == [people[0].email]
    assert all(loser.statuses == [200, 409] for loser in people[1:])
    after(20, lambda: mails(post, people) == {people[0].email: 1})


@pytest.mark.proves("B5.2", "C1.3")
def test_a_server_killed_in_the_middle_loses_no_booking_and_mails_each_once(
    rush: House, post: Mailbox
) -> None:
    type_id, _minutes, _gap = types(rush)[0]
    starts = asyncio.run(free(rush, type_id))[20:60]
    people = [visitor(rush.facts["practice"], f"kill{n}@exemple.fr") for n in range(len(starts))]
    told: set[str] = set()

    async def insist(one: Visitor, start: str) -> None:
        """Book as a person would: when the page does not come, wait a little and try again."""
        for _ in range(40):
            try:
                await one.look(slug(rush))
                if await attempt(one, rush, type_id, start):
                    told.add(one.email)
                    return
                if one.statuses[-1] == 409:
                    return  # somebody has it: perhaps oneself, by an answer that was lost
            except (httpx.HTTPError, ValueError):
                pass
            await asyncio.sleep(0.25)

    async def all_of_them() -> None:
        tasks = [
            asyncio.create_task(insist(one, start))
            for one, start in zip(people, starts, strict=True)
        ]
        for part in ("web", "worker", "web"):
            await asyncio.sleep(0.7)
            rush.kill(part)
        await asyncio.gather(*tasks)
        await gone(people)

    asyncio.run(all_of_them())
    rush.wait_ready()
    kept = {email for _id, email in booked(rush, starts[0], "infinity") if email}
    kept &= {p.email for p in people}
    assert told
    assert told <= kept
    after(90, lambda: mails(post, people) == dict.fromkeys(kept, 1))
