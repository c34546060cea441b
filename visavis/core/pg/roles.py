"""The roles of the database: the owner of the tables, the application, the platform's operators.

Row-level security is the second wall between organizations; it holds because the application
works as a role that neither owns the tables nor bypasses the policies. Requests of operators take
a third role, which is granted nothing of the patients (docs/decisions/0032): nobody signs in as it,
and the application may take it but does not inherit it.
"""

from __future__ import annotations

import contextlib

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from visavis.core.pg.errors import DatabaseUnavailable

DATABASE = "visavis"
OWNER = "visavis_owner"
APP = "visavis_app"
PLATFORM = "visavis_platform"
ADMIN = "visavis_admin"

Connection = psycopg.Connection[TupleRow]


def prepare_cluster(admin_url: str, owner_password: str, app_password: str) -> None:
    """Make the roles and the database of an embedded cluster; safe to run again.

    The owner may create databases (the tests need it) and the trusted extensions, but is no
    superuser. The application's role gets what migrations grant it, no more.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role, password in ((OWNER, owner_password), (APP, app_password)):
            _login_role(connection, role, password)
        _make_platform_role(connection)
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        exists = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        names = {"database": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER)}
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {database} TO {app}").format(
                app=sql.Identifier(APP), **names
            )
        )


def prepare_roles(url: str) -> None:
    """Make the application's and the platform's role on an outside server, for the login of *url*.

    There one login does both: it owns the tables, and application processes start their
    connections with `-c role=visavis_app`. Safe to run again, and by several at once.

    Raises:
        DatabaseUnavailable: the server does not answer, is too old, or the login may not do it;
            the message holds the SQL for the server's administrator.
    """
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            _refuse_old(connection)
            if not _can_take(connection, APP):
                _make_app_role(connection)
            if not _can_take(connection, PLATFORM):
                _make_platform_role(connection)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"The database does not answer: {error}".strip()) from error


def answers(url: str) -> bool:
    """Whether the server at *url* takes this login's connections now."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _refuse_old(connection: Connection) -> None:
    if connection.info.server_version < 150000:
        raise DatabaseUnavailable(
            f"The server is PostgreSQL {connection.info.server_version // 10000}; "
            "Visavis needs 15 or later."
        )


def _can_take(connection: Connection, role: str) -> bool:
    """Whether the login can SET ROLE to *role*, by really trying.

    Raises:
        DatabaseUnavailable: it can, and that role bypasses the policies.
    """
    try:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    except psycopg.Error:
        return False
    connection.execute("RESET ROLE")
    row = connection.execute(
        "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    if row and row[0]:
        raise DatabaseUnavailable(
            f"The role {role} bypasses row-level security on this server. "
            f"Run as its administrator: ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS;"
        )
    return True


def _make_app_role(connection: Connection) -> None:
    app = sql.Identifier(APP)
    login = connection.info.user
    try:
        with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOBYPASSRLS").format(app))
        option = "WITH SET TRUE" if connection.info.server_version >= 160000 else ""
        connection.execute(sql.SQL("GRANT {} TO {} " + option).format(app, sql.Identifier(login)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseUnavailable(
            f"The login “{login}” may not create roles. Let the server's administrator run once: "
            f'CREATE ROLE {APP} NOLOGIN NOBYPASSRLS; GRANT {APP} TO "{login}";'
        ) from error


def _make_platform_role(connection: Connection) -> None:
    """Make the platform's role; the application may take it, and has none of its rights until then.

    From PostgreSQL 16 on the grant itself says so, before it the application's role (NOINHERIT).
    """
    names = {"platform": sql.Identifier(PLATFORM), "app": sql.Identifier(APP)}
    apart = connection.info.server_version >= 160000
    grant = "GRANT {platform} TO {app}" + (" WITH INHERIT FALSE, SET TRUE" if apart else "")
    try:
        with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(
                sql.SQL("CREATE ROLE {platform} NOLOGIN NOBYPASSRLS").format(**names)
            )
        if not apart:
            connection.execute(sql.SQL("ALTER ROLE {app} NOINHERIT").format(**names))
        connection.execute(sql.SQL(grant).format(**names))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseUnavailable(
            f"The login “{connection.info.user}” may not make the role {PLATFORM}. Let the "
            f"server's administrator run once: CREATE ROLE {PLATFORM} NOLOGIN NOBYPASSRLS; "
            + sql.SQL(grant).format(**names).as_string(connection)
            + ";"
        ) from error


def _login_role(connection: Connection, role: str, password: str) -> None:
    name = sql.Identifier(role)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if known else "CREATE"
    connection.execute(
        sql.SQL(verb + " ROLE {} LOGIN PASSWORD {} NOSUPERUSER NOCREATEROLE NOBYPASSRLS").format(
            name, sql.Literal(password)
        )
    )
