"""What every test may use: the database of its worker, the named world (tests/world.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.world import World

pytest_plugins = ["tests.trace_plugin"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """The worker's own database: migrated as the owner, then used as the application's role."""
    from django.db import connection

    settings = connection.settings_dict
    as_app = settings["OPTIONS"].pop("options", "")
    settings["TEST"]["NAME"] = f"test_visavis_{worker_id}"
    with django_db_blocker.unblock():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        settings["OPTIONS"]["options"] = as_app
        yield
        connection.close()


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """``with as_owner():`` the connection as owner of the tables, for tests of the walls."""
    from django.db import connection

    @contextmanager
    def owner() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE visavis_app")

    return owner


@pytest.fixture
def world(db: None) -> World:
    """The named little world of tests/world.py, made anew for this test."""
    from tests.world import build

    return build()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits that other connections and processes see; every table is empty afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            _empty_tables()


def _empty_tables() -> None:
    from django.db import connection, connections

    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE"
            " schemaname = 'public' AND tablename NOT IN ('django_migrations',"
            " 'django_content_type', 'auth_permission')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")
    connections.close_all()


@pytest.fixture
def committed_world(committed: None) -> World:
    """The named little world, committed."""
    from django.db import transaction

    from tests.world import build

    with transaction.atomic():
        return build()
