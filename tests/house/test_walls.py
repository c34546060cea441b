"""The second wall, in plain SQL, table by table: the application's role sees one tenant or none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from tests.world import World
from visavis.core.walls import tenant_tables

# Tables of no tenant, and why they are none.
SHARED = {
    "accounts_organization": "who is at this address must be known before anyone acts",
    "accounts_retiredsubdomain": "names that led to a practice must not lead to another one",
    "accounts_user": "one login for several organizations",
    "core_cache": "rate limits and such; keys carry no content",
    "django_content_type": "Django's list of models",
    "django_migrations": "which migrations ran",
    "django_session": "who is signed in; values are signed",
    "auth_group": "Django's groups, unused",
    "auth_group_permissions": "Django's groups, unused",
    "auth_permission": "Django's permissions, unused",
    "account_emailaddress": "addresses of logins",
    "account_emailconfirmation": "confirmation of addresses of logins",
    "accounts_platformoperator": "who runs the platform, above the tenants",
    "accounts_failedattempts": "accounts are guessed at everywhere at once; keys are hashed",
    "accounts_handover": "stands between two organizations for seconds; its secret is hashed",
    "mfa_authenticator": "second factors belong to logins; their secrets are encrypted",
    "usersessions_usersession": "where a login is open, for its owner",
    "socialaccount_socialaccount": "logins at other providers, each of one login",
    "socialaccount_socialapp": "allauth's own list of providers, unused: ours are a practice's",
    "socialaccount_socialtoken": "allauth's store of providers' tokens, unused: none are kept",
}
SHARED_PREFIXES = ("procrastinate_",)  # jobs carry the organization they run for

Owner = Callable[[], AbstractContextManager[None]]


def _set_tenant(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('visavis.tenant', %s, true)", [value])


def _rows(table: str, of: UUID | None = None) -> int:
    where, values = ("", []) if of is None else (" WHERE organization_id = %s", [of])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"{where}', values)
        return int(cursor.fetchone()[0])


def _column(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.proves("A1.1")
def test_without_a_tenant_no_table_gives_a_row(world: World, as_owner: Owner) -> None:
    with as_owner():
        there = [table for table in tenant_tables() if _rows(table)]
    assert len(there) > 5, "the world fills too few tables for this test to mean something"
    assert {table: _rows(table) for table in tenant_tables() if _rows(table)} == {}


@pytest.mark.proves("A1.1")
def test_acting_for_the_neighbour_none_of_our_rows_is_there(world: World) -> None:
    _set_tenant(str(world.neighbour.pk))
    assert {t for t in tenant_tables() if _rows(t, world.practice.pk)} == set()
    assert _rows("patients_patient", world.neighbour.pk) > 0


@pytest.mark.parametrize("value", ["", "00000000-0000-0000-0000-000000000000"])
def test_no_other_value_opens_the_wall(world: World, value: str) -> None:
    _set_tenant(value)
    assert {table for table in tenant_tables() if _rows(table)} == set()


@pytest.mark.parametrize("value", ["nonsense", "*", "%"])
def test_a_value_that_is_no_key_is_refused(world: World, value: str) -> None:
    _set_tenant(value)
    with pytest.raises(DataError, match="uuid"), transaction.atomic():
        _rows("patients_patient")


def test_a_row_cannot_be_written_into_another_tenant(world: World) -> None:
    _set_tenant(str(world.neighbour.pk))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patients_patient SET first_name = 'Nobody'")
        assert cursor.rowcount == len(
            [p for p in world.patients.values() if p.organization_id == world.neighbour.pk]
        )
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE patients_patient SET organization_id = %s", [world.practice.pk])


def test_every_tenant_table_has_its_policy(db: None) -> None:
    walled = _column("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')")
    governed = _column("SELECT tablename FROM pg_policies WHERE policyname = 'tenant'")
    assert set(tenant_tables()) == walled & governed


def test_every_other_table_is_shared_for_a_reason(db: None) -> None:
    every = _column("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    unexplained = {
        table
        for table in every - set(tenant_tables()) - set(SHARED)
        if not table.startswith(SHARED_PREFIXES)
    }
    assert unexplained == set()


def test_the_application_owns_nothing_and_passes_no_wall(db: None) -> None:
    assert _column("SELECT current_user") == {"visavis_app"}
    assert _column("SELECT tablename FROM pg_tables WHERE tableowner = 'visavis_app'") == set()
    passes = (
        "SELECT rolname FROM pg_roles WHERE rolname = 'visavis_app' AND (rolsuper OR rolbypassrls)"
    )
    assert _column(passes) == set()


@pytest.mark.proves("A9.3")
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE core_auditevent SET verb = 'nothing'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent",
        "UPDATE core_audithead SET seq = 0",
        "DELETE FROM core_audithead",
        "INSERT INTO core_audithead SELECT * FROM core_audithead",
        "ALTER TABLE core_auditevent DISABLE TRIGGER seal",
        "DROP TRIGGER seal ON core_auditevent",
    ],
)
def test_the_application_cannot_alter_the_audit(world: World, attempt: str) -> None:
    _set_tenant(str(world.practice.pk))
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attempt)
