"""Every sentence exists in French, Dutch and German; none is fuzzy, stale or misses a value."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.house.sources import FRONTEND, ROOT, sources
from tools import messages

LANGUAGES = ("fr", "en", "nl", "de")
DICTIONARIES = sorted((FRONTEND / "src" / "i18n").rglob("fr.json"))
VALUE = re.compile(r"\{\w+\}")


def _flat(value: object, name: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {
            k: v for key, each in value.items() for k, v in _flat(each, f"{name}.{key}").items()
        }
    return {name: str(value)}


def test_the_catalogs_are_complete() -> None:
    found = list(messages.faults())
    assert not found, f"{len(found)} faults:\n" + "\n".join(found[:40])


@pytest.mark.parametrize("french", DICTIONARIES, ids=lambda path: path.parent.name)
def test_the_frontends_dictionaries_are_complete(french: Path) -> None:
    texts = {
        language: _flat(json.loads(french.with_stem(language).read_text(encoding="utf-8")))
        for language in LANGUAGES
    }
    for language in LANGUAGES:
        assert texts[language].keys() == texts["fr"].keys(), language
        for key, text in texts[language].items():
            assert text.strip(), f"{language}: {key} is empty"
            assert set(VALUE.findall(text)) == set(VALUE.findall(texts["en"][key])), key


def test_frontend_dictionaries_lie_where_they_are_looked_for() -> None:
    lost = [
        path
        for path in sources(".json")
        if path.stem in LANGUAGES
        and FRONTEND in path.parents
        and path.with_stem("fr") not in DICTIONARIES
    ]
    assert lost == []


def test_templates_translate_only_where_the_extraction_looks() -> None:
    """``_()`` in a component's ``:attribute`` is not seen by Django's template reader."""
    hidden = re.compile(r""":[\w-]+=("[^"{]*\b_\(|'[^'{]*\b_\()""")
    found = [
        str(path.relative_to(ROOT))
        for path in sources(".html")
        if hidden.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
