"""How long a short message is: GSM-7 or UCS-2, and how many parts it takes (C1.5; 3GPP 23.038)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAINER = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-",
        "…": "...", "•": "-", "·": "-", "œ": "oe", "Œ": "OE",
        "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ",
    }
)  # fmt: skip
_LIMITS = {"gsm-7": (160, 153), "ucs-2": (70, 67)}
SHORT_ENOUGH = 2


@dataclass(frozen=True)
class Length:
    """units: septets (GSM-7) or 16-bit units (UCS-2); parts: what a carrier charges for."""

    encoding: Literal["gsm-7", "ucs-2"]
    units: int
    parts: int


def is_gsm(text: str) -> bool:
    """Whether every sign of *text* is in GSM-7 with its extension table."""
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def measure(text: str) -> Length:
    """The length of *text* as a carrier counts it; a sign is never cut between two parts."""
    gsm = is_gsm(text)
    encoding: Literal["gsm-7", "ucs-2"] = "gsm-7" if gsm else "ucs-2"
    sizes = [_size(sign, gsm) for sign in text]
    one, each = _LIMITS[encoding]
    units = sum(sizes)
    if units <= one:
        return Length(encoding, units, 1)
    parts, room = 1, each
    for size in sizes:
        if size > room:
            parts, room = parts + 1, each
        room -= size
    return Length(encoding, units, parts)


def _size(sign: str, gsm: bool) -> int:
    if gsm:
        return 2 if sign in _EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def plain(text: str) -> str:
    """*text* with typewriter signs, so that it fits GSM-7 where its letters do.

    Letters that GSM-7 lacks (ê, ç, ï) stay while the message is short enough, else lose their
    mark; letters of other scripts always stay.
    """
    simple = text.translate(_PLAINER)
    if is_gsm(simple) or measure(simple).parts <= SHORT_ENOUGH:
        return simple
    bare = "".join(sign if sign in _BASIC | _EXTENDED else _bare(sign) for sign in simple)
    return bare if is_gsm(bare) else simple


def _bare(letter: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(sign)
    )
