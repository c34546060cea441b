"""`/desk/settings/rights/`: who may what, and the switches (A3.1, A3.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visavis.accounts.public import (
    RIGHTS_SWITCHES,
    actor_from,
    require,
    rights_mark,
    staff_page,
    turn,
)
from visavis.core.public import Denied
from visavis.front import rights_page


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rights(request: HttpRequest) -> HttpResponse:
    """The matrix and the switches; turning one comes back with the way to undo it."""
    actor = actor_from(request)
    require(actor, "rights_settings")
    if request.method == "POST":
        key, to = request.POST.get("switch"), request.POST.get("to")
        if key not in RIGHTS_SWITCHES or to not in ("on", "off"):
            raise Denied("no such switch")
        turned = turn(actor, switch=key, on=to == "on")
        return redirect(f"{reverse('front:rights')}?turned={key if turned else ''}#{key}")
    switches = rights_page.switches()
    context = {
        "nav": "settings",
        "setting": "rights",
        "switches": switches,
        "matrix": rights_page.matrix(),
        "roles": rights_page.role_names(),
        "turned": next((one for one in switches if one.key == request.GET.get("turned")), None),
    }
    return render(request, "front/members/rights.html", context)


@staff_page
@require_safe
@never_cache
def mark(request: HttpRequest) -> HttpResponse:
    """`/desk/rights/`: the mark of one's rights, by which an open page knows that they changed."""
    return JsonResponse({"rights": rights_mark(actor_from(request))})
