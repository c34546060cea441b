"""To another practice of one's own, and the arrival there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from visavis.accounts import switching
from visavis.accounts.identity import actor_from
from visavis.accounts.signin import session_proofs, sign_in_by_handover
from visavis.core.public import Denied


@require_POST
@login_required
@never_cache
def switch(request: HttpRequest) -> HttpResponse:
    """Leave for another practice: a page that posts the secret there."""
    try:
        to = uuid.UUID(request.POST.get("practice", ""))
    except ValueError:
        raise Denied("no practice") from None
    proofs = session_proofs(request)
    place, secret = switching.leave(actor_from(request), request, to=to, proofs=proofs)
    facts = {"place": place, "secret": secret}
    response = render(request, "me/switch.html", facts)
    response["Referrer-Policy"] = "strict-origin"  # or the browser would not say where it is from
    response._csp_update = {"form-action": ["'self'", place.origin]}  # type: ignore[attr-defined]
    return response


@csrf_exempt  # the secret and the Origin are asked for instead: see switching.py
@require_POST
@never_cache
def arrive(request: HttpRequest) -> HttpResponse:
    """Come from another practice of one's own."""
    try:
        found = switching.arrive(request, secret=request.POST.get("secret", "")[:100])
    except Denied:
        messages.info(request, _("Please sign in here."))
        return redirect("account_login")
    return sign_in_by_handover(request, found.user, proofs=list(found.methods), stays=found.stays)
