"""``visavis verify-audit``: is every organization's audit chain whole?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from visavis.core import audit
from visavis.core.tenancy import across_tenants


class Command(BaseCommand):
    help = "Verify the hash chain of the audit; exits with 1 when a fault is found."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for organization in across_tenants("verify the audit chain"):
            for fault in audit.verify(organization.pk):
                faults += 1
                self.stdout.write(f"{organization.subdomain}: {fault}")
        if faults:
            raise SystemExit(1)
        self.stdout.write("The audit is whole.")
