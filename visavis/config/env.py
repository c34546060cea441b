"""Every setting the host may give, typed, read once from the environment.

The table in docs/howto/settings.md lists them; a test holds the two together.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

Mode = Literal["demo", "development", "production", "test"]
ROOT = Path(__file__).resolve().parents[2]


class BadSetting(ValueError):
    """A setting has a value that cannot be meant; the message names it and says what can."""


@dataclass(frozen=True)
class Environment:
    """The settings of one process. Paths are absolute, lists have no blanks."""

    mode: Mode
    data: Path
    port: int
    base_domain: str
    database_url: str
    database_role: Literal["app", "owner"]
    mail_url: str
    mail_from: str
    sms_url: str
    stun_urls: tuple[str, ...]
    turn_urls: tuple[str, ...]
    turn_secret: str
    ice_policy: Literal["all", "relay"]
    live_url: str
    storage_url: str
    secret_key: str
    keys: tuple[str, ...]
    public_port: int
    public_scheme: Literal["http", "https"]
    trusted_proxies: tuple[str, ...]
    geoip_database: str
    oidc_private_hosts: tuple[str, ...]

    @property
    def debug(self) -> bool:
        return self.mode == "development"

    @property
    def shows_outbox(self) -> bool:
        """The built-in outbox is for demos and development only (C1.6)."""
        return self.mode != "production"

    @property
    def postgres(self) -> Path:
        """Where the embedded PostgreSQL and its addresses live."""
        return self.data / "postgres"


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadSetting(f"{name}={value!r}: use one of {', '.join(allowed)}.")
    return value


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _networks(name: str, value: str) -> tuple[str, ...]:
    """Addresses and networks of proxies, always with the loopback, where our own front is."""
    given = _list(value)
    for one in given:
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            raise BadSetting(f"{name}={one!r}: use addresses such as 10.0.0.0/8.") from None
    return ("127.0.0.0/8", "::1", *given)


def _port(name: str, value: str) -> int:
    if not value.isdigit() or not 0 <= int(value) < 65536:
        raise BadSetting(f"{name}={value!r}: use a port number from 0 to 65535.")
    return int(value)


def _database_url(role: str, data: Path, given: str) -> str:
    if given:
        return given
    written = data / "postgres" / f"{role}-url"
    return written.read_text(encoding="utf-8").strip() if written.is_file() else ""


def kept_secret(path: Path) -> str:
    """The secret in *path*, made on first use and readable by its owner only."""
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix="draft-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):  # another process was first
        os.link(draft, path)
    os.unlink(draft)
    return path.read_text(encoding="utf-8").strip()


def read(environ: dict[str, str] | None = None) -> Environment:
    """The environment as settings.

    Raises:
        BadSetting: a value that cannot be meant.
    """
    env = dict(os.environ) if environ is None else environ
    mode = cast(Mode, _one_of("VISAVIS_MODE", env.get("VISAVIS_MODE", "demo"), get_args(Mode)))
    data = Path(env.get("VISAVIS_DATA") or ROOT / ".data").expanduser().resolve()
    role = _one_of("VISAVIS_DB_ROLE", env.get("VISAVIS_DB_ROLE", "app"), ("app", "owner"))
    port = _port("PORT", env.get("PORT", "8000"))
    scheme = "https" if mode == "production" else "http"
    return Environment(
        trusted_proxies=_networks("TRUSTED_PROXIES", env.get("TRUSTED_PROXIES", "")),
        geoip_database=env.get("GEOIP_DATABASE", ""),
        mode=mode,
        data=data,
        port=port,
        base_domain=env.get("VISAVIS_BASE_DOMAIN", "localhost").lower(),
        database_url=_database_url(role, data, env.get("DATABASE_URL", "")),
        database_role=cast(Literal["app", "owner"], role),
        mail_url=env.get("MAIL_URL", "outbox:"),
        mail_from=env.get("MAIL_FROM", "Visavis <ne-pas-repondre@localhost>"),
        sms_url=env.get("SMS_URL", "outbox:"),
        stun_urls=_list(env.get("STUN_URLS", "")),
        turn_urls=_list(env.get("TURN_URLS", "")),
        turn_secret=env.get("TURN_SECRET", ""),
        ice_policy=cast(
            Literal["all", "relay"],
            _one_of("ICE_POLICY", env.get("ICE_POLICY", "all"), ("all", "relay")),
        ),
        live_url=env.get("LIVE_URL", "postgres:"),
        storage_url=env.get("STORAGE_URL", "file:"),
        secret_key=env.get("VISAVIS_SECRET_KEY") or kept_secret(data / "keys" / "secret-key"),
        keys=_list(env.get("VISAVIS_KEYS", "")),
        public_port=_port("VISAVIS_PUBLIC_PORT", env.get("VISAVIS_PUBLIC_PORT", str(port))),
        public_scheme=cast(
            Literal["http", "https"],
            _one_of(
                "VISAVIS_PUBLIC_SCHEME", env.get("VISAVIS_PUBLIC_SCHEME", scheme), ("http", "https")
            ),
        ),
        oidc_private_hosts=_list(env.get("OIDC_PRIVATE_HOSTS", "").lower()),
    )
