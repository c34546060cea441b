"""The practice's public page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.front.site import cards
from visavis.patients.public import current_texts


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who can be booked here, and when next."""
    return render(request, "front/home.html", {"cards": cards(), "texts": current_texts()})
