"""Above the tenants: what requests of platform operators may see of the database (A1.5).

They run under a database role of their own, ``visavis_platform``, which is granted the few tables
and columns that rooms name here, and nothing else: a patient's table answers "permission denied",
whatever the code asks. ``walls.py`` turns what is named here into grants and policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import connection, transaction

from visavis.core.tenancy import (
    TenantModel,
    TenantQuerySet,
    acting_for,
    current_tenant,
    require_organization,
)

if TYPE_CHECKING:
    from visavis.accounts.models import Organization

ROLE = "visavis_platform"
_above: ContextVar[bool] = ContextVar("visavis_above", default=False)
Row = TypeVar("Row", bound=TenantModel)


@dataclass(frozen=True)
class Grant:
    """What the platform's role may do to one table, and to which of its rows.

    select, update: columns, ``*`` for all of them. rows: an SQL condition on the table; written:
    one on what is inserted or changed.
    """

    table: str
    select: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    insert: bool = False
    rows: str = "true"
    written: str = "true"


_grants: dict[str, Grant] = {}


def platform_may(grant: Grant) -> None:
    """Open a table to the platform's role; call it in an app's ``ready``."""
    _grants[grant.table] = grant


def grants() -> list[Grant]:
    """Everything that is open to the platform's role."""
    return [_grants[table] for table in sorted(_grants)]


@contextmanager
def above_tenants() -> Iterator[None]:
    """One transaction under the platform's role, acting for no organization."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('visavis.tenant', true)")
        (tenant,) = cursor.fetchone()
        cursor.execute("SELECT set_config('visavis.tenant', '', true)")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        mark = _above.set(True)
        try:
            with current_tenant(None):
                yield
        finally:
            _above.reset(mark)
        cursor.execute("RESET ROLE")  # after a fault the rollback does it
        cursor.execute("SELECT set_config('visavis.tenant', %s, true)", [tenant or ""])


@contextmanager
def in_service_of(organization: Organization) -> Iterator[None]:
    """Within ``above_tenants``, as the application for one organization: to mail, to invite.

    What comes back from here must name no patient: keep it to verbs that answer nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        mark = _above.set(False)
        try:
            with acting_for(organization):
                yield
        finally:
            _above.reset(mark)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


@contextmanager
def leaving_for(organization: Organization) -> Iterator[None]:
    """From one organization into another that was just made there, in the same transaction."""
    home = require_organization()
    with transaction.atomic(), current_tenant(None), acting_for(organization):
        yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('visavis.tenant', %s, true)", [str(home.pk)])


def rows_of_all(model: type[Row]) -> TenantQuerySet[Row]:
    """The rows of every organization, as far as the platform's role is let see them.

    Raises:
        RuntimeError: outside of ``above_tenants``: a programming error.
    """
    if not _above.get():
        raise RuntimeError("Open above_tenants() first.")
    found: TenantQuerySet[Row] = TenantQuerySet(model)
    return found
