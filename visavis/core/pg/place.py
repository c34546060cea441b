"""Where an embedded cluster lives, and what is kept beside it.

Under `<data>/postgres`: the lock, the passwords and addresses (0600), the server's log and state.
The cluster and its socket lie there too, unless root works in a folder that the server's system
user cannot enter: then they are under /var/lib/visavis.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from visavis.core.pg import roles
from visavis.core.pg.account import Account, give
from visavis.core.pg.errors import DatabaseUnavailable

LONGEST_SOCKET = 107
SOCKET_NAME = ".s.PGSQL.5432"
PORT = 5432
ELSEWHERE = Path("/var/lib/visavis")


@dataclass(frozen=True)
class Place:
    """The folders of one cluster; *moved* tells that the cluster had to lie elsewhere."""

    base: Path
    home: Path
    socket: Path
    moved: bool

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    @property
    def state(self) -> Path:
        return self.base / "server.json"

    def url(self, role: str, password: str, database: str = roles.DATABASE) -> str:
        """The address of *database* for *role*, over the server's socket."""
        where = urlencode({"host": str(self.socket), "port": PORT}, quote_via=quote)
        return f"postgresql://{role}:{quote(password, safe='')}@/{database}?{where}"


def base_of(data_dir: Path) -> Path:
    """The launcher's own folder in *data_dir*, made on first use.

    Raises:
        DatabaseUnavailable: it cannot be made or written.
    """
    base = data_dir.expanduser().resolve() / "postgres"
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not base.parent.is_dir():
            base.parent.mkdir(parents=True)
            base.parent.chmod(mode)
        base.mkdir(exist_ok=True)
        base.chmod(mode)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The data folder {data_dir} cannot be used ({error.strerror}). "
            "Choose another by VISAVIS_DATA, or give it to this user."
        ) from error
    return base


def choose(base: Path, account: Account | None) -> Place:
    """The folders for a cluster under *base*, made, owned and reachable as they must be."""
    home = base
    if account is not None and not account.can_enter(base):
        home = ELSEWHERE / _short(base)
        home.mkdir(parents=True, exist_ok=True)
        ELSEWHERE.chmod(0o711)
        home.chmod(0o711)
    socket = home / "run"
    if len(os.fsencode(socket / SOCKET_NAME)) > LONGEST_SOCKET:
        socket = Path(tempfile.gettempdir()) / f"visavis-{os.geteuid()}-{_short(base)}"
    _private(socket, account)
    return Place(base=base, home=home, socket=socket, moved=home != base)


def passwords(place: Place) -> dict[str, str]:
    """The passwords of the cluster's roles, made once and kept in a file of mode 0600.

    Raises:
        DatabaseUnavailable: the cluster is there and its passwords are not.
    """
    path = place.base / "passwords.json"
    if path.is_file():
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    if place.data.is_dir():
        raise DatabaseUnavailable(
            f"The database in {place.data} is there, but its passwords are not: restore {path} "
            "from a backup of the data folder."
        )
    made = {role: secrets.token_urlsafe(24) for role in (roles.ADMIN, roles.OWNER, roles.APP)}
    write_private(path, json.dumps(made))
    return made


def write_private(path: Path, text: str) -> None:
    """Write *text* to *path* at once and for this user only, on disk when we return."""
    half = path.with_name(path.name + ".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _private(folder: Path, account: Account | None) -> None:
    """A folder for the server alone. In a shared temporary folder it must not be another's."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        known = folder.lstat()
        owners = {os.geteuid(), account.uid if account else os.geteuid()}
        if not stat.S_ISDIR(known.st_mode) or known.st_uid not in owners:
            raise DatabaseUnavailable(
                f"{folder} belongs to somebody else; remove it, or choose a data folder with a "
                "shorter name by VISAVIS_DATA."
            ) from None
    folder.chmod(0o700)
    give(account, folder)


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
