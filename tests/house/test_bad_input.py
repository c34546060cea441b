"""Whatever is sent, the answer is a sentence: never a server error, never silence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house.addresses import address_of
from tests.house.inputs_table import ACCOUNTS, INPUTS, Input
from tests.house.rights_table import TABLE
from tests.world import World

NASTY = [
    "",
    "-1",
    "999999999999999999999999",
    "NaN",
    "0000-00-00",
    "9999-12-31",
    "9999-12-31T23:59",
    "2020-01-01T10:00:00Z",
    "00000000-0000-0000-0000-000000000000",
    "[]",
    "😀👩🏽‍⚕️ ß ﷽ \u202e right to left",
    "<script>alert(1)</script>{{ 7*7 }}",
    "' OR 1=1 --",
    "a\x00b",
    "//elsewhere.example/",
    "a@b\nBcc: c@d.fr",
    "+33 6 12 34 56 78 99 99",
    "é" * 50_000,
]
ANY_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), ANY_TEXT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
NOT_JSON = ["", "{", "nonsense", '{"a": NaN}', "[" * 3_000, "\x00", '"\\ud800"', "1" * 5_000]
SLOW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def a_wrong_form(right: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The right form with some fields wrong, missing, or twice."""
    wrong = st.one_of(st.none(), ANY_TEXT, st.lists(ANY_TEXT, min_size=2, max_size=3))
    changes = st.dictionaries(st.sampled_from([*right, "surprise"]), wrong, min_size=1)
    return changes.map(
        lambda change: {k: v for k, v in {**right, **change}.items() if v is not None}
    )


def a_wrong_body(right: dict[str, Any]) -> st.SearchStrategy[str]:
    """A JSON body of any shape, or none at all."""
    names = st.sampled_from([*right, "surprise"])
    shaped = st.dictionaries(names, ANY_JSON).map(lambda change: {**right, **change})
    return st.one_of(st.sampled_from(NOT_JSON), st.one_of(shaped, ANY_JSON).map(json.dumps))


def send(client: Client, world: World, taken: Input, sent: Any) -> HttpResponse:
    """The answer to *sent*; what it did is undone."""
    address = address_of(taken.route, world, taken.about)
    cache.clear()
    with transaction.atomic():
        if taken.by == "json":
            answer = client.post(address, sent, content_type="application/json")
        else:
            answer = (client.get if taken.by == "query" else client.post)(address, sent)
        transaction.set_rollback(True)
    return answer


def fault_of(answer: HttpResponse) -> str:
    """What is wrong with an answer to bad input; empty when it is as it should be."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    if 300 <= answer.status_code < 400:
        outside = re.match(r"(?:\w+:)?//(?![\w.]*localhost)", answer.headers.get("Location", ""))
        return f"leads elsewhere: {answer.headers['Location']}" if outside else ""
    text = b"" if answer.status_code == 204 else b"".join(answer)
    if answer.headers.get("Content-Type") == "application/problem+json":
        return "" if json.loads(text).get("title") else "a problem without a title"
    if answer.status_code >= 400 and not re.search(rb"\w{3,} \w+", text):
        return "no sentence"
    return "script got through" if b"<script>alert(1)</script>" in text else ""


@pytest.mark.parametrize("taken", INPUTS, ids=str)
def test_bad_input_gets_a_sentence(taken: Input, world: World) -> None:
    client = world.client(taken.role)
    client.raise_request_exception = False
    right = taken.values(client, world)
    wrong = a_wrong_body(right) if taken.by == "json" else a_wrong_form(right)

    @SLOW
    @given(sent=wrong)
    def holds(sent: Any) -> None:
        assert fault_of(send(client, world, taken, sent)) == ""

    holds()


@pytest.mark.parametrize("value", NASTY, ids=lambda value: ascii(value)[:30])
def test_each_nasty_value_in_each_field(value: str, world: World) -> None:
    """The known troublemakers, one field at a time: Hypothesis need not find them again."""
    faults = {}
    for taken in (taken for taken in INPUTS if taken not in ACCOUNTS):  # signing in is allauth's
        client = world.client(taken.role)
        client.raise_request_exception = False
        right = taken.values(client, world)
        for name in right:
            sent: Any = {**right, name: value}
            if taken.by == "json":
                sent = json.dumps(sent)
            fault = fault_of(send(client, world, taken, sent))
            if fault:
                faults[f"{taken}: {name}"] = fault
    assert faults == {}


def test_every_address_that_takes_a_post_is_tried() -> None:
    posted = {row.route for row in TABLE if row.method == "POST"}
    assert sorted(posted - {taken.route for taken in INPUTS if taken.by != "query"}) == []


@pytest.mark.parametrize(
    "path", ["%00", "%ff%fe", "a" * 3_000, "..%2f..%2fetc%2fpasswd", "%F0%9F%98%80"]
)
def test_addresses_of_nonsense_are_not_found(path: str, world: World) -> None:
    client = world.client()
    for before in ("/", "/visit/", "/v/", "/book/", "/desk/patients/"):
        answer = client.get(f"{before}{path}/")
        assert answer.status_code in (302, 400, 404), before


@pytest.mark.parametrize(
    "host", ["unknown.localhost", "a.b.localhost", "-.localhost", "x" * 64 + ".localhost"]
)
def test_an_unknown_practice_is_told_kindly(host: str, db: None) -> None:
    answer = Client(headers={"host": host}).get("/")
    assert answer.status_code == 404
    assert b"<a " in answer.content
