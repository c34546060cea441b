"""Answers of the endpoints that speak JSON."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse

LARGEST_BODY = 64 * 1024


class BadBody(ValueError):
    """The body is no JSON object."""


def problem(status: int, title: str, **extra: Any) -> JsonResponse:
    """A refusal as RFC 9457 wants it."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, **extra},
        status=status,
        content_type="application/problem+json",
    )


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, not a person's form."""
    return "application/json" in request.headers.get("Accept", "")


def body_of(request: HttpRequest) -> Any:
    """The JSON value that was posted.

    Raises:
        BadBody: too large, or no JSON.
    """
    if len(request.body) > LARGEST_BODY:
        raise BadBody("too large")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as fault:
        raise BadBody("no JSON") from fault
