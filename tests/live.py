"""The live process for tests: in a thread of this one, or as a process that can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import uvicorn
from django.db import connection
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE = 5.0


class Line:
    """A WebSocket as a page has it: frames as JSON, and how it ended."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def send(self, frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def receive(self, timeout: float = PATIENCE) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=timeout))
        return frame

    def until(self, kind: str, timeout: float = PATIENCE, **facts: Any) -> dict[str, Any]:
        """The next frame of this type with these facts; others are passed over."""
        end = time.monotonic() + timeout
        while True:
            frame = self.receive(max(0.01, end - time.monotonic()))
            if frame.get("type") == kind and all(frame.get(k) == v for k, v in facts.items()):
                return frame

    def silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes for so long."""
        try:
            self.socket.recv(timeout=seconds)
        except TimeoutError:
            return True
        return False

    def close_code(self, timeout: float = PATIENCE) -> int:
        """With which code the server closes; frames before are passed over."""
        end = time.monotonic() + timeout
        try:
            while True:
                self.socket.recv(timeout=max(0.01, end - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


class LiveHouse:
    """Where a live process listens, and pages that connect to it."""

    live: Any = None
    rooms: Any = None

    def __init__(self, port: int) -> None:
        self.port = port

    def open(self, client: Client, path: str, *, origin: str | None = None) -> Line:
        """The socket that a page in *client*'s browser opens."""
        host = f"{client.defaults['HTTP_HOST']}:{self.port}"
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        raw = socket.create_connection(("127.0.0.1", self.port))
        return Line(
            connect(
                f"ws://{host}{path}",
                sock=raw,
                origin=origin or f"http://{host}",  # type: ignore[arg-type]
                additional_headers={"Cookie": cookies} if cookies else {},
                compression=None,
                ping_interval=None,
                max_size=2**20,
                legacy=True,
            )
        )

    def topics(self, client: Client, *topics: str) -> Line:
        query = "&".join(f"t={quote(topic)}" for topic in topics)
        return self.open(client, f"/live/topics/?{query}")

    def health(self) -> int:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/live/health").status_code
        except httpx.TransportError:
            return 0

    def wait(self) -> None:
        """Until it hears changes."""
        end = time.monotonic() + 90
        while self.health() != 200:
            assert time.monotonic() < end, "the live process does not come up"
            time.sleep(0.05)


@contextmanager
def in_thread(**changes: Any) -> Iterator[LiveHouse]:
    """The live process in a thread. *changes*: attributes of the application."""
    from visavis.config.asgi import make
    from visavis.core.live.server import options

    live = make()
    for name, value in changes.items():
        setattr(live, name, value)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(live, **options()))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    house = LiveHouse(listening.getsockname()[1])
    house.live = live
    house.rooms = next((one for _path, one in live._endpoints if hasattr(one, "grace")), None)
    try:
        house.wait()
        yield house
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
        assert not thread.is_alive(), "the live process does not stop"


class LiveProcess(LiveHouse):
    """The live process as an operating system's process."""

    process: subprocess.Popen[bytes]

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            super().__init__(free.getsockname()[1])

    def start(self) -> None:
        name = connection.settings_dict["NAME"]
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "visavis", "live", "--port", str(self.port)],
            env={**os.environ, "DATABASE_URL": address},
        )
        self.wait()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
