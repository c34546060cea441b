"""Whether the tables are known to be in step with this code, without loading all of it.

Remembered in the data folder: a hash of the code, and what the database said of its migrations.
When both are as they were, the parts may start at once; else the migrations run first.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[3]
QUERY = "SELECT count(*), max(id), max(applied)::text FROM django_migrations"


def remember(data: Path, url: str) -> None:
    """The tables at *url* are in step with this code now."""
    known = {"code": _code(), "database": _applied(url)}
    (data / "in-step.json").write_text(json.dumps(known), encoding="utf-8")


def known(data: Path, url: str) -> bool:
    """Whether nothing has changed since remember(), neither here nor in the database."""
    try:
        kept = json.loads((data / "in-step.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(kept.get("code") == _code() and kept.get("database") == _applied(url))


def _code() -> str:
    total = hashlib.sha256(sys.version.encode())
    sources = (path for path in (ROOT / "visavis").rglob("*.py") if "tests" not in path.parts)
    for path in sorted([*sources, ROOT / "requirements.lock"]):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _applied(url: str) -> list[object] | None:
    """What tells one state of the migrations from another; None when there are none."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(QUERY).fetchone()
    except psycopg.Error:
        return None
    return list(row) if row and row[0] else None
