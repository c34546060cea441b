"""Everything that is wrong, as problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _


class Problem(Exception):
    """An answer other than the one asked for."""

    def __init__(self, status: int, title: str, **extra: Any) -> None:
        super().__init__(title)
        self.status, self.title, self.extra = status, title, extra


def answer(
    status: int, title: str, headers: dict[str, str] | None = None, **extra: Any
) -> JsonResponse:
    """The problem as an answer."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, **extra},
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def nothing_here(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """Absent, foreign, or no such address: all alike."""
    return answer(404, _("There is nothing here."))


def unauthorized() -> JsonResponse:
    """No key, or one that opens nothing here."""
    return answer(
        401,
        _("Give a valid API key of this practice: Authorization: Bearer …"),
        {"WWW-Authenticate": "Bearer"},
    )


def invalid(faults: list[dict[str, Any]]) -> JsonResponse:
    """Input that is not as described, field by field."""
    fields = [
        {"field": ".".join(str(part) for part in fault["loc"][1:]), "fault": str(fault["msg"])}
        for fault in faults
    ]
    return answer(422, _("Something in the request is not as it should be."), errors=fields)
