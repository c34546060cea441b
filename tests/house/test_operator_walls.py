"""What an operator of the platform may see of the database, in plain SQL: no health data (A1.5)."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.world import World
from visavis.accounts.public import Qualification
from visavis.core.public import NoTenant, above_tenants, acting_for, record, rows_of_all, system
from visavis.core.public import platform_grants as grants

# What operators work with: who is on the platform, and what professionals prove. Nothing else.
OPEN = {
    "accounts_organization",
    "accounts_retiredsubdomain",
    "accounts_user",
    "accounts_membership",
    "accounts_platformoperator",
    "accounts_practitioner",
    "accounts_qualification",
    "accounts_supportaccess",
    "core_storedfile",
    "core_auditevent",
}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _refused(statement: str) -> bool:
    """Whether the platform's role is refused *statement* for want of a right to the table."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as fault:
        return "permission denied" in str(fault)
    return False


def _one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.proves("A1.5")
def test_every_table_but_a_named_few_is_denied_to_operators(world: World) -> None:
    assert {grant.table for grant in grants()} == OPEN
    tables = [table for table in _tables() if table not in OPEN]
    health = {"patients_patient", "patients_encounter", "scheduling_appointment", "notices_notice"}
    assert health | {"messaging_message", "consultations_visit"} <= set(tables)
    with above_tenants():
        readable = [table for table in tables if not _refused(f'SELECT 1 FROM "{table}"')]
        writable = [
            table
            for table in tables
            if not _refused(f'DELETE FROM "{table}"')
            or not _refused(f'INSERT INTO "{table}" DEFAULT VALUES')
        ]
    assert (readable, writable) == ([], [])


@pytest.mark.proves("A1.5")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM accounts_user",
        "SELECT password FROM accounts_user",
        "UPDATE accounts_user SET is_active = false",
        "UPDATE accounts_organization SET name = 'x'",
        "UPDATE accounts_practitioner SET is_public = true",
        "UPDATE accounts_membership SET roles = '{owner}'",
        "SELECT verb FROM core_auditevent",
        "SELECT patient FROM core_auditevent",
        "SELECT facts FROM core_auditevent",
        "UPDATE core_auditevent SET verb = 'x'",
        "DELETE FROM accounts_organization",
        "DELETE FROM accounts_qualification",
    ],
)
def test_of_the_few_only_what_is_needed(world: World, statement: str) -> None:
    with above_tenants():
        assert _refused(statement)


def test_across_organizations_but_only_staff_and_proofs(world: World) -> None:
    with above_tenants():
        assert _one("SELECT current_user") == "visavis_platform"
        there = {row.pk for row in rows_of_all(Qualification)}
        assert there == set()
        assert _one("SELECT count(DISTINCT organization_id) FROM accounts_membership") == 2
        assert _one("SELECT count(id) FROM core_storedfile") == 0
    assert _one("SELECT current_user") == "visavis_app"


def test_the_application_takes_the_role_but_has_none_of_its_sight(world: World) -> None:
    assert _one("SELECT pg_has_role('visavis_app', 'visavis_platform', 'USAGE')") is False
    assert _one("SELECT count(*) FROM accounts_membership") == 0
    with pytest.raises(RuntimeError):
        rows_of_all(Qualification)


def test_a_fault_gives_the_role_and_the_practice_back(world: World) -> None:
    with world.acting():
        with above_tenants():
            assert _one("SELECT current_setting('visavis.tenant', true)") == ""
        with pytest.raises(ZeroDivisionError), above_tenants():
            raise ZeroDivisionError
        assert _one("SELECT current_user") == "visavis_app"
        assert _one("SELECT count(*) FROM accounts_membership") >= 6


def test_operators_write_the_audit_in_their_own_name_only(world: World) -> None:
    with above_tenants(), acting_for(world.practice):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            record("thing.done", on=None, by=system(world.practice.pk))
        operator = system(world.practice.pk).__class__("operator", world.practice.pk, "Odile")
        record("thing.done", on=world.practice, by=operator)


def test_above_the_tenants_no_manager_answers(world: World) -> None:
    with above_tenants(), pytest.raises(NoTenant):
        Qualification.objects.count()
