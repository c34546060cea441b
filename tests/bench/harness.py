"""What every benchmark shares: how a figure is written, medians, the processes that are measured.

A benchmark is a module of this folder with ``NAME`` and ``run(house) -> list[Figure]``.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "bench.json"
PAGE = ROOT / "docs" / "benchmarks.md"
TICKS = 100  # clock ticks per second in /proc/<pid>/stat (USER_HZ)


@dataclass
class Figure:
    """One measured figure. *baseline* was measured in the same run by the same means."""

    name: str
    value: float
    unit: str
    budget: str
    ok: bool
    baseline: float | None = None
    ratio: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.baseline and self.ratio is None:
            self.ratio = round(self.value / self.baseline, 3)
        self.value = round(self.value, 3)
        if self.baseline is not None:
            self.baseline = round(self.baseline, 3)


def median_of(runs: int, measure: Callable[[], float]) -> float:
    """The median of *runs* measurements, after one that is not counted."""
    measure()
    return statistics.median(measure() for _ in range(runs))


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which *share* (0–1) of *values* lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def descendants(pid: int) -> list[int]:
    """*pid* and all processes below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += descendants(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time used so far by *pid* and its descendants, in seconds."""
    total = 0
    for one in descendants(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def pss_mebibytes(pid: int) -> float:
    """Proportional set size of *pid* and its descendants, in MiB."""
    total = 0
    for one in descendants(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def write(figures: list[Figure]) -> None:
    """Merge *figures* into build/bench.json and docs/benchmarks.md."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for figure in figures:
        facts = asdict(figure)
        kept[facts.pop("name")] = facts | {"date": datetime.now(UTC).date().isoformat()}
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
    PAGE.write_text(_page(kept))


def _version(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "absent"


def _page(kept: dict[str, dict[str, object]]) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench` (`make bench ONLY=name` for one), medians of several runs, each",
        "beside a bare baseline in the same run. Written here and to `build/bench.json`; do not",
        "edit by hand.",
        "",
        f"Machine: {_cores()} cores, {platform.machine()}, {platform.system()}; "
        f"Python {platform.python_version()}; {_version('chromium', '--version')}.",
        "",
        "| figure | value | unit | baseline | ratio | budget | within | measured | note |",
        "| --- | ---: | --- | ---: | ---: | --- | --- | --- | --- |",
    ]
    for name in sorted(kept):
        row = kept[name]
        lines.append(
            f"| `{name}` | {row['value']} | {row['unit']} | {_or_dash(row['baseline'])} "
            f"| {_or_dash(row['ratio'])} | {row['budget']} | {'yes' if row['ok'] else '**no**'} "
            f"| {row['date']} | {row['note']} |"
        )
    return "\n".join(lines) + "\n"


def _or_dash(value: object) -> object:
    return "–" if value is None else value


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


def stopwatch() -> Callable[[], float]:
    """A function that tells the seconds since now."""
    begun = time.perf_counter()
    return lambda: time.perf_counter() - begun
