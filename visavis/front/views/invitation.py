"""`/invitation/<secret>/`: the link of an invitation. It shows; a button accepts (A5.1)."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visavis.accounts.public import (
    Invitation,
    Membership,
    NotInvited,
    User,
    accept,
    invitation_of,
    login_of,
    sign_in,
    state_of,
)
from visavis.front.member_forms import NewLoginForm
from visavis.front.views.members import why_not

GONE = {"expired": 410, "used": 410, "revoked": 410, "unknown": 404, "slow": 429, "full": 200}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What is offered, and a form; or the sentence for a link that opens nothing."""
    if not ratelimit.consume(request, action="invitation"):
        return _closed(request, "slow")
    found = invitation_of(secret)
    state = state_of(found)
    if found is None or state != "open":
        return _closed(request, state)
    there = login_of(found)
    if request.user.is_authenticated and request.user != there:
        return _show(request, found, known=True, other=True)
    if there is None:
        return _new_login(request, secret, found)
    return _known_login(request, secret, found, there)


def _closed(request: HttpRequest, state: str) -> HttpResponse:
    context = {"state": state}
    return render(request, "front/members/link_over.html", context, status=GONE[state])


def _show(request: HttpRequest, found: Invitation, **more: Any) -> HttpResponse:
    names = dict(Membership.ROLES)
    context = {
        "invitation": found,
        "roles": [names[role] for role in found.roles],
        "inviter": found.invited_by.user.name,
        **more,
    }
    status = 422 if more.get("form") is not None and more["form"].errors else 200
    return render(request, "front/members/invitation.html", context, status=status)


def _new_login(request: HttpRequest, secret: str, found: Invitation) -> HttpResponse:
    names = {"first_name": found.first_name, "last_name": found.last_name}
    if request.method != "POST":
        return _show(request, found, form=NewLoginForm(initial=names, email=found.email))
    form = NewLoginForm(request.POST, email=found.email)
    if form.is_valid():
        given = form.cleaned_data
        try:
            membership = accept(
                secret,
                user=None,
                name=(given["first_name"], given["last_name"]),
                password=given["password"],
            )
        except NotInvited as fault:
            form.add_error(None, why_not(fault))
        else:
            return _enter(request, membership.user)
    return _show(request, found, form=form)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Signed in with the password just made."""
    messages.success(request, _("Welcome! Your login is ready."))
    return sign_in(request, user, method="invitation", redirect_to=reverse("front:desk"))


def _known_login(request: HttpRequest, secret: str, found: Invitation, there: User) -> HttpResponse:
    """The address has a login: it is confirmed by signing in, never by a new password."""
    here = reverse("front:invitation", args=[secret])
    led = f"{reverse('account_login')}?{urlencode({'next': here})}"
    if request.user != there:
        return _show(request, found, known=True, sign_in=led)
    if request.method == "POST":
        try:
            accept(secret, user=there, name=("", ""), password="")
        except NotInvited as fault:
            return _show(request, found, known=True, mine=True, fault=why_not(fault))
        messages.success(request, _("Welcome to the team!"))
        return redirect("front:desk")
    return _show(request, found, known=True, mine=True)
