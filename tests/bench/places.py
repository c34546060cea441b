"""Where a benchmark measures: a house with one web worker, and bare servers beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.harness import ROOT
from tests.house_server import House, start_house


@contextmanager
def bare_house(**environment: str) -> Iterator[House]:
    """A house without the demo, one process for pages."""
    with start_house(workers=1, demo=False, env=environment) as house:
        yield house


def owner_url(house: House) -> str:
    """The address of the tables' owner."""
    return (house.data / "postgres" / "owner-url").read_text().strip()


def app_url(house: House) -> str:
    """The address of the application's role."""
    return (house.data / "postgres" / "app-url").read_text().strip()


def fill(house: House, people: int, visits: int, ahead: int = 14) -> None:
    """More rows (see rows.py)."""
    command = [sys.executable, "-m", "tests.bench.rows", str(people), str(visits), str(ahead)]
    environment = {
        **os.environ,
        "VISAVIS_DATA": str(house.data),
        "VISAVIS_DB_ROLE": "owner",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise RuntimeError(f"the bare server ended with {process.returncode}")
        time.sleep(0.05)
    raise RuntimeError("the bare server does not listen")


@contextmanager
def bare_server(module: str, **environment: str) -> Iterator[tuple[int, int]]:
    """``uvicorn module:app`` alone; its port and process id."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"{module}:app", "--port", str(port)]
    command += ["--log-level", "error", "--no-access-log", "--loop", "uvloop"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait_listening(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def conninfo(url: str) -> dict[str, str]:
    """A postgresql:// address as asyncpg takes it."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {"url": url, **query}


def log_of(house: House) -> Path:
    return house.log
