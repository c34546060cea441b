"""Where one is signed in, and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from visavis.accounts.identity import actor_from
from visavis.accounts.sessions import end_others, end_session, open_sessions
from visavis.core.public import Denied


@login_required
@never_cache
def my_sessions(request: HttpRequest) -> HttpResponse:
    """`/me/sessions/`: the list."""
    found = open_sessions(request.user, current=request.session.session_key or "")
    others = sum(1 for each in found if not each.is_current)
    return render(
        request, "me/sessions.html", {"mine": "sessions", "sessions": found, "others": others}
    )


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """End one session; all others without a `session`."""
    given = request.POST.get("session", "")
    if not given.isdecimal() or len(given) > 9:
        raise Denied("no session")
    end_session(actor_from(request), session_id=int(given))
    messages.success(request, _("That device is signed out."))
    return redirect("me_sessions")


@require_POST
@login_required
def end_all_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    end_others(actor_from(request), current=request.session.session_key or "")
    messages.success(request, _("All other devices are signed out."))
    return redirect("me_sessions")
