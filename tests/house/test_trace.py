"""The trace tells the truth: unknown numbers, idle tests, failed runs."""

from __future__ import annotations

from tools.trace import Proof, faults, in_part, lines, requirements

NUMBERS = ["A1.1", "A1.2", "A1.3"]


def test_every_requirement_stands_once() -> None:
    found = requirements()
    assert len(found) == len(set(found)) > 100
    assert set(in_part()) <= set(found)


def test_a_number_is_proved_by_tests_that_pass_or_have_not_run_yet() -> None:
    proofs = [
        Proof("tests/a.py::one[x]", ("A1.1",), "passed"),
        Proof("tests/a.py::one[y]", ("A1.1",), "passed"),
        Proof("tests/a.py::two", ("A1.2",), "collected"),
    ]
    assert lines(NUMBERS, proofs, {"A1.2": "half of it"}) == [
        "A1.1   proved  tests/a.py::one (passed ×2)",
        "A1.2   proved  tests/a.py::two (collected) [in part: half of it]",
        "A1.3   open",
    ]


def test_one_failing_test_leaves_a_number_open() -> None:
    proofs = [
        Proof("tests/a.py::one", ("A1.1",), "passed"),
        Proof("tests/a.py::two", ("A1.1",), "failed"),
    ]
    assert lines(["A1.1"], proofs, {})[0].startswith("A1.1   open")


def test_unknown_numbers_and_idle_tests_are_faults() -> None:
    proofs = [
        Proof("tests/a.py::one", ("Z9.9",), "passed"),
        Proof("tests/a.py::two", ("A1.1",), "collected", idle="no browser"),
    ]
    first, second = faults(NUMBERS, proofs)
    assert "Z9.9" in first
    assert "does not run: no browser" in second
