"""`/desk/patients/<id>/care/`: who cares for a patient, and in which departments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from visavis.accounts.public import actor_from, staff_page
from visavis.core.public import Actor, Denied, require_organization
from visavis.front import care as shown
from visavis.front.care_forms import CarerForm, DepartmentsForm
from visavis.patients.public import (
    Patient,
    departments_to_set,
    end_relation,
    file_seen,
    get,
    may_arrange,
    set_departments,
    set_relation,
    visible_to,
)


def _arranged(actor: Actor, patient_id: UUID) -> Patient:
    """The patient, if *actor* sets who cares for them.

    Raises:
        Denied: they do not.
    """
    found = get(actor, patient_id)
    if not may_arrange(actor, found):
        raise Denied("does not set who cares for this patient")
    return found


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def care(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who cares for the patient: shown, added, changed; with ``fragment``, the file's card."""
    actor = actor_from(request)
    if request.method != "POST" and "fragment" in request.GET:
        found = get(actor, patient_id)
        context = {"patient": found, **shown.card_of(actor, found)}
        return render(request, "front/_care.html", context)
    found = _arranged(actor, patient_id)
    if request.method != "POST":
        file_seen(actor, found)
        return _page(request, actor, found)
    change = "change" in request.POST
    form = CarerForm(actor, found, request.POST, add=not change)
    if change and not form.is_valid():
        messages.warning(request, _("The care team has changed meanwhile; this is how it is now."))
        return _on(actor, found)
    if not form.is_valid():
        return _page(request, actor, found, form=form)
    told = form.cleaned_data
    set_relation(actor, patient=found, practitioner=told["practitioner"], kind=told["kind"])
    messages.success(request, _("The care team is kept."))
    return _on(actor, found)


@staff_page
@require_POST
def end_care(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A practitioner cares for the patient no more."""
    actor = actor_from(request)
    found = _arranged(actor, patient_id)
    form = CarerForm(actor, found, {**request.POST.dict(), "kind": "other"}, add=False)
    if form.is_valid():
        who = form.cleaned_data["practitioner"]
        end_relation(actor, patient=found, practitioner=who)
        told = {"name": who.name, "patient": found.name}
        messages.success(request, _("%(name)s cares for %(patient)s no more.") % told)
    return _on(actor, found)


@staff_page
@require_POST
def departments(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """In which departments the patient is cared for."""
    actor = actor_from(request)
    found = _arranged(actor, patient_id)
    form = DepartmentsForm(actor, found, request.POST)
    if not form.is_valid():
        return _page(request, actor, found, departments_form=form)
    set_departments(actor, patient=found, departments=form.cleaned_data["departments"])
    messages.success(request, _("The departments are kept."))
    return _on(actor, found)


def _on(actor: Actor, patient: Patient) -> HttpResponse:
    """Back to the page; to the list, for one who sees the patient no more."""
    if visible_to(actor).filter(pk=patient.pk).exists() and may_arrange(actor, patient):
        return redirect("front:care", patient.pk)
    return redirect("front:patients")


def _page(request: HttpRequest, actor: Actor, patient: Patient, **forms: Any) -> HttpResponse:
    strict = require_organization().strict_departments
    context = {
        "nav": "patients",
        "patient": patient,
        **shown.page_of(actor, patient),
        "form": CarerForm(actor, patient),
        "departments_form": DepartmentsForm(actor, patient),
        "settable": departments_to_set(actor).exists(),
        "departments_help": _("Without a department, only owners see the patient.")
        if strict
        else "",
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "front/care.html", context, status=422 if wrong else 200)
