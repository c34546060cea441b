"""Backup and restore: the database and the files in one archive, the keys in another.

Files come from wherever STORAGE_URL says and go there again, sealed as they lie: an archive of a
practice with a bucket can be restored into a folder, and the other way round.

Health data is encrypted with the keys, so an archive without them tells a thief little; that is
why there are two, to be kept in two places. Written while the house runs; restored while it is
stopped. A dump fits any later major version of PostgreSQL, so this is also the way to upgrade.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from django.core.files import File
from django.core.files.storage import Storage

from visavis.config.serve import state
from visavis.core.pg.public import DatabaseUnavailable, programs

DUMP = "database.dump"
FILES = "files"
KEYS = "keys"
FORGOTTEN = ("in-step.json", "facts.json")


class NoBackup(DatabaseUnavailable):
    """The backup or the restore did not happen; the message says why."""


def write(data: Path, storage: Storage, url: str, destination: Path) -> tuple[Path, Path]:
    """Write both archives into *destination*; their paths (data, keys).

    Args:
        data: the data folder.
        storage: where files lie.
        url: the address of the owner of the tables, whom no row is hidden from.
        destination: an existing folder.

    Raises:
        NoBackup: the dump failed; nothing half-written stays.
    """
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.gmtime())
    archive = destination / f"visavis-{stamp}.tar"
    keys = destination / f"visavis-{stamp}.keys.tar"
    with tempfile.TemporaryDirectory(dir=destination, prefix=".visavis-") as work:
        dump = Path(work) / DUMP
        _run([_program("pg_dump", url), "--format=custom", f"--file={dump}"], url)
        half = Path(work) / archive.name
        with _private(half) as packed:
            packed.add(dump, DUMP)
            for name in _names(storage):
                _add(packed, storage, name)
        half_keys = Path(work) / keys.name
        with _private(half_keys) as packed:
            if (data / KEYS).is_dir():
                packed.add(data / KEYS, KEYS)
        half_keys.rename(keys)
        half.rename(archive)
    return archive, keys


def restore(data: Path, storage: Storage, url: str, archive: Path, keys: Path) -> None:
    """Put back what write() wrote, into an empty database and a storage without files.

    Raises:
        NoBackup: the house runs, something is there already, or the archive is not ours.
    """
    if state.read(data) is not None:
        raise NoBackup("The house is running on this data folder: stop it first.")
    _refuse_what_is_there(storage, url)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as work:
        _unpack(archive, Path(work))
        _unpack(keys, Path(work))
        dump = Path(work) / DUMP
        if not dump.is_file():
            raise NoBackup(f"{archive} holds no {DUMP}: it is not a backup of Visavis.")
        options = ["--exit-on-error", "--single-transaction", "--no-owner"]
        database = _as_environment(url)["PGDATABASE"]
        _run([_program("pg_restore", url), *options, f"--dbname={database}", str(dump)], url)
        if (Path(work) / KEYS).is_dir():
            shutil.rmtree(data / KEYS, ignore_errors=True)
            (Path(work) / KEYS).rename(data / KEYS)
        _put_back(Path(work) / FILES, storage)
    for name in FORGOTTEN:
        (data / name).unlink(missing_ok=True)


def _refuse_what_is_there(storage: Storage, url: str) -> None:
    there = next(_names(storage), None)
    if there is not None:
        raise NoBackup(f"There are files in the storage ({there} …): restore into an empty one.")
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
    if found and found[0]:
        raise NoBackup("The database is not empty: restore into a new one.")


def _names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of *storage*, those of a folder one after the other."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    above = f"{folder}/" if folder else ""
    yield from (above + name for name in sorted(files))
    for name in sorted(folders):
        yield from _names(storage, above + name)


def _add(packed: tarfile.TarFile, storage: Storage, name: str) -> None:
    """Copy one file into the archive; one that was removed meanwhile is left out."""
    try:
        with storage.open(name) as file:
            facts = tarfile.TarInfo(f"{FILES}/{name}")
            facts.size, facts.mode, facts.mtime = file.size, 0o600, int(time.time())
            packed.addfile(facts, file.file)
    except FileNotFoundError:
        return


class _Unpacked(File):  # type: ignore[type-arg]
    """A file that a folder may simply move to its place."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def _put_back(folder: Path, storage: Storage) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                storage.save(path.relative_to(folder).as_posix(), _Unpacked(file, str(path)))


def _private(path: Path) -> tarfile.TarFile:
    """A new archive that only we can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return tarfile.open(fileobj=io.FileIO(handle, "w"), mode="w")


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise NoBackup(f"{archive} cannot be read: {error}") from error


def _program(name: str, url: str) -> str:
    """The program to use: for an outside server the system's, which can do TLS, if it is there."""
    outside = not parse_qs(urlsplit(url).query).get("host", [""])[0].startswith("/")
    found = shutil.which(name) if outside else None
    return found or programs().path(name)


def _run(command: list[str], url: str) -> None:
    """Run a PostgreSQL program on *url*, its password out of the list of processes."""
    done = subprocess.run(  # noqa: S603
        command,
        env={**os.environ, **_as_environment(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoBackup(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def _as_environment(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    given = {
        "PGHOST": query.get("host") or parts.hostname or "",
        "PGPORT": query.get("port") or str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        "PGSSLMODE": query.get("sslmode", ""),
    }
    return {name: value for name, value in given.items() if value}
