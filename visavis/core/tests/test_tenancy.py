import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from visavis.accounts.public import Department, Organization
from visavis.core import audit, walls
from visavis.core.models import AuditEvent
from visavis.core.public import NoTenant, across_tenants, acting_for, record, system

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return [
        Organization.objects.create(name="Here", subdomain="here"),
        Organization.objects.create(name="There", subdomain="there"),
    ]


def test_a_tenant_s_rows_need_a_tenant(two):
    with pytest.raises(NoTenant):
        Department.objects.count()
    with pytest.raises(NoTenant):
        Department(name="x").save()


def test_rows_of_another_tenant_are_neither_seen_nor_written(two):
    here, there = two
    with acting_for(here):
        department = Department.objects.create(name="Ours")
    with acting_for(there):
        assert Department.objects.count() == 0
        with pytest.raises(NoTenant):
            department.save()
        with pytest.raises(NoTenant):
            Department.objects.create(name="x", organization=here)
        with pytest.raises(RuntimeError, match="another"), acting_for(here):
            pass


def test_the_database_shows_nothing_without_a_tenant_and_refuses_foreign_rows(two):
    here, there = two
    with acting_for(here):
        department = Department.objects.create(name="Ours")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM accounts_department GROUP BY 1")
        assert cursor.fetchall() == []
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("visavis_app",)
    with acting_for(there), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_department")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE accounts_department SET name = 'x'")
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO accounts_department (id, organization_id, name) VALUES (%s, %s, 'x')",
                [system(here.pk).organization_id, here.pk],
            )
    with acting_for(here):
        department.refresh_from_db()
        assert department.name == "Ours"


def test_every_tenant_table_has_its_wall(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity"
        )
        walled = {row[0] for row in cursor.fetchall()}
    assert set(walls.tenant_tables()) == walled


def test_across_tenants_acts_for_each_in_turn(two):
    for organization in across_tenants("a test"):
        Department.objects.create(name=organization.name)
    with acting_for(two[0]):
        assert [d.name for d in Department.objects.all()] == ["Here"]


def _events(organization, count):
    with acting_for(organization):
        for number in range(count):
            record("thing.seen", on=organization, by=system(organization.pk), number=number)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.proves("A9.3")
def test_the_application_cannot_change_or_delete_audit_rows(two):
    _events(two[0], 1)
    with acting_for(two[0]):
        for statement in (
            "UPDATE core_auditevent SET verb = 'x'",
            "DELETE FROM core_auditevent",
            "TRUNCATE core_auditevent",
            "UPDATE core_audithead SET seq = 0",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert AuditEvent.objects.count() == 1


@pytest.mark.proves("A9.3")
@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("UPDATE core_auditevent SET actor_name = 'Eve' WHERE seq = 2", "event 2 was changed"),
        ("DELETE FROM core_auditevent WHERE seq = 2", "event 2 is missing (the next is 3)"),
        (
            "DELETE FROM core_auditevent WHERE seq = 3",
            "the record ends at event 2; it should end at event 3",
        ),
        (
            "UPDATE core_auditevent SET seq = CASE seq WHEN 1 THEN 9 ELSE 1 END "
            "WHERE seq IN (1, 2);"
            "UPDATE core_auditevent SET seq = 2 WHERE seq = 9",
            "does not follow",
        ),
    ],
)
def test_the_chain_shows_a_changed_missing_or_reordered_event(two, as_owner, damage, fault):
    _events(two[0], 3)
    with acting_for(two[0]):
        assert list(audit.verify(two[0].pk)) == []
    with as_owner(), connection.cursor() as cursor:
        for statement in damage.split(";"):
            cursor.execute(statement)
    with acting_for(two[0]):
        assert any(fault in str(found).lower() for found in audit.verify(two[0].pk))


def test_walls_that_stand_are_left_alone(db, as_owner):
    with as_owner():
        assert not walls.build()  # built by the migration of this database
        with connection.cursor() as cursor:
            cursor.execute("COMMENT ON TABLE core_auditevent IS 'older walls'")
        assert walls.build()
        assert not walls.build()
