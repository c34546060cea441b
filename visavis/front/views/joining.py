"""`/accounts/patient-invitation/<token>/`: the practice offered a login; here it is taken up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from visavis.accounts.public import User, actor_from
from visavis.core.public import Actor
from visavis.front.patient_forms import JoinForm
from visavis.front.views.sign_up import bad_link, enter
from visavis.patients.public import (
    BadLink,
    NeedsSignIn,
    PatientInvitation,
    WrongBirthDate,
    accept_invitation,
    login_of,
    open_invitation,
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """A birth date to be sure, a password for a new login; a known login signs in first."""
    try:
        return _invited(request, token, open_invitation(token))
    except BadLink as fault:
        return bad_link(request, fault, "invitation")


def _invited(request: HttpRequest, token: str, invitation: PatientInvitation) -> HttpResponse:
    actor, known = actor_from(request), login_of(invitation.email)
    if actor.user_id is not None and (known is None or known.pk != actor.user_id):
        context = {"token": token, "wish": invitation, "other": True}
        return render(request, "front/accounts/sign_in_first.html", context)
    if known is not None and known.pk != actor.user_id:
        context = {"token": token, "wish": invitation, "other": False}
        return render(request, "front/accounts/sign_in_first.html", context)
    form = _form(request, invitation, known)
    if form.is_bound and form.is_valid():
        made = _accept(request, actor, invitation, form)
        if made is not None:
            messages.success(request, _("Welcome: your space is open."))
            return enter(request, made) if known is None else redirect("front:portal")
    status = 422 if form.is_bound else 200
    context = {"form": form, "invitation": invitation}
    return render(request, "front/accounts/join.html", context, status=status)


def _form(request: HttpRequest, invitation: PatientInvitation, known: User | None) -> JoinForm:
    patient = invitation.patient
    names = {"first_name": patient.first_name, "last_name": patient.last_name}
    who = None if known else User(email=invitation.email, **names)
    sent = request.POST if request.method == "POST" else None
    return JoinForm(sent, asks_birth=patient.birth_date is not None, who=who)


def _accept(
    request: HttpRequest, actor: Actor, invitation: PatientInvitation, form: JoinForm
) -> User | None:
    """The login that is open now; None with the sentence in the form."""
    told = form.cleaned_data
    try:
        return accept_invitation(
            actor,
            invitation=invitation,
            birth_date=told.get("birth_date"),
            password=told.get("password", ""),
        )
    except WrongBirthDate:
        form.add_error(
            "birth_date",
            _("This is not the date of birth in the file. After five tries the link is closed."),
        )
    except NeedsSignIn:
        form.add_error(None, _("There is a login with this address: open the link again."))
    return None
