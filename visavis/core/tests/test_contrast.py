"""Every pair of colours that carries text or a boundary holds WCAG 2.2 AA, in both themes.

The colours are read from the stylesheet's tokens, so that a change of taste cannot cost legibility.
"""

import math
import re

import pytest
from django.conf import settings

Colour = tuple[float, float, float]
TOKENS = settings.BASE_DIR / "frontend" / "src" / "styles" / "theme.css"
SURFACES = ["--color-base-100", "--color-base-200", "--color-base-300"]
FILLED = ["primary", "secondary", "accent", "neutral", "info", "success", "warning", "error"]
TONES = ["today", "later", "blocked", "late", "walkin", "quiet"]
TEXT, LARGE_OR_BOUNDARY = 4.5, 3.0


def themes() -> dict[str, dict[str, Colour]]:
    found = {}
    blocks = re.findall(r'@plugin "daisyui/theme" \{(.*?)\n\}', TOKENS.read_text(), re.S)
    for block in blocks:
        name = re.search(r'name: "(\w+)"', block)[1]
        values = re.findall(r"(--[\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", block)
        found[name] = {token: (float(li) / 100, float(c), float(h)) for token, li, c, h in values}
    return found


def luminance(colour: Colour) -> float:
    """Relative luminance of an OKLCH colour, clipped to sRGB (CSS Color 4, WCAG 2.2)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    asked = [(ink, base, TEXT) for base in SURFACES for ink in (
        "--color-base-content", "--ink-soft", "--color-primary", "--color-error")]  # fmt: skip
    asked += [("--link", base, TEXT) for base in [*SURFACES[:2], "--wash"]]
    asked += [("--line-strong", base, LARGE_OR_BOUNDARY) for base in SURFACES[:2]]
    asked += [("--focus", base, LARGE_OR_BOUNDARY) for base in SURFACES[:2]]
    asked += [("--color-base-content", "--wash", TEXT), ("--ink-soft", "--wash", TEXT)]
    asked += [(f"--color-{name}-content", f"--color-{name}", TEXT) for name in FILLED]
    for tone in TONES:
        asked += [
            (f"--{tone}-ink", f"--{tone}-bg", TEXT),
            (f"--{tone}-ink", "--color-base-100", TEXT),
            ("--color-base-content", f"--{tone}-bg", TEXT),
            ("--link", f"--{tone}-bg", TEXT),
            (f"--{tone}-line", "--color-base-100", LARGE_OR_BOUNDARY),
        ]
    return asked


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_is_legible(theme):
    colours = themes()[theme]
    faint = [
        f"{ink} on {base}: {contrast(colours[ink], colours[base]):.2f} < {least}"
        for ink, base, least in pairs()
        if contrast(colours[ink], colours[base]) < least
    ]
    assert faint == []


def test_the_measure_itself_is_right():
    assert contrast((1.0, 0.0, 0.0), (0.0, 0.0, 0.0)) == pytest.approx(21, abs=0.01)
