"""Starting, attaching to and stopping the embedded PostgreSQL.

One process owns the server of a data folder (a file lock says who); others attach to it. The
server ends with its owner, in an orderly way, also when the owner is killed; whatever a crash
left behind is cleared at the next start, and PostgreSQL replays its log.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from visavis.core.pg import binaries, cluster, place, roles
from visavis.core.pg.account import Account, identity, server_account
from visavis.core.pg.errors import DatabaseUnavailable
from visavis.core.pg.place import Place
from visavis.core.pg.processes import alive, bound_to_us, wait_until, working_in

__all__ = ["DatabaseUnavailable", "Server", "running", "start"]

ATTACH_SECONDS = 60.0
READY_SECONDS = 300.0
LOG_LIMIT = 5_000_000


@dataclass
class Server:
    """A running server. *owned* tells whether stop() ends it or merely lets go of it."""

    place: Place
    pid: int
    passwords: dict[str, str] = field(repr=False)
    owned: bool
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    lock: int | None = field(default=None, repr=False)

    @property
    def admin_url(self) -> str:
        """The superuser's address: for backups and repairs only."""
        return self.place.url(roles.ADMIN, self.passwords[roles.ADMIN])

    @property
    def url(self) -> str:
        """The address of the owner of the tables: for migrations."""
        return self.place.url(roles.OWNER, self.passwords[roles.OWNER])

    @property
    def app_url(self) -> str:
        """The address of the application's role, under row-level security."""
        return self.place.url(roles.APP, self.passwords[roles.APP])

    def running(self) -> bool:
        """Whether the server still runs."""
        return self.process.poll() is None if self.process else alive(self.pid)

    def stop(self) -> None:
        """End the server if we own it, in an orderly way; else nothing. Safe to call twice."""
        if self.owned:
            self.place.state.unlink(missing_ok=True)
        if self.process is not None:
            _end(self.process.pid, self.place, self.process)
            self.process = None
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def start(data_dir: Path, *, durable: bool = True, bin_dir: Path | None = None) -> Server:
    """Start the server of *data_dir*, or attach to the one another process runs there.

    Args:
        data_dir: the data folder; the cluster is made in its `postgres` on first use.
        durable: whether what is committed is on disk; only tests say no.
        bin_dir: other PostgreSQL programs than the packaged ones.

    Raises:
        DatabaseUnavailable: it cannot run here; the message says why.
    """
    base = place.base_of(data_dir)
    end = time.monotonic() + ATTACH_SECONDS
    while True:
        lock = _lock(base)
        if lock is not None:
            return _start_locked(base, lock, durable=durable, bin_dir=bin_dir)
        attached = _attach(base)
        if attached is not None:
            return attached
        if time.monotonic() > end:
            raise DatabaseUnavailable(
                f"Another process holds the database in {base} but it does not get ready; "
                f"look at {base / 'server.log'}."
            )
        time.sleep(0.05)


@contextlib.contextmanager
def running(
    data_dir: Path, *, durable: bool = True, bin_dir: Path | None = None
) -> Iterator[Server]:
    """The server of *data_dir* for the time of a `with` block; see start()."""
    server = start(data_dir, durable=durable, bin_dir=bin_dir)
    try:
        yield server
    finally:
        server.stop()


