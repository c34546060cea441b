"""The jobs of this room."""

from __future__ import annotations

from visavis.core.public import across_tenants, periodic
from visavis.scheduling.holds import sweep


@periodic("*/5 * * * *")
def sweep_holds() -> None:
    """Delete holds that are over. Slots do not wait for it: an old hold is in nobody's way."""
    for _organization in across_tenants("sweep expired holds"):
        sweep()
