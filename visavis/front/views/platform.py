"""Pages outside of any practice, and the health of the service."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visavis.accounts.public import practices as every_practice
from visavis.front.addresses import practice_address
from visavis.front.health import report


@require_safe
def platform_home(request: HttpRequest) -> HttpResponse:
    """What this is. Practices are listed in the demo only: elsewhere each keeps to its address."""
    shown = every_practice().order_by("name") if settings.ENV.mode == "demo" else []
    practices = [(practice, practice_address(practice)) for practice in shown]
    return render(request, "front/platform.html", {"practices": practices})


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """`/health/`: 200 when pages can be served, 503 when not; JSON for people and machines."""
    well, facts = report()
    return JsonResponse(facts, status=200 if well else 503)
