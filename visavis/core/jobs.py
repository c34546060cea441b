"""Work for later: Procrastinate on Django's own connection, inside one organization.

A job re-reads the world, may run late, may run twice. It is enqueued by the present transaction,
in pages and in other jobs alike: a rollback leaves no job. The queue hears of it on commit
(NOTIFY). A job whose worker was killed is taken up again within two minutes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from visavis.core.tenancy import acting_for, require_organization

RETRIES = RetryStrategy(max_attempts=8, exponential_wait=3)
KEPT_HOURS = 72

# The worker gives Procrastinate a connection of its own; deferring must stay on Django's.
_queue = JobManager(DjangoConnector())


class TenantJob:
    """A function that runs later for the organization it was deferred in."""

    def __init__(
        self, function: Callable[..., None], queue: str, own_transactions: bool = False
    ) -> None:
        self.__doc__ = function.__doc__
        self.function = function
        self.queue = queue
        self.own_transactions = own_transactions
        self.name = f"{function.__module__}.{function.__qualname__}"
        app.task(name=self.name, queue=queue, retry=RETRIES)(self.run)

    def run(self, *, organization_id: str, **arguments: Any) -> None:
        """Run now, for the organization (called by the worker)."""
        model: Any = apps.get_model("accounts", "Organization")
        organization = model.objects.get(pk=organization_id)
        if self.own_transactions:
            self.function(organization, **arguments)
            return
        with acting_for(organization):
            self.function(**arguments)

    def defer(
        self,
        *,
        at: datetime | None = None,
        key: str | None = None,
        unless_waiting: str | None = None,
        **arguments: Any,
    ) -> None:
        """Enqueue with the present transaction, to run from *at* on; one at a time per *key*.

        Nothing is enqueued while a job with the same *unless_waiting* still waits for its turn.
        """
        job = configure_task(
            name=self.name,
            job_manager=_queue,
            queue=self.queue,
            schedule_at=at,
            lock=key,
            queueing_lock=unless_waiting,
        )
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(organization_id=str(require_organization().pk), **arguments)


def tenant_job(
    queue: str = "default", *, own_transactions: bool = False
) -> Callable[[Callable[..., None]], TenantJob]:
    """Make a function a job of the organization that defers it. Arguments must be JSON.

    It runs in one transaction of that organization. With *own_transactions* it is given the
    organization first and opens ``acting_for`` itself, as often as it needs to commit.
    """

    def wrap(function: Callable[..., None]) -> TenantJob:
        return TenantJob(function, queue, own_transactions)

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


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(  # type: ignore[untyped-decorator]
    name="visavis.core.jobs.revive", queue="periodic", queueing_lock="revive", pass_context=True
)
async def revive(context: JobContext, timestamp: int) -> None:
    """Take up again the jobs that a dead worker left half done."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron="17 3 * * *")  # type: ignore[untyped-decorator]
@app.task(  # type: ignore[untyped-decorator]
    name="visavis.core.jobs.clear_out", queue="periodic", queueing_lock="clear", pass_context=True
)
async def clear_out(context: JobContext, timestamp: int) -> None:
    """Drop the jobs that ended days ago: their work left its own traces."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
