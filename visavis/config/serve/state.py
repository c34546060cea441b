"""What runs, in a file: `run.json` in the data folder, for scripts and for the next start."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from visavis.core.pg.public import alive


def path_of(data: Path) -> Path:
    """The state file of the data folder *data*."""
    return data / "run.json"


def read(data: Path) -> dict[str, Any] | None:
    """What runs on *data* now; None when nothing does."""
    try:
        state: dict[str, Any] = json.loads(path_of(data).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if alive(int(state["supervisor"]["pid"])) else None


def write(data: Path, state: dict[str, Any]) -> None:
    """Replace the state at once: readers see the old one or the new one."""
    path = path_of(data)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
    half.replace(path)


def forget(data: Path) -> None:
    """Nothing of ours runs any more."""
    state = read(data)
    if state is None or state["supervisor"]["pid"] == os.getpid():
        path_of(data).unlink(missing_ok=True)
