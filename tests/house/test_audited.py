"""Who looks at a patient leaves an event, and every event can be read by people (A9.3)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from tests.house.rights_table import STAFF, TABLE, Row
from tests.house.sources import sources
from tests.house.test_rights import PATIENTS, ask, body_of
from tests.world import Role, World
from visavis.core.audit_words import KINDS, acts
from visavis.core.public import AuditAbout, AuditEvent

# Pages that name a patient to the patient: what their own login or link opens.
OWN: tuple[Role, ...] = ("patient", "other_patient")
THEIRS = ("visit/", "portal/")
GETS = [row for row in TABLE if row.method == "GET"]


def _shows(row: Row) -> Iterator[Role]:
    """The roles to whom *row* gives a page that may name a patient."""
    for role in STAFF:
        if row.expected(role) == 200:
            yield role
    for role in OWN:
        if row.expected(role) == 200 and row.route.startswith(THEIRS):
            yield role


def _seen(client: Client, row: Row, world: World) -> tuple[str, set[str]]:
    """What was shown, and the names of the patients that events of it are about."""
    keys = {patient.pk: patient.first_name for patient in world.patients.values()}
    with transaction.atomic():
        with world.acting():
            before = set(AuditEvent.objects.values_list("pk", flat=True))
        text = body_of(ask(client, row, world, keep=True))
        with world.acting():
            fresh = AuditAbout.objects.exclude(event__in=before)
            about = {keys[one] for one in fresh.values_list("patient", flat=True)}
        transaction.set_rollback(True)
    return text, about


@pytest.mark.proves("A9.3")
@pytest.mark.parametrize("row", GETS, ids=str)
def test_a_page_that_names_a_patient_is_audited(row: Row, world: World) -> None:
    """A new page without ``seen(…)`` of its room fails here."""
    missing = {}
    for role in _shows(row):
        text, about = _seen(world.client(role), row, world)
        named = {
            world.patients[name].first_name
            for name, family in PATIENTS.items()
            if re.search(rf"\b({world.patients[name].first_name}|{family})\b", text)
        }
        if named - about:
            missing[role] = named - about
    assert missing == {}, "shown, and not recorded: see audited.py of the room"


def _verbs() -> Iterator[tuple[str, str]]:
    """Every verb given to ``record`` or ``seen`` in the code, as a pattern; and where."""
    for path in sources(".py"):
        if "tests" in path.parts or "visavis" not in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in ("record", "seen"):
                yield from ((verb, f"{path.name}:{node.lineno}") for verb in _said(node.args[0]))


def _said(verb: ast.expr) -> Iterator[str]:
    if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
        yield re.escape(verb.value)
    elif isinstance(verb, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in verb.values
        )
    elif isinstance(verb, ast.IfExp):
        yield from _said(verb.body)
        yield from _said(verb.orelse)


@pytest.mark.proves("A9.3")
def test_every_recorded_verb_has_a_sentence() -> None:
    """Declare it in ``ACTS`` of the room's ``audited.py``: its kind and what people read."""
    verbs = list(_verbs())
    assert len(verbs) > 20
    unsaid = [f"{verb} ({at})" for verb, at in verbs if not any(_fits(verb))]
    assert unsaid == []


def _fits(pattern: str) -> Iterator[bool]:
    return (re.fullmatch(pattern, verb) is not None for verb in acts())


def test_every_sentence_is_of_a_known_kind() -> None:
    assert {act.kind for act in acts().values()} <= set(KINDS)
    assert all(str(act.sentence).strip() for act in acts().values())


def _words() -> set[str]:
    """Every text in the code outside the declarations: verbs may be chosen before recording."""
    found = set()
    for path in sources(".py"):
        if "tests" in path.parts or "visavis" not in path.parts or path.name == "audited.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.proves("A9.3")
def test_every_sentence_has_a_verb_that_is_recorded() -> None:
    """A sentence that nothing records is a promise not kept: record it, or take it away."""
    recorded = [verb for verb, _at in _verbs()]
    words = _words()
    idle = [
        verb
        for verb in acts()
        if verb not in words and not any(re.fullmatch(pattern, verb) for pattern in recorded)
    ]
    assert idle == []
