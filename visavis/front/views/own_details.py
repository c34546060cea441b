"""`/portal/details/`: how one is reached; name and birth date are changed by the practice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visavis.accounts.public import User, actor_from
from visavis.core.public import Actor, Denied
from visavis.front.patient_forms import ContactForm, PersonForm
from visavis.front.portal_pages import agreed_page
from visavis.patients.public import Patient, change_contact, join, login_files, own_files_seen


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@agreed_page
def own_details(request: HttpRequest) -> HttpResponse:
    """The details of the login's file; a login without a file here opens one."""
    actor = actor_from(request)
    if actor.user_id is None:
        raise Denied("details need a login")
    files = list(login_files(actor)[:20])
    if not files:
        return _first_details(request, actor)
    own_files_seen(actor, files)
    patient = next((f for f in files if str(f.pk) == request.GET.get("file")), files[0])
    return _details(request, actor, patient, files)


def _details(
    request: HttpRequest, actor: Actor, patient: Patient, files: list[Patient]
) -> HttpResponse:
    known = {
        "email": patient.email,
        "mobile": patient.mobile.as_national if patient.mobile else "",
        "language": patient.language,
    }
    form = ContactForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.is_valid():
        change_contact(actor, patient=patient, **form.cleaned_data)
        messages.success(request, _("Your details are kept."))
        return redirect(request.get_full_path())
    context = {"form": form, "patient": patient, "files": files, "tab": "details"}
    status = 422 if form.is_bound else 200
    return render(request, "front/accounts/details.html", context, status=status)


def _first_details(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A login from elsewhere that comes here for the first time."""
    assert actor.user_id is not None  # noqa: S101
    user = User.objects.get(pk=actor.user_id)
    known = {"first_name": user.first_name, "last_name": user.last_name}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.is_valid():
        join(actor, user=user, wish=form.wish(user.email))
        return redirect("front:portal")
    context = {"form": form, "tab": "details"}
    status = 422 if form.is_bound else 200
    return render(request, "front/accounts/first_details.html", context, status=status)
