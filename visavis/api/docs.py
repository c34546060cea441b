"""A page that describes the API, from its own description; it loads nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.api.rest import api


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "about": told.get("description", ""),
            "parameters": told.get("parameters", []),
            "body": "requestBody" in told,
        }
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
    ]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`/api/v1/docs/`: every operation, with what it takes."""
    schema = api.get_openapi_schema()
    context = {"operations": _operations(schema), "host": request.get_host()}
    return render(request, "api/docs.html", context)
