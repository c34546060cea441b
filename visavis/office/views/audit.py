"""`/desk/settings/audit/`: who did or saw what, for owners and managers (A9.3)."""

from __future__ import annotations

import time
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.public import actor_from, require, staff_page
from visavis.core.public import (
    Actor,
    Sought,
    length,
    now,
    record,
    require_organization,
    verify,
)
from visavis.office import acts, csv_file
from visavis.office.audited import names_seen
from visavis.office.forms import SoughtForm
from visavis.patients.public import Patient, get, list_seen, search, visible_to

Place = tuple[datetime, UUID]
SHOWN_FAULTS = 5
OFFERED = 8


def _place(text: str) -> Place | None:
    """Where a page begins, as written by :func:`_written`; nonsense is the first page."""
    moment, _between, key = text.partition("_")
    try:
        at = parse_datetime(moment)
        return (at, UUID(key)) if at is not None and at.tzinfo is not None else None
    except ValueError:
        return None


def _written(place: Place | None) -> str:
    return f"{place[0].isoformat()}_{place[1]}" if place else ""


def _query(request: HttpRequest) -> str:
    """What the page is narrowed to, as a query."""
    kept = {name: value for name, value in request.GET.items() if value and name != "before"}
    return urlencode(kept)


def _patient(actor: Actor, sought: Sought) -> Patient | None:
    return visible_to(actor).filter(pk=sought.patient).first() if sought.patient else None


@staff_page
@require_safe
@never_cache
def audit(request: HttpRequest) -> HttpResponse:
    """The newest acts first; narrowed by person, patient, kind and period."""
    actor = actor_from(request)
    require(actor, "audit")
    form = SoughtForm(request.GET or None)
    form.is_valid()
    sought = form.sought()
    words = form.cleaned_data.get("q", "") if form.is_bound else ""
    offered = list(search(actor, words)[:OFFERED]) if words and not sought.patient else []
    list_seen(actor, offered)
    shown, further = acts.page(actor, sought, after=_place(request.GET.get("before", "")))
    names_seen(actor, acts.seen_in(shown))
    context = {
        "nav": "settings",
        "setting": "audit",
        "form": form,
        "lines": shown,
        "further": _written(further),
        "query": _query(request),
        "patient": _patient(actor, sought),
        "words": words if not sought.patient else "",
        "offered": offered,
        "narrowed": bool(_query(request)),
        "later": bool(request.GET.get("before")),
    }
    return render(request, "office/audit.html", context)


@staff_page
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same acts as a file for a spreadsheet; taking it out is recorded."""
    actor, organization = actor_from(request), require_organization()
    require(actor, "audit")
    form = SoughtForm(request.GET or None)
    form.is_valid()
    sought = form.sought()
    record("audit.exported", on=None, by=actor, patient_id=sought.patient, kind=sought.kind)
    language = get_language() or organization.language
    name = f"{organization.subdomain}-{now().astimezone(organization.zone):%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_file.written(organization, actor, sought, language),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@staff_page
@require_POST
def verified(request: HttpRequest) -> HttpResponse:
    """Walk the chain now, and say whether it is whole."""
    actor = actor_from(request)
    require(actor, "audit")
    begun, organization = time.monotonic(), require_organization()
    faults = list(verify(organization.pk))
    record("audit.verified", on=None, by=actor, faults=len(faults))
    if not faults:
        count = length()
        sentence = ngettext(
            "%(count)s event checked in %(seconds)s s: nothing is changed, missing or reordered.",
            "%(count)s events checked in %(seconds)s s: nothing is changed, missing or reordered.",
            count,
        )
        seconds = f"{time.monotonic() - begun:.1f}"
        messages.success(request, sentence % {"count": count, "seconds": seconds})
        return redirect("office:audit")
    told = " ".join(fault.words for fault in faults[:SHOWN_FAULTS])
    messages.error(request, _("The record is not whole. %(faults)s") % {"faults": told})
    return redirect("office:audit")


@staff_page
@require_safe
@never_cache
def seen(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who has seen or changed one patient's file."""
    actor = actor_from(request)
    require(actor, "audit")
    patient = get(actor, patient_id)
    sought = Sought(patient=patient.pk)
    shown, further = acts.page(actor, sought, after=_place(request.GET.get("before", "")))
    names_seen(actor, [patient.pk])
    context = {
        "nav": "patients",
        "patient": patient,
        "lines": shown,
        "further": _written(further),
        "query": "",
        "later": bool(request.GET.get("before")),
    }
    return render(request, "office/seen.html", context)
