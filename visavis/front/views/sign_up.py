"""`/accounts/sign-up/`: patients open a login of their own; the mailed link opens it (A6.4)."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from visavis.accounts.public import User, actor_from, sign_in
from visavis.core.public import Actor, captcha_solved
from visavis.front import patient_logins
from visavis.front.patient_forms import PasswordForm, SignUpForm
from visavis.patients.public import (
    BadLink,
    NeedsSignIn,
    PatientSignUp,
    confirm_sign_up,
    current_texts,
    knows_password,
    login_of,
    open_sign_up,
    own_files,
)

KEPT = "visavis.sign_up"
HUMAN = "visavis.sign_up.human"


def bad_link(request: HttpRequest, fault: BadLink, kind: str) -> HttpResponse:
    """Each bad link its sentence; nothing is told of whose it was."""
    context = {"reason": fault.reason, "kind": kind}
    return render(request, "front/accounts/bad_link.html", context, status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form; what comes of it is told by mail, so the page says the same to everybody."""
    actor = actor_from(request)
    if actor.user_id is not None:
        return redirect("front:portal")
    if request.method != "POST":
        return _show(request, SignUpForm(initial=_known(actor)))
    form = SignUpForm(request.POST)
    if not _is_human(request):
        form.add_error(None, _("Please let the check at the end of the form finish."))
    elif not ratelimit.consume(request, action="signup"):
        form.add_error(
            None, _("Many logins are being asked for from your network. Please try again later.")
        )
    if not form.is_valid():
        return _show(request, form)
    wish = form.wish(form.cleaned_data["email"])
    made = patient_logins.sign_up(actor, wish, form.cleaned_data["password"])
    request.session.pop(HUMAN, None)
    request.session[KEPT] = {"id": str(made.pk), "email": made.email}
    return redirect("front:sign_up_sent")


def _known(actor: Actor) -> dict[str, Any]:
    """What somebody who has just booked as a guest need not type again."""
    files = list(own_files(actor)[:2])
    if len(files) != 1 or files[0].user_id is not None:
        return {}
    names = ("first_name", "last_name", "birth_date", "email")
    return {name: getattr(files[0], name) for name in names}


def _is_human(request: HttpRequest) -> bool:
    """Whether a captcha is solved, now or for an earlier try at this form."""
    if not request.session.get(HUMAN) and captcha_solved(request.POST.get("altcha", "")):
        request.session[HUMAN] = True
    return bool(request.session.get(HUMAN))


def _show(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    context = {
        "form": form,
        "needs_captcha": not request.session.get(HUMAN),
        "texts": current_texts(),
    }
    status = 422 if form.errors else 200
    return render(request, "front/accounts/sign_up.html", context, status=status)


@require_safe
@never_cache
def sign_up_sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: the same page whether the address was known or not."""
    kept = request.session.get(KEPT)
    if kept is None:
        return redirect("front:sign_up")
    return render(request, "front/accounts/sent.html", {"email": kept["email"]})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: a button opens the login; in another browser the password is asked too."""
    try:
        wish = open_sign_up(token)
        return _confirm(request, token, wish)
    except BadLink as fault:
        return bad_link(request, fault, "sign_up")


def _confirm(request: HttpRequest, token: str, wish: PatientSignUp) -> HttpResponse:
    actor, known = actor_from(request), login_of(wish.email)
    if known is not None and known.pk != actor.user_id:
        context = {"token": token, "wish": wish, "other": actor.user_id is not None}
        return render(request, "front/accounts/sign_in_first.html", context)
    trusted = known is not None or _same_browser(request, wish)
    sent = request.POST if request.method == "POST" else None
    form = None if trusted else PasswordForm(sent)
    if request.method == "POST" and (form is None or _knows(form, wish)):
        return _open(request, actor, wish, known)
    status = 422 if form is not None and form.errors else 200
    context = {"form": form, "wish": wish}
    return render(request, "front/accounts/confirm.html", context, status=status)


def _same_browser(request: HttpRequest, wish: PatientSignUp) -> bool:
    return bool(request.session.get(KEPT, {}).get("id") == str(wish.pk))


def _knows(form: PasswordForm, wish: PatientSignUp) -> bool:
    """Whether the right password was given; a wrong one gets its sentence."""
    if not form.is_valid():
        return False
    if knows_password(wish, form.cleaned_data["password"]):
        return True
    form.add_error("password", _("This is not the password given when signing up."))
    return False


def _open(
    request: HttpRequest, actor: Actor, wish: PatientSignUp, known: User | None
) -> HttpResponse:
    try:
        user, _patient = confirm_sign_up(actor, sign_up=wish)
    except NeedsSignIn:
        return redirect(request.path)
    request.session.pop(KEPT, None)
    return enter(request, user) if known is None else redirect("front:portal")


def enter(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in the login that has just been opened here, to its space."""
    request.__dict__.pop("_visavis_actor", None)
    return sign_in(request, user, method="invitation", redirect_to="/portal/")
