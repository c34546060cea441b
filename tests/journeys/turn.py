"""A real TURN server (coturn) on loopback, with time-limited credentials."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
listening-ip=127.0.0.1
relay-ip=127.0.0.1
listening-port={port}
min-port={low}
max-port={high}
use-auth-secret
static-auth-secret={secret}
realm=visavis.test
fingerprint
allow-loopback-peers
no-cli
no-tls
no-dtls
no-multicast-peers
pidfile={folder}/turn.pid
userdb={folder}/turn.db
log-file={folder}/turn.log
simple-log
"""


@dataclass(frozen=True)
class Turn:
    """Where it listens and the secret it shares with the practice."""

    port: int
    secret: str
    pid: int = 0

    def pause(self) -> None:
        """Nothing goes through any more."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """It does again."""
        os.kill(self.pid, signal.SIGCONT)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a house that relays everything through it."""
        return {
            "TURN_URLS": f"turn:127.0.0.1:{self.port}?transport=udp",
            "TURN_SECRET": self.secret,
            "ICE_POLICY": "relay",
        }


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port of loopback nobody listens on now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running() -> Iterator[Turn]:
    """coturn, for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="visavis-turn-"))
    port, secret = free_port(), "a-secret-shared-for-this-run-only"
    config = folder / "turnserver.conf"
    config.write_text(CONFIG.format(port=port, secret=secret, folder=folder, low=50100, high=50400))
    process = subprocess.Popen(
        [shutil.which("turnserver") or "turnserver", "-c", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Turn(port, secret, process.pid)
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise RuntimeError(f"coturn ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("coturn does not listen")
