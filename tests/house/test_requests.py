"""What holds for every address: looking changes nothing, changing needs a form of ours."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction

from tests.house.addresses import address_of
from tests.house.rights_table import TABLE, Row
from tests.house.test_rights import ask, body_of
from tests.world import ROLES, World

GETS = [row for row in TABLE if row.method == "GET"]
POSTS = [row for row in TABLE if row.method == "POST"]
# Asked from another practice's page on purpose: a secret that works once and the Origin stand in
# for the form's token (decision 0029, accounts/tests/test_switching.py).
FROM_ELSEWHERE = {"accounts/arrive/"}
# What looking may write: who looked, who is signed in, how often.
MAY_WRITE = {"core_auditevent", "core_auditabout", "core_audithead", "django_session", "core_cache"}


def _written() -> dict[str, int]:
    """Rows written per table in this transaction so far, by PostgreSQL's own count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return {table: count for table, count in cursor.fetchall() if table not in MAY_WRITE}


@pytest.mark.parametrize("row", GETS, ids=str)
def test_looking_changes_nothing(row: Row, world: World) -> None:
    """Mail scanners open every link, browsers fetch ahead."""
    address = address_of(row.route, world, row.about) + row.query
    allowed = [role for role in ROLES if row.expected(role) < 400]
    for role in ["visitor", *allowed[:3]]:
        client = world.client(role)
        with transaction.atomic():
            before = _written()
            client.get(address)
            written = _written()
            transaction.set_rollback(True)
        assert written == before, role


@pytest.mark.parametrize("row", [row for row in POSTS if row.route not in FROM_ELSEWHERE], ids=str)
def test_a_form_from_elsewhere_is_refused(row: Row, world: World) -> None:
    allowed = [role for role in ROLES if row.expected(role) < 400]
    for role in allowed or ["visitor"]:
        client = world.client(role)
        client.handler.enforce_csrf_checks = True
        assert ask(client, row, world).status_code == 403, role


def test_an_address_without_a_post_in_the_table_changes_nothing_by_post(world: World) -> None:
    posted = {row.route for row in POSTS}
    for row in (row for row in GETS if row.route not in posted):
        client, address = world.client("owner"), address_of(row.route, world, row.about)
        with transaction.atomic():
            before = _written()
            status = client.post(address).status_code
            written = _written()
            transaction.set_rollback(True)
        assert written == before, row
        assert status < 500, row


INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>"
    r"|\son\w+=\"|javascript:"
)
OUTSIDE = re.compile(
    r"""(?:\bsrc|<link[^>]*\bhref|url\()"""
    r"""=?["'(]?\s*(?:https?:)?//(?![\w.]*localhost)"""
)


@pytest.mark.parametrize("row", GETS, ids=str)
def test_pages_run_and_fetch_only_what_is_ours(row: Row, world: World) -> None:
    """The content security policy holds: no script in the page, nothing from elsewhere."""
    role = next((role for role in ROLES if row.expected(role) == 200), "visitor")
    page = ask(world.client(role), row, world)
    if not page.headers.get("Content-Type", "").startswith("text/html"):
        return
    policy = page.headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in scripts
    assert page.headers["X-Frame-Options"] == "DENY"
    text = body_of(page)
    assert INLINE.findall(text) == []
    assert OUTSIDE.findall(text) == []
