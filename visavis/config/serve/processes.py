"""What each part does in its own process: pages, sockets, jobs, the front, the database."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import socket
import time
from pathlib import Path

THREADS = 4
JOBS_AT_ONCE = 4


def web(host: str, port: int, workers: int) -> int:
    """Serve pages (WSGI) until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from visavis.config.logs import OF_GRANIAN
    from visavis.core.pg.public import bound_to_us

    importlib.import_module("visavis.config.wsgi")  # once: its processes are forked from here
    os.register_at_fork(after_in_child=bound_to_us())
    Server(
        target="visavis.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=4,
        log_level=LogLevels.error,
        log_dictconfig=OF_GRANIAN,
    ).serve()
    return 0


def live(host: str, port: int) -> int:
    """Serve sockets (ASGI) until told to stop."""
    from visavis.config.asgi import application
    from visavis.core.live.public import serve

    serve(application, host=host, port=port)
    return 0


def worker() -> int:
    """Do jobs until told to stop; those begun are finished first, for a few seconds."""
    from django.core.management import execute_from_command_line

    options = ["--concurrency", str(JOBS_AT_ONCE), "--shutdown-graceful-timeout", "4"]
    execute_from_command_line(["visavis", "procrastinate", "--skip-checks", "worker", *options])
    return 0


def front(handle: int, web_port: int, live_port: int, *, trusts_proxy: bool) -> int:
    """Be the front on an inherited socket."""
    import uvloop

    from visavis.config.serve.front import Front

    listening = socket.socket(fileno=handle)
    listening.setblocking(False)
    serving = Front(web_port, live_port, trusts_proxy=trusts_proxy).serve(listening)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serving)
    os._exit(0)  # connections still open end with us


def database(data: Path) -> int:
    """Run the embedded PostgreSQL in the foreground, for service managers."""
    from visavis.core.pg.public import start

    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    server = start(data)
    print(f"The database runs in {server.place.home}.", flush=True)  # noqa: T201
    try:
        while not stopped and server.running():
            time.sleep(0.1)
    finally:
        server.stop()
    return 0 if stopped else 1
