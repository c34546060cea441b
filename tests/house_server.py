"""A whole house of one's own, as a host would run it: `visavis serve` in another process.

    with start_house() as house:
        browser.goto(house.facts["practice"])
        house.kill("web")
        house.wait_ready()

Everything listens on the loopback only, on free ports, in a data folder of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from visavis.core.pg.public import bound_to_us

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("front", "loader", "web", "live", "worker", "postgres", "supervisor")
READY_SECONDS = 120.0


class HouseFault(AssertionError):
    """The house did not do what it should; the message ends with its log."""


@dataclass
class House:
    """A running house. All times are seconds."""

    data: Path
    process: subprocess.Popen[bytes]
    log: Path
    own_folder: bool
    command: list[str]
    environment: dict[str, str] = field(repr=False)

    @property
    def state(self) -> dict[str, Any]:
        """What runs, from run.json; empty while nothing has started."""
        try:
            known: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        except (OSError, ValueError):
            return {}
        return known if known["supervisor"]["pid"] == self.process.pid else {}

    @property
    def port(self) -> int:
        """The public port."""
        return int(self.state["port"])

    @property
    def facts(self) -> dict[str, Any]:
        """Addresses and sign-ins, as `visavis demo --json` prints them."""
        facts: dict[str, Any] = json.loads((self.data / "facts.json").read_text())
        return facts

    @property
    def output(self) -> str:
        """Everything the house has said."""
        return self.log.read_text(errors="replace")

    def pid(self, part: str) -> int:
        """The process of *part*, one of PARTS.

        Raises:
            HouseFault: it is not running.
        """
        pid = self.state.get(part, {}).get("pid")
        if pid is None:
            raise HouseFault(f"{part} does not run.\n{self.output[-3000:]}")
        return int(pid)

    def kill(self, part: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Kill one part, as a crash would; its pid, to be given to wait_restarted()."""
        pid = self.pid(part)
        os.kill(pid, number)
        return pid

    def wait_restarted(self, part: str, old: int, seconds: float = 30.0) -> None:
        """Wait until *part* runs again under another pid than *old* and the house is ready."""
        self._wait(lambda: self.state.get(part, {}).get("pid") not in (None, old), part, seconds)
        self.wait_ready(seconds)

    def wait_ready(self, seconds: float = READY_SECONDS) -> Self:
        """Wait until all parts run and take connections."""
        self._wait(lambda: bool(self.state.get("ready")) and self._all_listen(), "house", seconds)
        return self

    def stop(self, seconds: float = 20.0) -> int:
        """Ctrl-C, and wait for the end; the exit status. What is left after *seconds* is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(seconds)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            if self.own_folder:
                shutil.rmtree(self.data, ignore_errors=True)

    def start_again(self) -> Self:
        """Open the house anew on the same data, on the same public port if it is free."""
        with self.log.open("ab") as log:
            self.process = _launch(self.command, self.environment, log)
        return self

    def _all_listen(self) -> bool:
        ports = [self.state.get(name, {}).get("port") for name in ("front", "web", "live")]
        return all(port is not None and _listens(port) for port in ports)

    def _wait(self, done: Any, what: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not done():
            if self.process.poll() is not None:
                raise HouseFault(f"The house has ended.\n{self.output[-5000:]}")
            if time.monotonic() > end:
                raise HouseFault(f"{what} not ready in {seconds} s.\n{self.output[-5000:]}")
            time.sleep(0.05)

    def __enter__(self) -> Self:
        return self.wait_ready()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_house(
    data: Path | None = None,
    port: int = 0,
    env: dict[str, str] | None = None,
    *,
    demo: bool = True,
    workers: int = 2,
) -> House:
    """Start a house; it is ready when wait_ready() returns (a `with` waits by itself).

    Args:
        data: its data folder; without one, a temporary folder that goes when it stops.
        port: the public port; 0 takes a free one.
        env: more environment, such as MAIL_URL or TURN_URLS.
        demo: with the demo practice.
        workers: processes for pages.
    """
    own = data is None
    folder = data or Path(tempfile.mkdtemp(prefix="visavis-house-", dir="/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    environment = {**os.environ, "VISAVIS_MODE": "demo", **(env or {}), "VISAVIS_DATA": str(folder)}
    for name in {"VISAVIS_TEST_READY", "VISAVIS_DB_ROLE", "PORT", "DATABASE_URL"} - {*(env or {})}:
        environment.pop(name, None)  # the suite's own
    command = [sys.executable, "-m", "visavis", "serve", "--port", str(port)]
    command += ["--workers", str(workers), *(["--demo"] if demo else [])]
    log = folder / "house.log"
    with log.open("ab") as output:
        process = _launch(command, environment, output)
    return House(folder, process, log, own, command, environment)


def _launch(
    command: list[str], environment: dict[str, str], log: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=bound_to_us(signal.SIGTERM),  # a suite that is killed leaves no house behind
    )


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
