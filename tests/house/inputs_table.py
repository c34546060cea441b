"""Every address that takes input: who sends it, and values that would be right.

``tests/house/test_bad_input.py`` replaces the values by wrong ones. An address that answers POST is
here or it fails; one without fields has none and still gets surprises. Rows are in ``inputs/``.
"""

from __future__ import annotations

from tests.house.inputs.care import ACCOUNTS, BOOKING, CONSENTS, CONSULTATIONS, DESK, SSO
from tests.house.inputs.kind import Input
from tests.house.inputs.own import OWN_ACCOUNT
from tests.house.inputs.practice import OFFICE, ORGANIZATION, START
from tests.house.inputs.staffing import STAFFING

INPUTS: list[Input] = [
    *ACCOUNTS,
    *BOOKING,
    *DESK,
    *CONSULTATIONS,
    *CONSENTS,
    *SSO,
    *OFFICE,
    *ORGANIZATION,
    *STAFFING,
    *START,
    *OWN_ACCOUNT,
]
