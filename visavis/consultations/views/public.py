"""What belongs to no visit: the device check alone, and the probe of the way to the server."""

from __future__ import annotations

import os

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visavis.consultations.views.room_config import config_alone

MOST_BYTES = 1_000_000


@require_safe
@never_cache
def check_alone(request: HttpRequest) -> HttpResponse:
    """Try camera, microphone, speaker and network at any time."""
    return render(request, "consultations/check.html", {"room_config": config_alone(request)})


@require_http_methods(["GET", "POST"])
@never_cache
def probe(request: HttpRequest) -> HttpResponse:
    """GET answers as many bytes as asked for, POST takes them and forgets them: at most 1 MB."""
    if request.method == "POST":
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > MOST_BYTES:
            return HttpResponse(status=413)
        left = size
        while left > 0 and (chunk := request.read(min(left, 64 * 1024))):
            left -= len(chunk)
        return HttpResponse(status=204)
    asked = request.GET.get("bytes", "0")
    size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    body = os.urandom(min(size, MOST_BYTES))  # nobody on the way can make it smaller
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Cache-Control"] = "no-store, no-transform"
    answer["Content-Encoding"] = "identity"
    return answer
