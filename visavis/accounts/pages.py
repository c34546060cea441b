"""Who may open a page of staff: everybody else sees nothing, a visitor is asked to sign in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from visavis.accounts.access import require_staff
from visavis.accounts.identity import actor_from

View = Callable[..., HttpResponseBase]


def staff_page(view: View) -> View:
    """A page for those who work here. Visitors may sign in first; others: nothing here.

    An open page whose session has ended asks for its fragment: it is made to load anew, whole.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_from(request)
        if actor.kind == "visitor" and request.method in ("GET", "HEAD"):
            if request.headers.get("HX-Request"):
                return HttpResponse(headers={"HX-Refresh": "true"})
            return redirect_to_login(request.get_full_path())
        require_staff(actor)
        return view(request, *args, **kwargs)

    return guarded
