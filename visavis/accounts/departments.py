"""Departments: made, renamed, archived, brought back; who on the staff belongs to them (A1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from visavis.accounts.access import covers_all, require
from visavis.accounts.models import Department, DepartmentMember, Membership
from visavis.accounts.reach import rights_changed, seeing_in
from visavis.core.public import Actor, Denied, now, record


class NameTaken(Exception):
    """A department that is not archived has this name already."""


class DepartmentArchived(Exception):
    """An archived department takes no new members."""


def departments_seen_by(actor: Actor) -> QuerySet[Department]:
    """The departments *actor* may look at: an owner all, archived too; a manager their own."""
    every: QuerySet[Department] = Department.objects.order_by(Lower("name"), "pk")
    if actor.has("owner"):
        return every
    if actor.has("manager"):
        current = every.filter(archived_at=None)
        return current if covers_all(actor) else current.filter(pk__in=actor.department_ids)
    return every.none()


def _of(actor: Actor, department: Department) -> Department:
    """*department*, locked, for one who may change it."""
    require(actor, "organization_settings")
    found = Department.objects.select_for_update().filter(pk=department.pk).first()
    if found is None:
        raise Denied("no such department")
    return found


@contextmanager
def _name_free(name: str) -> Iterator[None]:
    """The database refuses a second department of one name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        raise NameTaken(name) from fault


def open_department(actor: Actor, *, name: str) -> Department:
    """A new department.

    Raises:
        Denied: *actor* may not.
        NameTaken: there is one of this name.
    """
    require(actor, "organization_settings")
    with _name_free(name):
        department = Department.objects.create(name=name)
    record("department.opened", on=department, by=actor)
    return department


def rename_department(actor: Actor, *, department: Department, name: str) -> None:
    """Another name for *department*.

    Raises:
        Denied: *actor* may not.
        NameTaken: another one has this name.
    """
    found = _of(actor, department)
    if found.name == name:
        return
    found.name = name
    with _name_free(name):
        found.save(update_fields=["name"])
    record("department.renamed", on=found, by=actor)


def archive_department(actor: Actor, *, department: Department) -> None:
    """*department* is no longer used; who and what belonged to it is remembered.

    Raises:
        Denied: *actor* may not.
    """
    found = _of(actor, department)
    if found.archived_at is None:
        found.archived_at = now()
        found.save(update_fields=["archived_at"])
        record("department.archived", on=found, by=actor)
        rights_changed(seeing_in([found]))


def bring_back_department(actor: Actor, *, department: Department) -> None:
    """*department* is used again, with those who belonged to it.

    Raises:
        Denied: *actor* may not.
        NameTaken: another one has its name meanwhile.
    """
    found = _of(actor, department)
    if found.archived_at is not None:
        found.archived_at = None
        with _name_free(found.name):
            found.save(update_fields=["archived_at"])
        record("department.brought_back", on=found, by=actor)
        rights_changed(seeing_in([found]))


def add_to_department(actor: Actor, *, department: Department, membership: Membership) -> None:
    """*membership* belongs to *department* from now on.

    Raises:
        Denied: *actor* may not, or the member has left.
        DepartmentArchived: it takes nobody.
    """
    found = _of(actor, department)
    if found.archived_at is not None:
        raise DepartmentArchived(found.name)
    if membership.ended_at is not None:
        raise Denied("has left")
    _link, fresh = DepartmentMember.objects.get_or_create(department=found, membership=membership)
    if fresh:
        record("department.member_added", on=found, by=actor, membership=str(membership.pk))
        rights_changed(seeing_in([found]))


def take_from_department(actor: Actor, *, department: Department, membership: Membership) -> None:
    """*membership* no longer belongs to *department*; what they saw by it they see no more.

    Raises:
        Denied: *actor* may not.
    """
    found = _of(actor, department)
    before = seeing_in([found])
    gone, _by_model = DepartmentMember.objects.filter(
        department=found, membership=membership
    ).delete()
    if gone:
        record("department.member_removed", on=found, by=actor, membership=str(membership.pk))
        rights_changed(before)
