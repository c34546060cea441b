"""Keeps the house running: database, tables, then front, web, live and worker.

All of it is one process group with one log (PostgreSQL alone has a session of its own, so that
Ctrl-C leaves its orderly end to us). What dies is started again; when we end, or are killed,
everything ends with us.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from visavis.config.serve import banner, parts, state, step
from visavis.config.serve.log import Log
from visavis.config.serve.parts import Gone, Loader, Part, Running
from visavis.core.pg.public import DatabaseUnavailable, Server, start

SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
SETTLED_SECONDS = 10.0
GRACE_SECONDS = 6.0
READY_SECONDS = 120.0
WATCH_SECONDS = 0.25


class CannotServe(RuntimeError):
    """The house cannot open; the message says why and what to do."""


@dataclass
class Plan:
    """What to serve: the data folder, the public socket, and whether it is the demo."""

    data: Path
    listening: socket.socket
    workers: int
    demo: bool
    outside_database: bool
    trusts_proxy: bool = False
    began: float = field(default_factory=time.monotonic)


class Supervisor:
    """Runs one Plan from start to end."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.log = Log()
        self.server: Server | None = None
        self.parts = parts.of_the_house(
            plan.listening, plan.workers, trusts_proxy=plan.trusts_proxy
        )
        self.loader = Loader()
        self.stopping = asyncio.Event()
        self.ready = False
        self.failed = False
        self.keepers: list[asyncio.Task[None]] = []

    async def run(self) -> int:
        """Serve until told to stop; the exit status."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stopping.set)
        opening = asyncio.create_task(self._open())
        ending = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({opening, ending}, return_when=asyncio.FIRST_COMPLETED)
            if opening.done():
                opening.result()
                await ending
            return 1 if self.failed else 0
        finally:
            opening.cancel()
            self.stopping.set()
            await self._close()

    async def _open(self) -> None:
        front, *others = self.parts
        self._keep(front)
        if not self.plan.outside_database:
            self._open_database()
            self.keepers.append(asyncio.create_task(self._watch_database()))
        self.keepers.append(asyncio.create_task(self._keep_loader()))
        preparing = asyncio.create_task(self._prepare())
        if not step.known(self.plan.data, self._owner_url()):
            await preparing
        for part in others:
            self._keep(part)
        facts = await preparing
        await self._until_ready()
        self.ready = True
        self._write_state()
        for line in banner.lines(facts, time.monotonic() - self.plan.began):
            self.log.plain(line)

    def _open_database(self) -> None:
        began = time.monotonic()
        self.server = start(self.plan.data)
        verb = "started" if self.server.owned else "already running, attached"
        self.log.say("database", f"{verb} in {time.monotonic() - began:.1f} s")
        if self.server.place.moved:
            self.log.say(
                "database",
                f"its system user cannot enter {self.server.place.base}, "
                f"so the data is in {self.server.place.home}",
            )
        self._write_state()

    def _owner_url(self) -> str:
        return self.server.url if self.server else os.environ["DATABASE_URL"]

    async def _watch_database(self) -> None:
        """Start the database again when it dies, or when the one we attached to has gone."""
        while not self.stopping.is_set():
            await asyncio.sleep(WATCH_SECONDS)
            if self.server is None or self.server.running() or self.stopping.is_set():
                continue
            self.log.say("database", "has ended; starting it again")
            try:
                self.server.stop()
                self._open_database()
            except DatabaseUnavailable as error:
                self.log.say("database", str(error))
                await asyncio.sleep(LONGEST_PAUSE)

    async def _prepare(self) -> dict[str, Any]:
        """Bring the tables in step, and sow the demo; its facts."""
        arguments = ["prepare", *(["--demo"] if self.plan.demo else [])]
        part = Part("prepare", arguments, environment={"VISAVIS_DB_ROLE": "owner"})
        process = await part.launch()
        try:
            await self.log.follow(part.name, process.words)
            status = await process.ended
        finally:
            process.send(signal.SIGKILL)
        if status:
            raise CannotServe("The tables could not be brought in step; see above.")
        facts: dict[str, Any] = json.loads((self.plan.data / "facts.json").read_text("utf-8"))
        return facts

    def _keep(self, part: Part) -> None:
        self.keepers.append(asyncio.create_task(self._keep_running(part)))

    async def _keep_running(self, part: Part) -> None:
        """Start *part*, and start it again whenever it ends, waiting longer each time it fails."""
        pause = SHORTEST_PAUSE
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                process = await (self.loader.launch(part) if part.loaded else part.launch())
            except Gone:
                await asyncio.sleep(SHORTEST_PAUSE)
                continue
            await self._until_it_ends(part, process)
            pause = _longer(pause, began)
            await asyncio.sleep(pause)

    async def _keep_loader(self) -> None:
        """Keep a loader at hand, a new one when it ends: its parts end with it."""
        pause = SHORTEST_PAUSE
        while not self.stopping.is_set():
            began = time.monotonic()
            await self._until_it_ends(self.loader.part, await self.loader.start())
            pause = _longer(pause, began)
            await asyncio.sleep(pause)
            self.loader = Loader()

    async def _until_it_ends(self, part: Part, process: Running) -> None:
        """Pass on what *part* says; return when it has ended."""
        self._write_state()
        hearing = asyncio.create_task(self.log.follow(part.name, process.words))
        status = await process.ended
        await asyncio.wait({hearing}, timeout=0.5)
        hearing.cancel()
        self._write_state()
        if not self.stopping.is_set():
            self.log.say(part.name, f"has ended ({_how(status)}); starting it again")

    async def _until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        for part in self.parts:
            while not await part.takes_connections():
                if time.monotonic() > end:
                    raise CannotServe(f"{part.name} does not start; see above.")
                await asyncio.sleep(0.03)

    def _write_state(self) -> None:
        """What runs now, in run.json."""
        public = self.parts[0].port
        known: dict[str, Any] = {
            "ready": self.ready,
            "port": public,
            "supervisor": {"pid": os.getpid(), "port": None},
        }
        for part in (*self.parts, self.loader.part):
            known[part.name] = {"pid": part.pid, "port": part.port}
        server = self.server
        known["postgres"] = {
            "pid": server.pid if server else None,
            "port": None,
            "socket": str(server.place.socket) if server else None,
        }
        other = state.read(self.plan.data)
        if other is None or other["supervisor"]["pid"] == os.getpid():
            state.write(self.plan.data, known)

    async def _close(self) -> None:
        """End all parts, then the database; what does not end in time is killed."""
        self.log.plain("")
        self.log.say("house", "closing")
        for number, seconds in ((signal.SIGTERM, GRACE_SECONDS), (signal.SIGKILL, 1.0)):
            running = [part for part in self.parts if part.pid is not None]
            for part in running:
                if number is signal.SIGKILL:
                    self.log.say(part.name, "does not end; killing it")
                if part.process is not None:
                    part.process.send(number)
            ends = {part.process.ended for part in running if part.process}
            if ends:
                await asyncio.wait(ends, timeout=seconds)
        if self.loader.part.process is not None and self.loader.hearing is not None:
            self.loader.part.process.send(signal.SIGKILL)
            await asyncio.wait({self.loader.hearing}, timeout=1.0)
        for keeper in self.keepers:
            keeper.cancel()
        await asyncio.gather(*self.keepers, return_exceptions=True)
        if self.server is not None:
            self.server.stop()
        state.forget(self.plan.data)
        self.log.say("house", "closed")


def _longer(pause: float, began: float) -> float:
    """How long to wait before starting again what ran since *began*."""
    settled = time.monotonic() - began > SETTLED_SECONDS
    return SHORTEST_PAUSE if settled else min(pause * 2, LONGEST_PAUSE)


def _how(status: int) -> str:
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"status {status}"
