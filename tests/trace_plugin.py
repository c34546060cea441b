"""Records which requirement each marked test proves and how its latest run ended.

Kept in build/trace-results.json: ``{node id: {"numbers": [...], "outcome": "passed"}}``; a run of
a few tests changes only their entries. ``tools/trace.py`` reads it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "build" / "trace-results.json"
_WORST = {"passed": 0, "skipped": 1, "failed": 2}


def numbers_of(item: pytest.Item) -> list[str]:
    """The requirement numbers that *item*'s marks name."""
    return sorted({str(n) for mark in item.iter_markers("proves") for n in mark.args})


def why_not_run(item: pytest.Item) -> str:
    """Why *item* never runs or cannot fail, from its marks alone; empty when it runs."""
    for mark in item.iter_markers("skip"):
        return str(mark.kwargs.get("reason") or (mark.args[0] if mark.args else "skipped"))
    for mark in item.iter_markers("xfail"):
        if not mark.args and "condition" not in mark.kwargs:
            return str(mark.kwargs.get("reason") or "expected to fail")
    for mark in item.iter_markers("skipif"):
        if mark.args and mark.args[0] is True:
            return str(mark.kwargs.get("reason") or "skipped")
    return ""


def read_results(path: Path = RESULTS) -> dict[str, dict[str, Any]]:
    """The recorded results; empty when there are none."""
    try:
        kept: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept


def merge_results(fresh: dict[str, dict[str, Any]], path: Path = RESULTS) -> None:
    """Put *fresh* over what is recorded; safe beside another run doing the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read_results(path) | fresh
        half = path.with_suffix(f".{os.getpid()}")
        half.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        half.replace(path)


class Recorder:
    """Collects the outcomes in the process that reports (the controller, when in parallel)."""

    def __init__(self) -> None:
        self.fresh: dict[str, dict[str, Any]] = {}

    def note(self, report: pytest.TestReport) -> None:
        numbers = dict(report.user_properties).get("proves")
        if not isinstance(numbers, list):
            return
        entry = self.fresh.setdefault(report.nodeid, {"numbers": numbers, "outcome": "passed"})
        outcome = "skipped" if hasattr(report, "wasxfail") else report.outcome
        if _WORST[outcome] > _WORST[entry["outcome"]]:
            entry["outcome"] = outcome

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.note(report)

    def pytest_sessionfinish(self) -> None:
        if self.fresh:
            merge_results(self.fresh)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.pluginmanager.register(Recorder(), "trace-recorder")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        numbers = numbers_of(item)
        if numbers:
            item.user_properties.append(("proves", numbers))
