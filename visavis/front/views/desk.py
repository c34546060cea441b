"""`/desk/`: today, for those who work here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.accounts.public import actor_from, staff_page
from visavis.core.public import now
from visavis.front.audited import day_seen
from visavis.front.staff_home import today


@staff_page
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Today; asked for again by htmx when a visit or the planning changes."""
    template = "front/_today.html" if request.htmx else "front/desk.html"  # type: ignore[attr-defined]
    actor = actor_from(request)
    shown = today(actor)
    day_seen(actor, shown)
    context = {"nav": "today", "today": shown, "now": now()}
    return render(request, template, context)
