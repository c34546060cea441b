"""A connection kept between requests: found dead without asking the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def _told(line: Any, *statements: str) -> Any:
    with line.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()


@pytest.fixture
def kept() -> Iterator[Any]:
    """A second connection, as one that another request left."""
    line = connection.copy()
    yield line
    line.close()


def test_a_line_the_server_has_closed_is_not_used_again(kept: Any) -> None:
    (old,) = _told(kept, "SELECT pg_backend_pid()")
    assert kept.is_usable()
    other = connection.copy()
    _told(other, "SET ROLE NONE", f"SELECT pg_terminate_backend({old}, 5000)")
    other.close()
    assert not kept.is_usable()
    kept.close()
    assert _told(kept, "SELECT pg_backend_pid()") != (old,)


def test_a_word_from_the_server_is_no_end(kept: Any) -> None:
    with kept.cursor() as cursor:
        cursor.execute("LISTEN visavis_engine_test")
    other = connection.copy()
    _told(other, "SELECT pg_notify('visavis_engine_test', '')")
    other.close()
    assert kept.is_usable()
    assert _told(kept, "SELECT 1") == (1,)
