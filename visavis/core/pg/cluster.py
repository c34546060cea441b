"""Making a cluster, and the settings its server runs with."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from visavis.core.pg import roles
from visavis.core.pg.account import Account, give, identity
from visavis.core.pg.binaries import Programs
from visavis.core.pg.errors import DatabaseUnavailable
from visavis.core.pg.place import Place

MAX_CONNECTIONS = 100


def environment() -> dict[str, str]:
    """A plain environment for PostgreSQL's programs: no PG* of the user's, no locale."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def create(
    place: Place, programs: Programs, account: Account | None, password: str, *, durable: bool
) -> None:
    """Make the cluster of *place* unless it is there; a crash meanwhile leaves none.

    Raises:
        DatabaseUnavailable: `initdb` failed, or the cluster is of another major version.
    """
    if place.data.is_dir():
        _refuse_other_version(place.data, programs)
        return
    half, secret = place.home / "data.half", place.home / "initdb.password"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="utf-8")
    give(account, half, secret)
    try:
        _initdb(half, secret, programs, account, durable=durable)
    finally:
        secret.unlink()
    half.rename(place.data)


def _initdb(
    folder: Path, secret: Path, programs: Programs, account: Account | None, *, durable: bool
) -> None:
    locale = (
        ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if programs.major >= 17
        else ["--locale=C.UTF-8"]
    )
    command = [programs.path("initdb"), "-D", str(folder), "-U", roles.ADMIN, "-E", "UTF8"]
    command += [*locale, f"--pwfile={secret}", "--auth=scram-sha-256", "--data-checksums"]
    command += [] if durable else ["--no-sync"]
    done = subprocess.run(  # type: ignore[call-overload] # noqa: S603
        command, env=environment(), cwd="/", capture_output=True, text=True, **identity(account)
    )
    if done.returncode:
        raise DatabaseUnavailable(f"The database could not be made:\n{done.stderr.strip()}")


def server_command(place: Place, programs: Programs, *, durable: bool) -> list[str]:
    """The command line of the server: no network, only the socket; settings live in code."""
    directory = '"' + str(place.socket).replace('"', '""') + '"'
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": directory,
        "unix_socket_permissions": "0700",
        "max_connections": MAX_CONNECTIONS,
        "shared_buffers": "128MB",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_min_messages": "warning",
        "log_error_verbosity": "terse",  # no DETAIL: it repeats the row that was refused
        "log_min_error_statement": "panic",
        "lc_messages": "C",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = [f"-c{name}={value}" for name, value in settings.items()]
    return [programs.path("postgres"), "-D", str(place.data), *options]


def _refuse_other_version(data: Path, programs: Programs) -> None:
    major = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
    if major != str(programs.major):
        raise DatabaseUnavailable(
            f"The database in {data} was made by PostgreSQL {major}, and this is PostgreSQL "
            f"{programs.major}. Write a backup with the version of Visavis that made it, then "
            "restore that here (docs/hosting/one-machine.md, “Backup and restore”)."
        )
