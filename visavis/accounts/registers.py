"""Registration numbers of health professionals, as far as a machine can check them (A8.1).

RPPS: the national number of a professional (« numéro RPPS »), 11 digits of which the last is the
Luhn check digit over the first ten (ISO/IEC 7812-1, annex B). The ANS builds its national
identifier of a person, ``IdNat_PS`` (profile PSIdNat of its FHIR guide PDSM), as 8 and the RPPS, or
0 and the ADELI.

ADELI: 9 signs, the department on two (2A, 2B; 9A to 9F overseas), then seven digits. We found no
published rule for a check digit of it (some programs apply Luhn's, none says after which text), so
its form alone is checked; the operator compares it with the proof. ADELI is being replaced by the
RPPS; numbers given before are still on people's cards.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_SPACES = re.compile(r"[\s.\-\u00a0\u202f]")
_ADELI = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-9A-F]|2[AB])\d{7}")
_OTHER = re.compile(r"[0-9A-Z/]{3,20}")


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def checked_number(register: str, text: str) -> str:
    """The number as it is kept: without spaces, in capitals.

    Raises:
        ValidationError: with a sentence that says what is wrong.
    """
    found = _SPACES.sub("", text).upper()
    plain = found.isascii() and found.isdigit()
    if register == "rpps":
        if not plain or len(found) != 11:
            raise ValidationError(_("An RPPS number has 11 digits."))
        if not luhn_holds(found) or found == "0" * 11:
            raise ValidationError(_("This RPPS number cannot exist. Is a digit wrong or swapped?"))
    elif register == "adeli":
        if not re.fullmatch(r"[0-9A-F]{9}", found):
            raise ValidationError(_("An ADELI number has 9 digits."))
        if not _ADELI.fullmatch(found):
            raise ValidationError(_("An ADELI number begins with the department, as in 75."))
    elif not _OTHER.fullmatch(found):
        raise ValidationError(_("Write the number as it stands on your certificate."))
    return found
