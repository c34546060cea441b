"""No file beyond 400 lines, no function beyond 40, its docstring apart; exceptions only shrink."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import FRONTEND, ROOT, node, sources

FILE_LINES = 400
FUNCTION_LINES = 40

# path -> lines it may have now. Make it smaller, never larger; remove it when it fits.
LONG_FILES: dict[str, int] = {}
# "path::function" -> lines it may have now.
LONG_FUNCTIONS: dict[str, int] = {
    "tests/bench/rows.py::_practice": 42,
    "tests/bench/slots_4w.py::run": 43,
    "tests/journeys/test_spine.py::test_one_visit_from_booking_to_the_file": 63,
    "visavis/scheduling/tests/test_slots.py::test_the_database_and_the_reference_agree": 64,
}

SUFFIXES = (".py", ".ts", ".svelte", ".html", ".css")


def _lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the end, the docstring apart."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return lines


def _python_functions(path: Path) -> Iterator[tuple[str, int]]:
    def walk(parent: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield prefix + child.name, _lines_of(child)
            name = getattr(child, "name", None)
            inner = f"{prefix}{name}." if isinstance(name, str) else prefix
            yield from walk(child, inner)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "")


def _frontend_functions() -> dict[str, int]:
    files = [str(path) for path in sources(".ts", ".svelte") if FRONTEND in path.parents]
    done = subprocess.run(
        [node(), str(ROOT / "tools" / "functions.mjs"), *files],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return {
        f"{Path(str(f['file'])).relative_to(ROOT)}::{f['name']}": int(str(f["lines"]))
        for f in found
    }


def _against(kind: str, found: dict[str, int], allowed: dict[str, int], limit: int) -> list[str]:
    faults = []
    for name, lines in sorted(found.items()):
        if lines > allowed.get(name, limit):
            faults.append(f"{name}: {lines} lines, a {kind} may have {allowed.get(name, limit)}")
        elif name in allowed and lines < allowed[name]:
            faults.append(f"{name} shrank to {lines}: lower or drop its exception")
    faults += [f"{name} is gone: drop its exception" for name in allowed if name not in found]
    return faults


def test_no_file_is_too_long() -> None:
    found = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(*SUFFIXES)
        if "migrations" not in path.parts  # written by Django
    }
    faults = _against("file", found, LONG_FILES, FILE_LINES)
    assert not faults, "\n".join(faults)


def test_no_function_is_too_long() -> None:
    found = _frontend_functions()
    for path in sources(".py"):
        if "migrations" not in path.parts:
            for name, lines in _python_functions(path):
                found[f"{path.relative_to(ROOT)}::{name}"] = lines
    faults = _against("function", found, LONG_FUNCTIONS, FUNCTION_LINES)
    assert not faults, "\n".join(faults)
