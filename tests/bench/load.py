"""A lean HTTP client for loads on loopback: keep-alive connections, bounded in count and time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Load:
    """What a load saw: seconds it took, each answer's status and seconds."""

    seconds: float = 0.0
    statuses: list[int] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.statuses) / self.seconds


def get(path: str, host: str, cookie: str = "") -> bytes:
    """The bytes of a GET request."""
    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n"
        f"Accept-Language: fr\r\n{extra}\r\n"
    ).encode()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    status = int(lines[0].split()[1])
    fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if fields.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).strip() or b"0", 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(fields.get("content-length", "0")))
    return status


async def _connection(port: int, request: Callable[[], bytes], until: float, load: Load) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < until:
            begun = time.perf_counter()
            writer.write(request())
            load.statuses.append(await asyncio.wait_for(_answer(reader), 30))
            load.latencies.append(time.perf_counter() - begun)
    finally:
        writer.close()


def run(port: int, request: Callable[[], bytes], *, connections: int, seconds: float) -> Load:
    """Ask again and again over so many connections for so many seconds."""

    async def all_of_them() -> Load:
        load = Load()
        begun = time.perf_counter()
        until = begun + seconds
        await asyncio.gather(*(_connection(port, request, until, load) for _ in range(connections)))
        load.seconds = time.perf_counter() - begun
        return load

    return asyncio.run(all_of_them())
