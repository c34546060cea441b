"""`/v/<token>/`: the personal link of a mail or short message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visavis.accounts.public import actor_from, remember_link
from visavis.core.public import Denied
from visavis.patients.public import open_link


@require_safe
@never_cache
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let this browser in to the one visit the link is for; the token leaves the address bar.

    Nothing changes but the session and the audit: mail scanners follow links.
    """
    try:
        link = open_link(actor_from(request), token)
    except Denied:
        return render(request, "front/link_over.html", status=404)
    request.session.cycle_key()
    remember_link(request.session, link.pk)
    return redirect("front:visit", link.encounter_id)
