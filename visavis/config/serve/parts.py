"""The parts of the house: how each is started, and when it is ready."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from dataclasses import dataclass, field

from visavis.core.pg.public import bound_to_us

SUPERVISED = "VISAVIS_SUPERVISED"


@dataclass
class Part:
    """A process that the supervisor keeps running."""

    name: str
    arguments: list[str]
    port: int | None = None
    inherits: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The running process, if there is one."""
        alive = self.process is not None and self.process.returncode is None
        return self.process.pid if alive and self.process else None

    async def launch(self) -> asyncio.subprocess.Process:
        """Start the process; it dies with us. Its words come by its stdout."""
        self.process = await asyncio.create_subprocess_exec(
            *command(*self.arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", SUPERVISED: "1", **self.environment},
            pass_fds=self.inherits,
            preexec_fn=bound_to_us(),
            limit=1 << 20,
        )
        return self.process

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


def command(*arguments: str) -> list[str]:
    """The command line of `visavis …` with this Python, wherever we stand."""
    return [sys.executable, "-P", "-m", "visavis", *arguments]


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
    return [
        Part("front", front, public, (listening.fileno(),)),
        Part("web", ["web", "--port", str(web), "--workers", str(workers)], web),
        Part("live", ["live", "--port", str(live)], live),
        Part("worker", ["worker"]),
    ]
