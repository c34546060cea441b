"""The first wall: nothing of a tenant is reachable unless someone acts for that tenant.

The second wall is PostgreSQL's row-level security (``walls.py``): both read the same setting,
made here per transaction, so that forgetting it yields nothing instead of everything.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import uuid_utils.compat as uuid_utils
from django.apps import apps
from django.db import connection, models, transaction

if TYPE_CHECKING:
    from visavis.accounts.models import Organization

log = logging.getLogger(__name__)
_current: ContextVar[Organization | None] = ContextVar("visavis_organization", default=None)
_undoing: ContextVar[list[Callable[[], None]] | None] = ContextVar("visavis_undoing", default=None)


class NoTenant(RuntimeError):
    """A tenant's rows were asked for while nobody acts for a tenant: a programming error."""


def new_id() -> uuid.UUID:
    """A UUID version 7: unguessable enough as a name, ordered by time for the indexes."""
    return uuid_utils.uuid7()


def current_organization() -> Organization | None:
    """The organization acted for, or None outside of ``acting_for``."""
    return _current.get()


def require_organization() -> Organization:
    """The organization acted for.

    Raises:
        NoTenant: outside of ``acting_for``.
    """
    organization = _current.get()
    if organization is None:
        raise NoTenant("Open acting_for(organization) first.")
    return organization


@contextmanager
def acting_for(organization: Organization) -> Iterator[None]:
    """One transaction inside *organization*; everything else is invisible within.

    May be nested for the same organization (a savepoint), never for another one.
    """
    outer = _current.get()
    if outer is not None and outer.pk != organization.pk:
        raise RuntimeError("Already acting for another organization.")
    outlives = outer is None and connection.in_atomic_block
    with _undoing_outside() if outer is None else nullcontext(), transaction.atomic():
        if outer is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('visavis.tenant', %s, true)", [str(organization.pk)]
                )
        token = _current.set(organization)
        try:
            yield
            if outer is None and connection.needs_rollback:
                _undo()
        finally:
            _current.reset(token)
            if outlives and not connection.needs_rollback:
                _forget_tenant()


def on_rollback(step: Callable[[], None]) -> None:
    """Do *step* if this organization's transaction is undone: for what lies outside of it.

    Not after a crash, and not for a savepoint alone: something must sweep as well.
    """
    steps = _undoing.get()
    if steps is None:
        raise NoTenant("Open acting_for(organization) first.")
    steps.append(step)


@contextmanager
def _undoing_outside() -> Iterator[None]:
    """Whatever ends the transaction within by an error, its commit included, undoes the steps."""
    token = _undoing.set([])
    try:
        yield
    except BaseException:
        _undo()
        raise
    finally:
        _undoing.reset(token)


def _undo() -> None:
    steps = _undoing.get() or []
    while steps:
        try:
            steps.pop()()
        except Exception:
            log.exception("a step of a rollback failed")


@contextmanager
def current_tenant(organization: Organization | None) -> Iterator[None]:
    """As far as the code knows, act for *organization* or nobody; the database hears elsewhere."""
    token = _current.set(organization)
    try:
        yield
    finally:
        _current.reset(token)


def _forget_tenant() -> None:
    """Within an outer transaction (tests, commands) the setting must not outlive the block."""
    if connection.connection is None or connection.connection.info.transaction_status == 3:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('visavis.tenant', '', true)")


def across_tenants(reason: str) -> Iterator[Organization]:
    """Each organization in turn, acted for while its turn lasts, each in its own transaction.

    The only way over the walls, for jobs and operator commands; *reason* goes to the log.
    """
    log.debug("across tenants: %s", reason)
    model: Any = apps.get_model("accounts", "Organization")
    organizations: Iterable[Organization] = list(model.objects.order_by("id"))
    for organization in organizations:
        with acting_for(organization):
            yield organization


Row = TypeVar("Row", bound="TenantModel", covariant=True)


class TenantQuerySet(models.QuerySet[Row]):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            row.claim_for_tenant()
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager[Row]):
    """Rows of the organization acted for; refuses to answer without one."""

    def get_queryset(self) -> TenantQuerySet[Row]:
        everything: TenantQuerySet[Row] = TenantQuerySet(self.model, using=self._db)
        return everything.filter(organization=require_organization())

    def none(self) -> TenantQuerySet[Row]:
        """No rows, which needs no tenant: for form fields that are filled when they are used."""
        nothing: TenantQuerySet[Row] = TenantQuerySet(self.model, using=self._db)
        return nothing.none()


class IdModel(models.Model):
    """A row with a version 7 UUID as its key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class TenantModel(IdModel):
    """A row that belongs to one organization and is invisible to every other."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True

    def claim_for_tenant(self: Self) -> None:
        """Put the row into the organization acted for.

        Raises:
            NoTenant: nobody acts for an organization, or the row is another's.
        """
        organization = require_organization()
        owner_id: uuid.UUID | None = self.organization_id
        if owner_id is None:
            self.organization = organization
        elif owner_id != organization.pk:
            raise NoTenant("This row belongs to another organization.")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.claim_for_tenant()
        super().save(*args, **kwargs)
