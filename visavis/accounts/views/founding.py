"""`/sign-up/` on the platform's address: a professional opens a practice (A6.4, A8.1)."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from visavis.accounts.founding import (
    AddressTaken,
    BadSignUp,
    ask_for_practice,
    found_practice,
    open_sign_up,
    proposed,
)
from visavis.accounts.founding_form import NOT_FREE, FoundingForm
from visavis.accounts.hand_over import hand_over, peek, take_over
from visavis.accounts.identity import actor_from
from visavis.accounts.models import User
from visavis.accounts.places import origin_of
from visavis.accounts.signin import sign_in
from visavis.accounts.subdomains import is_free
from visavis.core.public import BadToken, captcha_solved

HUMAN = "visavis.founding.human"
SENT = "visavis.founding.sent"
PURPOSE = "founded"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form. What comes of it is told by mail: this page says the same to everybody."""
    if request.method != "POST":
        return _show(request, FoundingForm())
    form = FoundingForm(request.POST)
    if not _is_human(request):
        form.add_error(None, _("Please let the check at the end of the form finish."))
    if form.is_valid() and not ratelimit.consume(request, action="signup"):
        form.add_error(None, _("Many practices are being asked for from your network. Try later."))
    if form.errors:
        return _show(request, form)
    origin = request.build_absolute_uri("/").rstrip("/")
    made = ask_for_practice(
        actor_from(request), wish=form.wish, password=form.cleaned_data["password"], origin=origin
    )
    request.session.pop(HUMAN, None)
    request.session[SENT] = made.email
    return redirect("founding_sent")


def _is_human(request: HttpRequest) -> bool:
    """Whether a captcha is solved, now or for an earlier try at this form."""
    if not request.session.get(HUMAN) and captcha_solved(request.POST.get("altcha", "")):
        request.session[HUMAN] = True
    return bool(request.session.get(HUMAN))


def _show(request: HttpRequest, form: FoundingForm) -> HttpResponse:
    context = {
        "form": form,
        "domain": settings.BASE_DOMAIN,
        "needs_captcha": not request.session.get(HUMAN),
    }
    return render(request, "accounts/sign_up.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    """The field of the address again, while name or address are typed: proposed, free or not."""
    typed = request.GET.get("subdomain", "")[:63].strip().lower()
    last = request.GET.get("proposed", "")
    name = request.GET.get("practice", "")[:120]
    offered = typed in ("", last)
    value = proposed(name) if offered and "\x00" not in name else typed
    free = bool(value) and "\x00" not in value and is_free(value)
    context = {
        "value": value,
        "proposed": value if offered else "",
        "free": free,
        "problem": "" if free or not value else NOT_FREE,
        "domain": settings.BASE_DOMAIN,
    }
    return render(request, "accounts/_address.html", context)


@require_safe
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: the same page whether the address was known or not."""
    if SENT not in request.session:
        return redirect("founding")
    return render(request, "accounts/sign_up_sent.html", {"email": request.session[SENT]})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: a button opens the practice; its address may still be changed."""
    try:
        wish = open_sign_up(token)
        subdomain = request.POST.get("subdomain", wish.subdomain)[:63].strip().lower()
        if request.method == "POST":
            made, user, is_new = found_practice(
                actor_from(request), sign_up=wish, subdomain=subdomain
            )
            home = origin_of(made.subdomain)
            if not is_new:
                return redirect(f"{home}/accounts/login/?next=/desk/start/")
            token = hand_over(PURPOSE, organization_id=made.pk, user=str(user.pk))
            return redirect(f"{home}/accounts/enter/{token}/")
    except BadSignUp as fault:
        return render(request, "accounts/bad_link.html", {"reason": fault.reason}, status=404)
    except AddressTaken:
        return _confirm(request, wish, subdomain, NOT_FREE, 409)
    return _confirm(request, wish, subdomain, "" if is_free(subdomain) else NOT_FREE, 200)


def _confirm(
    request: HttpRequest, wish: object, subdomain: str, problem: object, status: int
) -> HttpResponse:
    context = {
        "wish": wish,
        "subdomain": subdomain,
        "problem": problem,
        "domain": settings.BASE_DOMAIN,
    }
    return render(request, "accounts/sign_up_confirm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """`/accounts/enter/…/` at the new practice: a button signs its owner in, once."""
    try:
        if request.method != "POST":
            peek(PURPOSE, token)
            return render(request, "accounts/enter.html")
        payload = take_over(PURPOSE, token)
    except BadToken:
        return render(request, "accounts/bad_link.html", {"reason": "enter"}, status=404)
    user = User.objects.get(pk=payload["user"])
    request.__dict__.pop("_visavis_actor", None)
    return sign_in(request, user, method="sign_up", redirect_to="/desk/start/")
