"""Remote support: the owner's page, the operator's way in (A9.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from visavis.accounts import sessions, support
from visavis.accounts.hand_over import peek, take_over
from visavis.accounts.identity import actor_from
from visavis.accounts.models import SupportAccess, User
from visavis.accounts.pages import staff_page
from visavis.core.public import BadToken, Denied

LENGTHS = [
    (1, gettext_lazy("One hour")),
    (4, gettext_lazy("Four hours")),
    (24, gettext_lazy("One day")),
    (72, gettext_lazy("Three days")),
    (168, gettext_lazy("Seven days")),
]


class SupportForm(forms.Form):
    """For how long, and what for."""

    hours = forms.TypedChoiceField(
        label=gettext_lazy("Open for"), choices=LENGTHS, coerce=int, initial=4
    )
    reason = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=300,
        help_text=gettext_lazy("It stays in the audit."),
    )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def support_page(request: HttpRequest) -> HttpResponse:
    """`/desk/settings/support/`: open it, see it, close it."""
    actor = actor_from(request)
    if not actor.has("owner"):
        raise Denied("no owner")
    form = SupportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            support.open_support(actor, **form.cleaned_data)
            messages.success(request, _("Support is open."))
        except support.OpenAlready:
            messages.info(request, _("Support is open already."))
        return redirect("support")
    context: dict[str, Any] = {
        "nav": "settings",
        "setting": "support",
        "form": form,
        "access": support.current_access(),
        "past": SupportAccess.objects.select_related("opened_by__user")[:20],
    }
    return render(request, "accounts/support.html", context, status=422 if form.errors else 200)


@staff_page
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """End it at once."""
    support.close_support(actor_from(request))
    messages.success(request, _("Support is closed."))
    return redirect("support")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """`/accounts/support/…/`: an operator comes in, by a button, once."""
    try:
        if request.method != "POST":
            peek(support.PURPOSE, token)
            return render(request, "accounts/enter_support.html")
        payload = take_over(support.PURPOSE, token)
    except BadToken:
        return render(request, "accounts/bad_link.html", {"reason": "enter"}, status=404)
    user = User.objects.get(pk=payload["user"])
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    until = support.enter_support(user, request.session, membership_id=UUID(payload["membership"]))
    request.session.set_expiry(until)
    sessions.entered(request)
    return redirect("front:desk")
