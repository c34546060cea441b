"""`/desk/settings/secretaries/`: a practitioner says who serves them (A2.3)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visavis.accounts.public import Practitioner, actor_from, staff_page
from visavis.core.public import Denied
from visavis.front.views.member import save_secretaries, secretaries_form


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Who serves me: a box each; without a tick one serves no more, at once."""
    actor = actor_from(request)
    if actor.practitioner_id is None:
        raise Denied("no practitioner")
    profile = Practitioner.objects.get(pk=actor.practitioner_id)
    posted = request.POST if request.method == "POST" else None
    form = secretaries_form(actor, profile, posted)
    if posted is not None and form.is_valid():
        save_secretaries(actor, profile, form.keys)
        messages.success(request, _("Saved; it holds from now on."))
        return redirect("front:secretaries")
    context = {"nav": "settings", "setting": "secretaries", "form": form}
    return render(
        request, "front/members/secretaries.html", context, status=422 if form.errors else 200
    )
