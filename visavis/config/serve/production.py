"""`visavis check`: what is missing before the first patient comes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from visavis.config.env import ROOT, Environment


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and what to do when it is not."""

    well: bool
    what: str
    advice: str = ""


def report() -> int:
    """Print every finding; 1 when something is missing."""
    import django

    django.setup()
    from django.conf import settings

    found = list(findings(settings.ENV))
    for finding in found:
        print(f"  {'✓' if finding.well else '✗'} {finding.what}")  # noqa: T201
        if not finding.well:
            print(f"      {finding.advice}")  # noqa: T201
    return 0 if all(finding.well for finding in found) else 1


def findings(env: Environment) -> Iterator[Finding]:
    """What a host must have settled, in the order of docs/hosting/one-machine.md."""
    yield Finding(env.mode == "production", "production mode", "Set VISAVIS_MODE=production.")
    yield Finding(
        env.base_domain != "localhost",
        f"domain: {env.base_domain}",
        "Set VISAVIS_BASE_DOMAIN; each practice lives at its own subdomain of it.",
    )
    yield Finding(
        env.public_scheme == "https",
        "addresses by https",
        "Browsers give camera and microphone to https pages only: put Caddy before it.",
    )
    yield Finding(
        env.mail_url.startswith("smtp"),
        "mail by SMTP",
        "Set MAIL_URL=smtp://user:password@host:587",
    )
    yield Finding(
        bool(env.turn_urls and env.turn_secret),
        "relay for calls (TURN)",
        "One caller in ten cannot connect without one: set TURN_URLS and TURN_SECRET.",
    )
    built = ROOT / "visavis" / "static" / "dist" / ".vite" / "manifest.json"
    yield Finding(built.is_file(), "frontend built", "Run python3 tools/bootstrap.py.")
    open_to_all = bool(env.data.stat().st_mode & 0o004)
    yield Finding(
        not open_to_all, "data folder closed to others", f"Run: chmod o-rwx {env.data} (or 711)"
    )
    yield from _tables()
    yield from _framework()


def _tables() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(not pending, "tables in step", "Run visavis migrate.")


def _framework() -> Iterator[Finding]:
    from django.core.management import CommandError, call_command

    try:
        call_command("check", stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        yield Finding(False, "system checks", str(error))
    else:
        yield Finding(True, "system checks")
