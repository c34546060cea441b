"""The first page of the practice's settings: what there is to set, for this member."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.accounts.public import staff_page


@require_safe
@staff_page
def settings(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/`: the entries that rooms declared for this member."""
    return render(request, "front/settings.html", {"nav": "settings"})
