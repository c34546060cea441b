"""Is the service well: the database, the migrations, the worker, the jobs that should have run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from visavis.core.public import now

LATE_AFTER = timedelta(minutes=5)
WORKER_SILENT_AFTER = timedelta(seconds=60)

_in_step = False


def migrations_in_step() -> bool:
    """Whether the database has every migration of this code (once true, true for this process)."""
    global _in_step
    if not _in_step:
        executor = MigrationExecutor(connection)
        _in_step = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _in_step


def late_jobs() -> int:
    """How many jobs should have run five minutes ago and have not."""
    due = ProcrastinateJob.objects.filter(status="todo")
    return int(due.filter(scheduled_at__lt=now() - LATE_AFTER).count())


def workers() -> int:
    """How many workers gave a sign of life in the last minute."""
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now() - WORKER_SILENT_AFTER)
    return int(alive.count())


def report() -> tuple[bool, dict[str, Any]]:
    """Whether pages can be served, and the facts. Names nobody and nothing of a practice."""
    try:
        in_step = migrations_in_step()
        facts = {
            "database": True,
            "migrations": in_step,
            "workers": workers() if in_step else 0,
            "late_jobs": late_jobs() if in_step else 0,
        }
    except DatabaseError:
        in_step, facts = False, {"database": False, "migrations": False}
    return in_step, {"status": "ok" if in_step else "unavailable", **facts}
