"""A file is named by its subject; models do not act behind one's back."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, sources

EMPTY_WORDS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "service",
    "services",
    "common",
    "misc",
}
PROJECT = list(sources(".py", ".ts", ".svelte", ".mjs"))


def test_no_module_is_named_by_an_empty_word() -> None:
    found = [
        path
        for path in PROJECT
        for part in (*path.relative_to(ROOT).parts[:-1], path.stem.split(".")[0])
        if part.lower() in EMPTY_WORDS
    ]
    assert found == []


def test_nothing_happens_by_signals() -> None:
    signals = re.compile(r"\b(?:pre|post)_(?:save|delete)\b|\bm2m_changed\b")
    found = [
        path
        for path in PROJECT
        if "house" not in path.parts and signals.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_is_left_to_do() -> None:
    left = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)))
    found = [path for path in PROJECT if left.search(path.read_text(encoding="utf-8"))]
    assert found == []