def _lock(base: Path) -> int | None:
    try:
        handle = os.open(base / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"{base} belongs to another user. Run as that user, or choose another data folder "
            "by VISAVIS_DATA."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _attach(base: Path) -> Server | None:
    """The server that the lock's holder says is ready, if it is."""
    try:
        state = json.loads((base / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = Place(base, Path(state["home"]), Path(state["socket"]), moved=state["moved"])
    server = Server(found, state["pid"], place.passwords(found), owned=False)
    return server if server.running() and roles.answers(server.app_url) else None


def _start_locked(base: Path, lock: int, *, durable: bool, bin_dir: Path | None) -> Server:
    try:
        (base / "server.json").unlink(missing_ok=True)
        account = server_account(base / "data")
        chosen = place.choose(base, account)
        programs = binaries.reachable_by(account, binaries.find(bin_dir), chosen.home)
        secrets = place.passwords(chosen)
        cluster.create(chosen, programs, account, secrets[roles.ADMIN], durable=durable)
        _clear_remains(chosen)
        command = cluster.server_command(chosen, programs, durable=durable)
        process = _launch(command, chosen, account)
    except BaseException:
        os.close(lock)
        raise
    server = Server(chosen, process.pid, secrets, owned=True, process=process, lock=lock)
    try:
        _wait_ready(server)
        _prepare(server)
    except BaseException:
        server.stop()
        raise
    return server


def _launch(command: list[str], chosen: Place, account: Account | None) -> subprocess.Popen[bytes]:
    """Start the postmaster in a session of its own, so that Ctrl-C leaves its end to us."""
    too_long = chosen.log.is_file() and chosen.log.stat().st_size > LOG_LIMIT
    with chosen.log.open("wb" if too_long else "ab") as log:
        chosen.log.chmod(0o600)
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return] # noqa: S603
            command,
            env=cluster.environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=bound_to_us(signal.SIGINT),
            **identity(account),
        )


def _clear_remains(chosen: Place) -> None:
    """End what an earlier, killed owner left running, and its stale pid file.

    We hold the lock, so nothing in this folder has an owner. A server whose owner was killed is
    shutting down by itself; wait for it before pressing.
    """
    left = working_in(chosen.data)
    for wait, press in ((0.0, signal.SIGINT), (10.0, signal.SIGQUIT), (5.0, signal.SIGKILL)):
        wait_until(lambda: not working_in(chosen.data), wait)
        left = working_in(chosen.data)
        if not left:
            break
        _signal_server(chosen, left, press)
    if not wait_until(lambda: not working_in(chosen.data), 5.0):
        raise DatabaseUnavailable(
            f"A PostgreSQL process (pid {left[0]}) still runs in {chosen.data} and does not end."
        )
    socket = chosen.socket / place.SOCKET_NAME
    for stale in (chosen.data / "postmaster.pid", socket, socket.with_name(socket.name + ".lock")):
        stale.unlink(missing_ok=True)  # their number may be another process's by now, or a zombie's


def _signal_server(chosen: Place, left: list[int], press: signal.Signals) -> None:
    """Signal the postmaster among *left*; orphaned backends when it is gone, or all by force."""
    postmaster = _written_pid(chosen)
    aim = [postmaster] if postmaster in left and press is not signal.SIGKILL else left
    for pid in aim:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, press)


def _written_pid(chosen: Place) -> int:
    try:
        text = (chosen.data / "postmaster.pid").read_text(encoding="utf-8")
        return int(text.splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _is_ready(chosen: Place, pid: int) -> bool:
    """PostgreSQL's own word, in its pid file, that it takes connections."""
    try:
        lines = (chosen.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _wait_ready(server: Server) -> None:
    def settled() -> bool:
        return not server.running() or _is_ready(server.place, server.pid)

    in_time = wait_until(settled, READY_SECONDS)
    if not server.running() or not in_time:
        text = server.place.log.read_text(encoding="utf-8", errors="replace")
        tail = "\n".join(text.splitlines()[-8:])
        raise DatabaseUnavailable(f"The database does not start; its log ends with:\n{tail}")


def _prepare(server: Server) -> None:
    """Roles and database once; addresses and state at each start."""
    done = server.place.base / "prepared"
    if not done.is_file():
        admin = server.place.url(roles.ADMIN, server.passwords[roles.ADMIN], "postgres")
        secrets = server.passwords
        roles.prepare_cluster(admin, secrets[roles.OWNER], secrets[roles.APP])
        done.touch(mode=0o600)
    base = server.place.base
    for name, url in (("app", server.app_url), ("owner", server.url), ("admin", server.admin_url)):
        place.write_private(base / f"{name}-url", url + "\n")
    state = {
        "pid": server.pid,
        "home": str(server.place.home),
        "socket": str(server.place.socket),
        "moved": server.place.moved,
    }
    place.write_private(server.place.state, json.dumps(state))


def _end(pid: int, chosen: Place, process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; if that takes too long, without waiting for sessions; then by force."""
    for press, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if process.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, press)
        wait_until(lambda: process.poll() is not None, seconds, pause=0.005)
    wait_until(lambda: not working_in(chosen.data), 5.0)
