"""From ``visavis serve --demo`` to ready: on an empty data folder, and later on."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.harness import Figure, stopwatch
from tests.house_server import start_house

NAME = "start"


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="visavis-bench-") as folder:
        seconds = []
        for _ in range(4):
            watch = stopwatch()
            house = start_house(Path(folder), workers=1)
            house.wait_ready()
            seconds.append(watch())
            house.stop()
    later = sorted(seconds[1:])[1]
    return [
        Figure(
            "start.empty_data",
            seconds[0],
            "s",
            "part of ≤ 2 min",
            seconds[0] <= 60,
            note="database, tables and demo made; installing comes before (docs/hosting)",
        ),
        Figure("start.later", later, "s", "≤ 5 s", later <= 5, note="median of three"),
    ]
