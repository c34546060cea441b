"""The second wall: row-level security, and what the application's role may do at all.

Built after every ``migrate`` from the models themselves, so no room can forget it.
The application works as ``visavis_app``, which owns no table: a policy binds it always.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from psycopg import sql

from visavis.core.tenancy import TenantModel

ROLE = "visavis_app"
APPEND_ONLY = ("core_auditevent",)
READ_ONLY = ("core_audithead",)
_TENANT = "organization_id = nullif(current_setting('visavis.tenant', true), '')::uuid"


def tenant_tables() -> list[str]:
    """Names of the tables whose rows belong to one organization."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, TenantModel) and not model._meta.proxy
    )


def build() -> None:
    """Grant, enable row-level security, and restrict; safe to repeat. Runs as the owner."""
    role = sql.Identifier(ROLE)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            role
        ),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        sql.SQL("REVOKE ALL ON django_migrations FROM {}").format(role),
        sql.SQL("GRANT SELECT ON django_migrations TO {}").format(role),
    ]
    for table in tenant_tables():
        name = sql.Identifier(table)
        statements += [
            sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name),
            sql.SQL("DROP POLICY IF EXISTS tenant ON {}").format(name),
            sql.SQL("CREATE POLICY tenant ON {} TO {} USING ({t}) WITH CHECK ({t})").format(
                name, role, t=sql.SQL(_TENANT)
            ),
        ]
    for table in APPEND_ONLY:
        statements.append(
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                sql.Identifier(table), role
            )
        )
    for table in READ_ONLY:
        statements.append(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                sql.Identifier(table), role
            )
        )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
