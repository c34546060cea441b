"""Whom PostgreSQL runs as. It refuses to run as root, so root lends it a system user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from visavis.core.pg.errors import DatabaseUnavailable

NAME = "visavis-pg"


@dataclass(frozen=True)
class Account:
    """A system user that owns the cluster and runs its server."""

    name: str
    uid: int
    gid: int

    def can_run(self, program: str) -> bool:
        """Whether this user can start *program* (every folder above open, not noexec)."""
        return self._succeeds([program, "--version"])

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can pass through *folder*."""
        return self._succeeds(["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(  # noqa: S603
                command,
                user=self.uid,
                group=self.gid,
                extra_groups=[],
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except PermissionError:
            return False
        return done.returncode == 0


def server_account(data: Path) -> Account | None:
    """The user to run PostgreSQL as when we are root; None for ordinary users.

    That is the one who made the cluster in *data*, else a system user made on first use.

    Raises:
        DatabaseUnavailable: the system user can be neither found nor made.
    """
    if os.geteuid() != 0:
        return None
    if data.is_dir() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(f"#{owner.st_uid}", owner.st_uid, owner.st_gid)
    found = _known(NAME)
    if found is None:
        _make()
        found = _known(NAME)
    if found is None:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root, and the system user “{NAME}” could not be made. "
            f"Run: useradd --system --no-create-home --shell /usr/sbin/nologin {NAME}"
        )
    return found


def give(account: Account | None, *paths: Path) -> None:
    """Make *account* the owner of *paths*, when there is one."""
    if account is not None:
        for path in paths:
            os.chown(path, account.uid, account.gid)


def identity(account: Account | None) -> dict[str, object]:
    """The arguments that make subprocess run a program as *account*."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _known(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make() -> None:
    commands: list[Callable[[str], list[str]]] = [
        lambda path: [path, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        lambda path: [path, "-S", "-H", "-D", "-s", "/sbin/nologin", NAME],
    ]
    for program, command in zip(("useradd", "adduser"), commands, strict=True):
        path = shutil.which(program, path="/usr/sbin:/sbin:/usr/bin:/bin")
        if path:
            subprocess.run(command(path), capture_output=True, check=False)  # noqa: S603
            return
