"""Who may do what: every address of a practice, and what each role gets there.

A row names a method, a route as it stands in the urlconf, and the status each role gets at the
practice « Cabinet du Parc » (roles: tests/world.py). ``about`` is the visit an address speaks of:
``now`` is Alice's with Dr Claire Martin, whom Sophie and Sara serve and whose department Mona
manages; ``colleagues`` is Chloé's with Paul Petit. Absent and forbidden look alike: 404.

Use the groups where they say what is meant: STAFF who works here at all, OWNERS, MANAGING (the
managers and owners), SERVING who runs Dr Martin's desk, SEEING who sees Alice's file (SERVING and
her supervisor), COLLEAGUES who run Paul Petit's desk and see Chloé's file.
Rows are in ``rights/``, one part of the house a file.
"""

from __future__ import annotations

from tests.house.rights.care import (
    ACCOUNTS,
    BOOKING,
    CONSENTS,
    CONSULTATIONS,
    DESK,
    EVERYONE,
    SCHEDULING,
    VISITS,
)
from tests.house.rights.kind import COLLEAGUES, SEEING, SERVING, STAFF, Row
from tests.house.rights.own import OWN_ACCOUNT
from tests.house.rights.practice import OFFICE, ORGANIZATION, SSO, START
from tests.house.rights.staffing import STAFFING

__all__ = ["COLLEAGUES", "SEEING", "SERVING", "STAFF", "TABLE", "Row"]

TABLE: list[Row] = [
    *OWN_ACCOUNT,
    *STAFFING,
    *START,
    *SSO,
    *OFFICE,
    *ACCOUNTS,
    *ORGANIZATION,
    *EVERYONE,
    *BOOKING,
    *VISITS,
    *DESK,
    *SCHEDULING,
    *CONSULTATIONS,
    *CONSENTS,
]
