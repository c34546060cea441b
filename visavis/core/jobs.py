"""Work for later: Procrastinate on Django's own connection, inside one organization.

A job re-reads the world, may run late, may run twice. Enqueued in the present transaction:
a rollback leaves no job.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from procrastinate.contrib.django import app

from visavis.core.tenancy import acting_for, require_organization

RETRIES = 8


class TenantJob:
    """A function that runs later for the organization it was deferred in."""

    def __init__(self, function: Callable[..., None], queue: str) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        name = f"{function.__module__}.{function.__qualname__}"
        self.task = app.task(name=name, queue=queue, retry=RETRIES)(self.run)

    def run(self, *, organization_id: str, **arguments: Any) -> None:
        """Run now, inside the organization (called by the worker)."""
        model: Any = apps.get_model("accounts", "Organization")
        with acting_for(model.objects.get(pk=organization_id)):
            self.function(**arguments)

    def defer(
        self, *, at: datetime | None = None, key: str | None = None, **arguments: Any
    ) -> None:
        """Enqueue with the present transaction; *key* lets only one at a time run of its kind."""
        self.task.configure(schedule_at=at, lock=key).defer(
            organization_id=str(require_organization().pk), **arguments
        )


def tenant_job(queue: str = "default") -> Callable[[Callable[..., None]], TenantJob]:
    """Make a function a job of the organization that defers it. Arguments must be JSON."""

    def wrap(function: Callable[..., None]) -> TenantJob:
        return TenantJob(function, queue)

    return wrap


def periodic(cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run the function by *cron* (UTC, five fields). It must do all that is due, not this minute's.

    A second run is not started while one is waiting.
    """

    def wrap(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__qualname__}"

        def run(timestamp: int) -> None:
            function()

        app.periodic(cron=cron)(app.task(name=name, queue="periodic", queueing_lock=name)(run))
        return function

    return wrap
