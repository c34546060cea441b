"""Bringing the tables in step before anything is served, and sowing the demo."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import psycopg

from visavis.config.serve import step
from visavis.core.pg.public import DatabaseUnavailable

LOCK = 0x76697361  # the advisory lock that lets one process migrate at a time


def prepare(data: Path, *, demo: bool) -> None:
    """Migrate as the owner of the tables; with *demo*, sow it and write its facts.

    Several at once wait for each other; when nothing changed, this is quick.
    """
    import django

    django.setup()
    from django.conf import settings

    address = _conninfo(settings.DATABASES["default"])
    with psycopg.connect(address, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _migrate()
        step.remember(data, address)
        facts = _sow() if demo else _address(settings)
    _keep(data, facts)


def reset_demo(data: Path) -> None:
    """Empty every table of the demo and sow it anew; what runs goes on running.

    Raises:
        DatabaseUnavailable: this is not a demo.
    """
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if settings.ENV.mode not in ("demo", "development"):
        raise DatabaseUnavailable("Only a demo can be emptied, and this is none.")
    with psycopg.connect(_conninfo(settings.DATABASES["default"]), autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _migrate()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        call_command("flush", interactive=False, verbosity=0)
        facts = _sow()
    _keep(data, facts)


def _keep(data: Path, facts: dict[str, Any]) -> None:
    path = data / "facts.json"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(facts, file, ensure_ascii=False, indent=1)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    began = time.monotonic()
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)
    if pending:
        say(f"{len(pending)} migrations in {time.monotonic() - began:.1f} s")


def _sow() -> dict[str, Any]:
    from visavis.config.demo import facts, seed

    began = time.monotonic()
    seed()
    if time.monotonic() - began > 1:
        say(f"demo practice in {time.monotonic() - began:.1f} s")
    return dict(facts())


def _address(settings: Any) -> dict[str, Any]:
    environment = settings.ENV
    default = {"http": 80, "https": 443}[environment.public_scheme]
    port = "" if environment.public_port == default else f":{environment.public_port}"
    return {"address": f"{environment.public_scheme}://{environment.base_domain}{port}/"}


def _conninfo(database: dict[str, Any]) -> str:
    wanted = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    given = {key: database[name] for key, name in (wanted | {"port": "PORT"}).items()}
    return psycopg.conninfo.make_conninfo(**{k: v for k, v in given.items() if v})


def add_operator(email: str) -> int:
    """Make the login of this address an operator; the exit status."""
    import django

    django.setup()
    from visavis.accounts.public import NoSuchUser, add_operator, operators_address

    try:
        add_operator(email=email)
    except NoSuchUser:
        say(f"Nobody signs in with {email}. Make a login first, then try again.")
        return 1
    say(f"{email} runs the platform now: {operators_address()} (with a second factor).")
    return 0


def say(text: str) -> None:
    """A line of progress."""
    print(text, flush=True)  # noqa: T201
