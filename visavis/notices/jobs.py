"""The jobs of this room."""

from __future__ import annotations

from visavis.accounts.public import Organization
from visavis.core.public import tenant_job
from visavis.notices import delivery


@tenant_job(queue="notices", own_transactions=True)
def deliver(organization: Organization, notices: list[str]) -> None:
    """Send these notices, if they are due and nobody else is at them."""
    delivery.deliver(organization, notices)
