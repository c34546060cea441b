"""Requests from another's place: what is over is left, what is read-only changes nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from visavis.accounts.public import (
    actor_from,
    has_taken,
    leave_place,
    own_actor_of,
    place_of,
)
from visavis.config.middleware import Handler, problem, wants_json
from visavis.core.public import current_organization

LOOKING = ("GET", "HEAD", "OPTIONS")
ALWAYS = frozenset({"leave_place", "account_logout", "set_language"})
"""URL names that change nothing of the practice: leaving, signing out, the language."""
THEIR_OWN = ("/me/", "/accounts/")
"""A member's own account is theirs alone, also while somebody sits in their place."""


class ActingAsMiddleware:
    """For sessions that have taken a member's place (accounts/acting_as.py)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if current_organization() is None or not has_taken(request.session):
            return self.get_response(request)
        if not request.user.is_authenticated or place_of(request.user, request.session) is None:
            return _over(request)
        response = self.get_response(request)
        if actor_from(request).read_only and "attachment" in response.get(
            "Content-Disposition", ""
        ):
            return refused(request)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Refuse what would change something, or is the member's alone."""
        if current_organization() is None or not has_taken(request.session):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in ALWAYS:
            return None
        if actor_from(request).read_only and request.method not in LOOKING:
            return refused(request)
        return refused(request) if request.path.startswith(THEIR_OWN) else None


def refused(request: HttpRequest) -> HttpResponse:
    """403, with the sentence that says why; what was done all the same is undone."""
    sentence = _("You sit in another’s place: this is not done from here. Leave it first.")
    response: HttpResponse
    if wants_json(request):
        response = problem(403, sentence)
    elif request.headers.get("HX-Request"):
        messages.error(request, sentence)
        response = HttpResponse(sentence, status=403, headers={"HX-Refresh": "true"})
    else:
        response = render(request, "accounts/read_only.html", status=403)
        response.undo = True  # type: ignore[attr-defined]
    return response


def _over(request: HttpRequest) -> HttpResponse:
    """The time is over, or the right to it: nothing of this request is done under another name."""
    back = leave_place(own_actor_of(request.user, request.session), request.session) or "/"
    messages.info(request, _("You are yourself again: the time in another’s place is over."))
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": back})
    return redirect(back)
