"""The live process: one ASGI application that holds the sockets and hears what changed."""

from __future__ import annotations

import asyncio
import json
import logging
import resource
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Protocol
from uuid import uuid4

from visavis.core.actor import Actor
from visavis.core.live.bus import bus_at, keep_listening
from visavis.core.live.connection import Connection, Handshake, Receive, Scope, Send
from visavis.core.live.hub import Hub
from visavis.core.live.threads import Threads

log = logging.getLogger(__name__)

Door = Callable[[Handshake], AbstractContextManager[Actor]]
"""Opens the organization of a handshake's host, inside one transaction, and tells who knocks.
Raises Denied when there is no such organization. Blocks: for threads only."""

LARGEST_FRAME = 256 * 1024


class Endpoint(Protocol):
    """What answers below a path of the live process."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def serve(self, connection: Connection, rest: str) -> None: ...


class Live:
    """The application. Endpoints are added before it starts. *name* tells processes apart."""

    def __init__(self, door: Door, url: str) -> None:
        self.door = door
        self.name = uuid4().hex[:12]
        self.hub = Hub()
        self.bus = bus_at(url, self.hub)
        self.threads = Threads()
        self._endpoints: list[tuple[str, Endpoint]] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    def route(self, prefix: str, endpoint: Endpoint) -> None:
        """Sockets below *prefix* are *endpoint*'s."""
        self._endpoints.append((prefix, endpoint))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let *work* run beside; its faults are logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a task of the live process failed", exc_info=task.exception())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(Connection(scope, receive, send), scope["path"])
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._lifespan(receive, send)

    async def _socket(self, connection: Connection, path: str) -> None:
        for prefix, endpoint in self._endpoints:
            if path.startswith(prefix) and connection.handshake.from_own_page:
                await endpoint.serve(connection, path[len(prefix) :])
                return
        await connection.reject()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/live/health`: whether changes are being heard."""
        known = scope["path"] == "/live/health"
        status = 404 if not known else 200 if self.bus.up else 503
        body = json.dumps({"live": self.bus.up, "topics": len(self.hub)} if known else {}).encode()
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.spawn(keep_listening(self.bus))
        for _prefix, endpoint in self._endpoints:
            await endpoint.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for _prefix, endpoint in self._endpoints:
            await endpoint.stop()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.to_thread(self.threads.close)
        await send({"type": "lifespan.shutdown.complete"})


def options() -> dict[str, Any]:
    """How uvicorn serves it: no compression (64 KiB per socket), no pings of its own."""
    from visavis.core.live.protocol import LiveProtocol

    return {
        "loop": "uvloop",
        "ws": LiveProtocol,
        "ws_max_size": LARGEST_FRAME,
        "ws_per_message_deflate": False,
        "ws_ping_interval": None,
        "lifespan": "on",
        "log_config": None,  # into ours (config/logs.py)
        "log_level": "warning",
        "access_log": False,
        "backlog": 4096,
        "timeout_graceful_shutdown": 2,
    }


def serve(application: Any, *, host: str, port: int) -> None:
    """Serve *application* until SIGTERM or SIGINT; pages come back by themselves afterwards."""
    import uvicorn

    _as_many_sockets_as_allowed()
    uvicorn.run(application, host=host, port=port, **options())


def _as_many_sockets_as_allowed() -> None:
    """The usual limit of 1 024 open files is for shells, not for servers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
