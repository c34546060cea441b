"""The jobs of this room."""

from __future__ import annotations

from visavis.accounts.public import Organization
from visavis.core.public import across_tenants, now, periodic, tenant_job
from visavis.notices import delivery

AT_ONCE = 50
PER_SWEEP = 2000


@tenant_job(queue="notices", own_transactions=True)
def deliver(organization: Organization, notices: list[str]) -> None:
    """Send these notices, if they are due and nobody else is at them; none while suspended."""
    if organization.suspended_at is None:
        delivery.deliver(organization, notices)


@periodic("* * * * *")
def sweep() -> None:
    """Have all that is due sent: reminders whose time has come, retries, and what was missed.

    Works from the rows alone, so no lost job and no pause of the worker loses a notice; a second
    sweep before the first is worked off finds the same rows, which are still sent once. Its jobs
    do not pile up while a carrier is slow.
    """
    for organization in across_tenants("notices that are due"):
        if organization.suspended_at is not None:
            continue  # they wait; what is too late by then is dropped by its kind
        found = delivery.due(now()).order_by("next_attempt_at", "pk")
        waiting = [str(pk) for pk in found.values_list("pk", flat=True)[:PER_SWEEP]]
        for start in range(0, len(waiting), AT_ONCE):
            deliver.defer(
                notices=waiting[start : start + AT_ONCE],
                unless_waiting=f"notices:{organization.pk}:{start}",
            )
