"""The parts of the house: how each is started, and when it is ready."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass, field

from visavis.core.pg.public import bound_to_us

SUPERVISED = "VISAVIS_SUPERVISED"
LINE = 1 << 20


class Gone(RuntimeError):
    """The loader ended before it started a part."""


@dataclass
class Running:
    """A process of ours: its words, and how it ends."""

    pid: int
    words: asyncio.StreamReader
    ended: asyncio.Future[int]

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass
class Part:
    """A process that the supervisor keeps running."""

    name: str
    arguments: list[str]
    port: int | None = None
    inherits: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    loaded: bool = False
    process: Running | None = None

    @property
    def pid(self) -> int | None:
        """The running process, if there is one."""
        return self.process.pid if self.process and not self.process.ended.done() else None

    async def takes_connections(self) -> bool:
        """Whether something listens on its port; parts without one are ready once they run."""
        if self.port is None:
            return self.pid is not None
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def launch(self) -> Running:
        """Start it as a new process, which dies with us."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "visavis", *self.arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", SUPERVISED: "1", **self.environment},
            pass_fds=self.inherits,
            preexec_fn=bound_to_us(),
            limit=LINE,
        )
        if process.stdout is None:
            raise Gone("no pipe")  # asked for above
        ended = asyncio.ensure_future(process.wait())
        self.process = Running(process.pid, process.stdout, ended)
        return self.process


class Loader:
    """Our side of the loader (loader.py): asks it to start parts, hears how they end."""

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        ours.setblocking(False)
        self.socket = ours
        handle = self.theirs.fileno()
        self.part = Part("loader", ["loader", "--fd", str(handle)], inherits=(handle,))
        self.loaded = asyncio.Event()
        self.hearing: asyncio.Task[None] | None = None
        self._asks: dict[int, asyncio.Future[int]] = {}
        self._ends: dict[int, asyncio.Future[int]] = {}

    async def start(self) -> Running:
        """Start it; it loads while we go on."""
        process = await self.part.launch()
        self.theirs.close()
        self.hearing = asyncio.create_task(self._hear(process))
        return process

    async def launch(self, part: Part) -> Running:
        """Start *part* as a fork of the loader.

        Raises:
            Gone: the loader has ended, or does before the part has begun.
        """
        await self.loaded.wait()
        if self.part.pid is None:
            raise Gone("the loader has ended")
        loop = asyncio.get_running_loop()
        inward, outward = os.pipe()
        number = inward
        asked = self._asks[number] = loop.create_future()
        ask = json.dumps({"ask": number, "arguments": part.arguments}).encode()
        try:
            socket.send_fds(self.socket, [ask], [outward])
        finally:
            os.close(outward)
        words = asyncio.StreamReader(limit=LINE)
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(words), os.fdopen(inward, "rb")
        )
        pid = await asked
        part.process = Running(pid, words, self._end_of(pid))
        return part.process

    def _end_of(self, pid: int) -> asyncio.Future[int]:
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    async def _hear(self, process: Running) -> None:
        """What it tells, until it is gone; its parts have gone with it then."""
        reader, writer = await asyncio.open_connection(sock=self.socket)
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                self._take(json.loads(line))
        await process.ended
        self.loaded.set()
        for future in self._asks.values():
            if not future.done():
                future.set_exception(Gone("the loader has ended"))
        for future in self._ends.values():
            if not future.done():
                future.set_result(-signal.SIGKILL)
        writer.close()

    def _take(self, told: dict[str, int]) -> None:
        if "loaded" in told:
            self.loaded.set()
        elif "started" in told:
            self._asks.pop(told["ask"]).set_result(told["started"])
        else:
            end = self._end_of(told["ended"])
            if not end.done():
                end.set_result(told["status"])


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def of_the_house(listening: socket.socket, workers: int, *, trusts_proxy: bool) -> list[Part]:
    """Front, web, live and worker, for one public socket."""
    web, live = free_ports(2)
    public = int(listening.getsockname()[1])
    front = ["front", "--fd", str(listening.fileno()), "--web", str(web), "--live", str(live)]
    front += ["--behind-proxy"] if trusts_proxy else []
    pages = ["web", "--port", str(web), "--workers", str(workers)]
    return [
        Part("front", front, public, (listening.fileno(),)),
        Part("web", pages, web, loaded=True),
        Part("live", ["live", "--port", str(live)], live, loaded=True),
        Part("worker", ["worker"], loaded=True),
    ]
