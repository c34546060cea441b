"""The REST API against whatever its own description allows and forbids (schemathesis)."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.core import NotSet

from visavis.api.rest import api
from visavis.api.tests.test_api import caller, key_of

pytestmark = pytest.mark.django_db
described = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))


def written(body: Any) -> bytes:
    """The body of a request; some of those tried are no JSON at all."""
    if isinstance(body, NotSet):
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.mark.proves("A9.2")
@described.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_nothing_answers_with_a_fault_of_ours(case: Any, world: Any) -> None:
    client = caller(world, key_of(world))
    answer = client.generic(
        case.method,
        case.formatted_path,
        written(case.body),
        content_type="application/json",
        query_params=dict(case.query or {}),
    )
    assert answer.status_code < 500, answer.content[:300]
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        told = answer.json()
        assert told["status"] == answer.status_code
        assert told["title"]


def test_the_description_names_the_problems() -> None:
    document = json.loads(json.dumps(api.get_openapi_schema()))
    for operations in document["paths"].values():
        for operation in operations.values():
            assert {"401", "403", "404", "422", "429"} <= set(operation["responses"])
