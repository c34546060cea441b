"""Departments: an owner makes them and says who belongs to them; a manager sees their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from visavis.accounts.public import (
    Department,
    DepartmentArchived,
    Membership,
    NameTaken,
    actor_from,
    add_to_department,
    archive_department,
    bring_back_department,
    departments_seen_by,
    may,
    open_department,
    rename_department,
    require,
    staff_page,
    take_from_department,
)
from visavis.core.public import Denied, require_organization
from visavis.front.departments import shown_departments


class DepartmentForm(forms.Form):
    """The name of a department."""

    name = forms.CharField(
        label=gettext_lazy("Name of the department"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please give the department a name.")},
    )


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    actor = actor_from(request)
    shown = shown_departments(actor)
    return render(
        request,
        "front/departments.html",
        {
            "nav": "settings",
            "setting": "departments",
            "current": [one for one in shown if one.department.archived_at is None],
            "archived": [one for one in shown if one.department.archived_at is not None],
            "changes": may(actor, "organization_settings"),
            "strict": require_organization().strict_departments,
            "form": DepartmentForm(auto_id="new_%s"),
        }
        | more,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def departments(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/departments/`: all of them; a POST makes one."""
    actor = actor_from(request)
    if request.method != "POST":
        if not actor.has("owner", "manager"):
            raise Denied("no departments to see")
        return _page(request)
    require(actor, "organization_settings")
    form = DepartmentForm(request.POST, auto_id="new_%s")
    if form.is_valid():
        try:
            open_department(actor, name=form.cleaned_data["name"])
        except NameTaken:
            form.add_error("name", _("There is a department of this name already."))
        else:
            messages.success(request, _("The department is made. Now say who belongs to it."))
            return redirect("front:departments")
    return _page(request, form=form)


def _one(request: HttpRequest, department_id: UUID) -> Department:
    """The department of the address, for one who may change it."""
    actor = actor_from(request)
    require(actor, "organization_settings")
    found = departments_seen_by(actor).filter(pk=department_id).first()
    if found is None:
        raise Denied("no such department")
    return found


@require_POST
@staff_page
def rename(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """`/desk/settings/departments/<id>/name/`"""
    department = _one(request, department_id)
    form = DepartmentForm(request.POST, auto_id=f"name_{department_id}_%s")
    if form.is_valid():
        try:
            rename_department(
                actor_from(request), department=department, name=form.cleaned_data["name"]
            )
        except NameTaken:
            form.add_error("name", _("There is a department of this name already."))
        else:
            messages.success(request, _("The department has its new name."))
            return redirect("front:departments")
    return _page(request, renaming=department_id, rename_form=form)


@require_POST
@staff_page
def archive(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """`/desk/settings/departments/<id>/archive/`"""
    archive_department(actor_from(request), department=_one(request, department_id))
    messages.success(request, _("The department is archived. You can bring it back below."))
    return redirect("front:departments")


@require_POST
@staff_page
def bring_back(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """`/desk/settings/departments/<id>/back/`"""
    department = _one(request, department_id)
    try:
        bring_back_department(actor_from(request), department=department)
    except NameTaken:
        messages.error(
            request, _("Another department has this name meanwhile: rename one of them first.")
        )
    else:
        messages.success(request, _("The department is back, with those who belonged to it."))
    return redirect("front:departments")


Verb = Callable[..., None]


def _with_member(request: HttpRequest, department_id: UUID, verb: Verb) -> HttpResponse:
    department = _one(request, department_id)
    try:
        membership = Membership.objects.filter(pk=UUID(request.POST.get("member", ""))).first()
    except ValueError:
        membership = None
    if membership is None:
        messages.error(request, _("Please choose a member."))
        return redirect("front:departments")
    try:
        verb(actor_from(request), department=department, membership=membership)
    except DepartmentArchived:
        messages.error(request, _("An archived department takes no new members."))
    return redirect("front:departments")


@require_POST
@staff_page
def add(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """`/desk/settings/departments/<id>/add/`: a member joins."""
    return _with_member(request, department_id, add_to_department)


@require_POST
@staff_page
def take_out(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """`/desk/settings/departments/<id>/take-out/`: a member leaves it."""
    return _with_member(request, department_id, take_from_department)
