"""Rooms call down the stairs and enter by doors (.importlinter); no room is without a step."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / ".importlinter"
LINTER = Path(sys.executable).with_name("lint-imports")


def _contract() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(CONTRACT)
    return parser


def _steps() -> set[str]:
    return set(re.findall(r"\w+", _contract()["importlinter:contract:staircase"]["layers"]))


def _rooms() -> set[str]:
    return {path.parent.name for path in (ROOT / "visavis").glob("*/__init__.py")}


def test_imports_go_down_the_stairs_and_through_the_doors() -> None:
    done = subprocess.run(
        [LINTER, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_has_a_step() -> None:
    assert _rooms() <= _steps()


def test_the_staircase_refuses_a_room_without_a_step() -> None:
    assert _contract()["importlinter:contract:staircase"].getboolean("exhaustive")


def test_every_room_below_config_has_a_door() -> None:
    kept = {
        section.removeprefix("importlinter:contract:door-")
        for section in _contract().sections()
        if section.startswith("importlinter:contract:door-")
    }
    assert _rooms() - {"config"} == kept


def test_every_door_names_what_it_opens() -> None:
    for room in _rooms() - {"config"}:
        door = ROOT / "visavis" / room / "public.py"
        if door.is_file():
            assert "__all__" in door.read_text(encoding="utf-8"), door
