"""A full booking over HTTP: hold and confirm, spread over practitioners; beside bare inserts."""

from __future__ import annotations

import asyncio
import time
import uuid
from datetime import UTC, datetime, timedelta

import psycopg

from tests.bench.harness import Figure, cpu_seconds
from tests.bench.places import bare_house, fill, owner_url
from tests.house_server import House
from tests.journeys.visitors import Visitor, solved, visitor

NAME = "booking_rate"
PEOPLE = 40
TOGETHER = 8
BARE = 2_000
INSERT = """INSERT INTO bare_booking (id, practitioner_id, during)
VALUES (%s, %s, tstzrange(%s, %s))"""


async def _prepare(house: House, number: int) -> tuple[Visitor, str, dict[str, str]]:
    """A visitor who has seen the times, and what they will send."""
    slug = f"p-{number:05}"
    one = visitor(f"http://bench.localhost:{house.port}/", f"v{number}@bench.invalid")
    await one.look(slug)
    slots = (await one.http.get(f"/book/{slug}/slots.json?days=60")).json()
    challenge = (await one.http.get("/captcha/")).json()
    form = {
        "type": slots["type"],
        "start": slots["slots"][-1],
        "first_name": "Zoé",
        "last_name": f"Mesure{number}",
        "birth_date": "1990-05-17",
        "email": one.email,
        "mobile": "06 12 34 56 78",
        "motive": "",
        "altcha": await asyncio.to_thread(solved, challenge),
    }
    return one, slug, form


async def _book(one: Visitor, slug: str, form: dict[str, str]) -> None:
    held = await one._post(f"/book/{slug}/hold/", {k: form[k] for k in ("type", "start")})
    details = {k: v for k, v in form.items() if k not in ("type", "start")}
    done = await one._post(f"/book/{slug}/details/", details)
    if held.status_code != 302 or not done.headers.get("Location", "").endswith("/done/"):
        raise RuntimeError(f"not booked: {held.status_code}, {done.status_code}")


async def _bookings(house: House) -> tuple[float, float]:
    """Bookings per second, CPU milliseconds of the web process per booking."""
    ready = [await _prepare(house, number) for number in range(PEOPLE)]
    pid = house.pid("web")
    before, begun = cpu_seconds(pid), time.perf_counter()
    for some in range(0, PEOPLE, TOGETHER):
        await asyncio.gather(*(_book(*each) for each in ready[some : some + TOGETHER]))
    seconds, cpu = time.perf_counter() - begun, cpu_seconds(pid) - before
    for one, _slug, _form in ready:
        await one.http.aclose()
    return PEOPLE / seconds, cpu * 1000 / PEOPLE


def _bare_inserts(house: House) -> float:
    """Committed rows per second on one connection under the same constraint."""
    with psycopg.connect(owner_url(house), autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE bare_booking (id uuid PRIMARY KEY, practitioner_id uuid, "
            "during tstzrange, EXCLUDE USING gist (practitioner_id WITH =, during WITH &&))"
        )
        who = [uuid.uuid4() for _ in range(PEOPLE)]
        first = datetime.now(UTC)
        begun = time.perf_counter()
        for number in range(BARE):
            start = first + timedelta(minutes=30 * (number // PEOPLE))
            values = (uuid.uuid4(), who[number % PEOPLE], start, start + timedelta(minutes=30))
            connection.execute(INSERT, values)
        rate = BARE / (time.perf_counter() - begun)
        connection.execute("DROP TABLE bare_booking")
    return rate


def run() -> list[Figure]:
    with bare_house(ALTCHA="") as house:
        fill(house, PEOPLE, PEOPLE * 100)
        rate, cost = asyncio.run(_bookings(house))
        bare = _bare_inserts(house)
    note = "hold and confirm: two requests; client, pages and PostgreSQL share the two cores"
    return [
        Figure("booking_rate.cpu", cost, "ms CPU/booking", "≤ 12 ms", cost <= 12, note=note),
        Figure(
            "booking_rate.rate",
            rate,
            "bookings/s",
            "≥ 1/8 of bare inserts",
            rate >= bare / 8,
            baseline=bare,
            note="baseline: one connection, one committed row each",
        ),
    ]
