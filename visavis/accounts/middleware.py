"""What of signing in surrounds every page: the second factor, and where a session is in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from visavis.accounts import sessions
from visavis.accounts.identity import actor_from
from visavis.accounts.second_factor import must_set_up
from visavis.accounts.sso.sessions import second_factor_passed
from visavis.core.public import current_organization

Handler = Callable[[HttpRequest], HttpResponse]
OPEN = ("account_", "mfa_", "me_", "set_language", "front:health")
"""Names of the pages that stay open to those who still have to set up their second factor."""


class SecondFactorMiddleware:
    """Staff of a practice that requires a second factor set it up before anything else (A6.3)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if current_organization() is not None and request.user.is_authenticated:
            sessions.used(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        organization = current_organization()
        if organization is None or organization.second_factor != "require":
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(OPEN) or second_factor_passed(request.session):
            return None
        if not must_set_up(actor_from(request)):
            return None
        return _led_there(request)


def _led_there(request: HttpRequest) -> HttpResponse:
    where = reverse("mfa_index")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    if "application/json" in request.headers.get("Accept", ""):
        told = {
            "type": "about:blank",
            "title": _("Set up your second factor first."),
            "status": 403,
        }
        return JsonResponse(told, status=403, content_type="application/problem+json")
    return HttpResponseRedirect(where)
