"""The second wall: row-level security, and what the application's role may do at all.

Built after every ``migrate`` from the models themselves, so no room can forget it.
The application works as ``visavis_app``, which owns no table: a policy binds it always.
"""

from __future__ import annotations

import hashlib

from django.apps import apps
from django.db import connection
from psycopg import sql

from visavis.core import platform
from visavis.core.tenancy import TenantModel

ROLE = "visavis_app"
APPEND_ONLY = ("core_auditevent",)
READ_ONLY = ("core_auditabout", "core_audithead")
_TENANT = "organization_id = nullif(current_setting('visavis.tenant', true), '')::uuid"


def tenant_tables() -> list[str]:
    """Names of the tables whose rows belong to one organization."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, TenantModel) and not model._meta.proxy
    )


def build() -> bool:
    """Grant, enable row-level security, and restrict. Runs as the owner, after migrations.

    What stands already is left alone, without a lock: the practice may be at work. True when
    something was built.
    """
    statements = [statement.as_string(None) for statement in _statements()]
    mark = f"walls {hashlib.sha256(repr(statements).encode()).hexdigest()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('core_auditevent'::regclass, 'pg_class')")
        if cursor.fetchone() == (mark,):
            return False
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON TABLE core_auditevent IS '{mark}'")
    return True


def _statements() -> list[sql.Composed]:
    role = sql.Identifier(ROLE)
    statements = [sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)]
    for table in sorted(connection.introspection.table_names()):
        may = "SELECT" if table == "django_migrations" else "SELECT, INSERT, UPDATE, DELETE"
        statements.append(
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(may), sql.Identifier(table), role)
        )
    statements.append(
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    )
    for table in tenant_tables():
        name = sql.Identifier(table)
        statements += [
            sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name),
            sql.SQL("DROP POLICY IF EXISTS tenant ON {}").format(name),
            sql.SQL("CREATE POLICY tenant ON {} TO {} USING ({t}) WITH CHECK ({t})").format(
                name, role, t=sql.SQL(_TENANT)
            ),
        ]
    taken = dict.fromkeys(APPEND_ONLY, "UPDATE, DELETE, TRUNCATE")
    taken |= dict.fromkeys(READ_ONLY, "INSERT, UPDATE, DELETE, TRUNCATE")
    for table, rights in taken.items():
        statements.append(
            sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(rights), sql.Identifier(table), role)
        )
    return [*statements, *_for_the_platform()]


def _for_the_platform() -> list[sql.Composed]:
    """What rooms opened to the platform's role, across organizations, and nothing else (A1.5).

    The policies ask for the role itself, so that they hold for nobody who would inherit it.
    """
    names = {"role": sql.Identifier(platform.ROLE)}
    own = sql.SQL("current_user = {}").format(sql.Literal(platform.ROLE))
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {role}").format(**names),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}").format(**names),
    ]
    opened = {grant.table: grant for grant in platform.grants()}
    for table, grant in opened.items():
        wanted = [("SELECT", grant.select), ("UPDATE", grant.update)]
        rights = [_right(verb, columns) for verb, columns in wanted if columns]
        rights += [sql.SQL("INSERT")] if grant.insert else []
        statements.append(
            sql.SQL("GRANT {} ON {} TO {role}").format(
                sql.SQL(", ").join(rights), sql.Identifier(table), **names
            )
        )
    policy = "CREATE POLICY platform ON {} TO {} USING ({own} AND ({})) WITH CHECK ({own} AND ({}))"
    for table in tenant_tables():
        name = sql.Identifier(table)
        statements.append(sql.SQL("DROP POLICY IF EXISTS platform ON {}").format(name))
        if table in opened:
            rows, written = sql.SQL(opened[table].rows), sql.SQL(opened[table].written)
            statements.append(sql.SQL(policy).format(name, names["role"], rows, written, own=own))
    return statements


def _right(verb: str, columns: tuple[str, ...]) -> sql.Composable:
    """A right to the whole table, or to some columns of it."""
    if columns == ("*",):
        return sql.SQL(verb)
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("{} ({})").format(sql.SQL(verb), named)
