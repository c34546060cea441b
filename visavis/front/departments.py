"""Departments as their page shows them: who belongs to each, and how many patients."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from visavis.accounts.public import Department, DepartmentMember, Membership, departments_seen_by
from visavis.core.public import Actor
from visavis.patients.public import PatientDepartment


@dataclass(frozen=True)
class Shown:
    """One department."""

    department: Department
    members: list[Membership]
    others: list[Membership]
    patients: int


def shown_departments(actor: Actor) -> list[Shown]:
    """The departments *actor* may look at, archived ones last; four queries however many."""
    departments = list(departments_seen_by(actor))
    staff = list(
        Membership.objects.filter(ended_at=None)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
    links = set(
        DepartmentMember.objects.filter(department__in=departments).values_list(
            "department_id", "membership_id"
        )
    )
    counted = PatientDepartment.objects.filter(department__in=departments).values_list(
        "department_id"
    )
    patients = dict(counted.annotate(Count("pk")))
    return [
        Shown(
            one,
            [member for member in staff if (one.pk, member.pk) in links],
            [member for member in staff if (one.pk, member.pk) not in links],
            patients.get(one.pk, 0),
        )
        for one in sorted(departments, key=lambda one: one.archived_at is not None)
    ]
