"""Where a person works: the practices whose staff they belong to, and their addresses (A2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

PLATFORM = "_"
"""Where the platform's own organization answers: no browser can ask for it (platform.py)."""


@dataclass(frozen=True)
class Place:
    """A practice as a person's list of practices shows it."""

    id: UUID
    name: str
    subdomain: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a browser writes them in ``Origin``."""
        return origin_of(self.subdomain)


def origin_of(subdomain: str) -> str:
    """Where the practice at *subdomain* answers; the platform itself at the base domain."""
    env = settings.ENV
    usual = 443 if env.public_scheme == "https" else 80
    port = "" if env.public_port == usual else f":{env.public_port}"
    host = settings.BASE_DOMAIN if subdomain == PLATFORM else f"{subdomain}.{settings.BASE_DOMAIN}"
    return f"{env.public_scheme}://{host}{port}"


def places_of(user_id: UUID) -> list[Place]:
    """The practices where *user_id* is on the staff, by name: one function of the database looks
    over the walls, for this login only (migration 0004)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, subdomain FROM accounts_places_of(%s)", [user_id])
        return [Place(*row) for row in cursor.fetchall()]
