"""Pages that belong to no room: the living page of components, and the refusals."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visavis.core.captcha import captcha_challenge
from visavis.core.ui import specimens


def living_page(request: HttpRequest) -> HttpResponse:
    """`/_ui/`: every component in all its states. Not there in production."""
    if settings.ENV.mode == "production":
        raise Http404
    return render(request, "ui/living.html", specimens.context(request))


@require_safe
@never_cache
def captcha(request: HttpRequest) -> HttpResponse:
    """A fresh captcha challenge, for any form that is open to the world."""
    return JsonResponse(captcha_challenge())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, and what may not be seen: the same page."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request the guards refused (a stale form, most of the time)."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read: not a word of the page may depend on it."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """Our fault. Nothing of the page may depend on what has just failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
