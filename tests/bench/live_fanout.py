"""Ten thousand sockets on one process, told of one change: how long until the last has heard."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import time
import uuid

import psycopg

from tests.bench.demo_house import cookies, demo_house, signed_in
from tests.bench.harness import Figure, percentile, pss_mebibytes
from tests.bench.places import owner_url
from tests.house_server import House

NAME = "live_fanout"
SOCKETS = int(os.environ.get("BENCH_SOCKETS", "10000"))
AT_ONCE = 40
ROUNDS = 5


PING = b"\x81\x8f\0\0\0\0" + b'{"type":"ping"}'

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _open(port: int, request: bytes) -> Pair:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    writer.write(request)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)
    if b" 101 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode("latin-1"))
    return reader, writer


async def _hear(reader: asyncio.StreamReader, topic: bytes) -> float:
    """When the next frame that names *topic* has arrived (frames of a server are unmasked)."""
    while True:
        first = await reader.readexactly(2)
        size = first[1] & 0x7F
        if size == 126:
            size = int.from_bytes(await reader.readexactly(2), "big")
        if topic in await reader.readexactly(size):
            return time.perf_counter()


async def _measure(house: House, request: bytes, topic: str) -> tuple[list[float], float, int]:
    live, doors = house.state["live"], asyncio.Semaphore(AT_ONCE)
    before = pss_mebibytes(live["pid"])

    sockets: list[Pair] = []

    async def arrive() -> None:
        async with doors:
            sockets.append(await _open(live["port"], request))

    alive = asyncio.ensure_future(_keep_saying(sockets))
    await asyncio.gather(*(arrive() for _ in range(SOCKETS)))
    await _settled(house, sockets, topic)
    each = (pss_mebibytes(live["pid"]) - before) * 1024 / SOCKETS
    waits: list[float] = []
    lost = 0
    for _ in range(ROUNDS):
        heard = [asyncio.ensure_future(_hear(r, topic.encode())) for r, _w in sockets]
        await asyncio.sleep(2)
        told = time.perf_counter()
        await asyncio.to_thread(_tell, house, topic)
        done, pending = await asyncio.wait(heard, timeout=15)
        lost += len(pending)
        for task in pending:
            task.cancel()
        waits += [task.result() - told for task in done if not task.exception()]
    alive.cancel()
    for _reader, writer in sockets:
        writer.close()
    return waits, each, lost


async def _keep_saying(sockets: list[Pair]) -> None:
    """Say, as pages do, that one is there: who is silent for long is taken for gone."""
    while True:
        for _reader, writer in sockets:
            writer.write(PING)
        await asyncio.sleep(30)


async def _settled(house: House, sockets: list[Pair], topic: str) -> None:
    """Until every socket's rights have been looked up: all hear a change, told every second."""
    heard = [asyncio.ensure_future(_hear(reader, topic.encode())) for reader, _w in sockets]
    for _ in range(300):
        await asyncio.to_thread(_tell, house, topic)
        _done, pending = await asyncio.wait(heard, timeout=1)
        if not pending:
            break
    for reader, _writer in sockets:  # what the quick ones heard meanwhile
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader.read(4096), 0.001)


def _tell(house: House, topic: str) -> None:
    with psycopg.connect(owner_url(house), autocommit=True) as connection:
        row = connection.execute(
            "SELECT id FROM accounts_organization WHERE subdomain = 'parc'"
        ).fetchone()
        payload = f'{{"o": "{row[0] if row else ""}", "t": "{topic}"}}'
        connection.execute("SELECT pg_notify('visavis_live', %s)", [payload])


def run() -> list[Figure]:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with demo_house() as house:
        http = signed_in(house, "claire@parc.example")
        with psycopg.connect(owner_url(house)) as connection:
            row = connection.execute(
                "SELECT id FROM accounts_practitioner WHERE slug = 'dr-claire-martin'"
            ).fetchone()
        topic = f"planning:{row[0] if row else uuid.UUID(int=0)}"
        host = f"parc.localhost:{house.port}"
        request = (
            f"GET /live/topics/?t={topic} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookies(http)}\r\n\r\n"
        ).encode()
        waits, each, lost = asyncio.run(_measure(house, request, topic))
    p99 = percentile(waits, 0.99)
    note = f"{SOCKETS} sockets, {ROUNDS} changes; readers share the two cores; lost {lost}"
    return [
        Figure("live_fanout.p99", p99, "s", "p99 ≤ 1 s, 0 lost", p99 <= 1 and not lost, note=note),
        Figure("live_fanout.memory", each, "KiB/socket", "≤ 60 KiB", each <= 60),
    ]
