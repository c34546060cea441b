"""A patient's consents and login in the file: recorded in session, invited, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from visavis.accounts.public import actor_from, staff_page
from visavis.core.public import record
from visavis.front import patient_logins
from visavis.front.consent_state import state_of
from visavis.front.legal_pages import RecordForm
from visavis.patients.public import (
    NotInvitable,
    TextChanged,
    consent_of,
    get,
    give_consent,
    revoke_patient_invitation,
    withdraw_consent,
)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def file_consents(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The proof, printable; and the form that records what the patient agrees to in session."""
    actor = actor_from(request)
    patient = get(actor, patient_id)
    state = state_of(patient)
    sent = request.POST if request.method == "POST" else None
    form = RecordForm(sent, texts=state.missing, uses=state.uses_left)
    if form.is_bound and form.is_valid():
        try:
            give_consent(
                actor,
                patient=patient,
                texts=form.ticked_texts,
                uses=form.ticked_uses,
                how="in_session",
                language=patient.language,
            )
            messages.success(request, _("Recorded, with the date and your name."))
            return redirect("front:file_consents", patient_id)
        except TextChanged:
            form.add_error(None, _("The text has changed meanwhile. Please read it again."))
    record("consents.viewed", on=patient, by=actor, patient_id=patient.pk)
    context = {"nav": "patients", "patient": patient, "state": state, "form": form}
    return render(request, "front/consents/file.html", context, status=422 if form.errors else 200)


@staff_page
@require_POST
def file_withdraw(request: HttpRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """The patient takes a consent back and says so to the practice."""
    actor = actor_from(request)
    patient = get(actor, patient_id)
    withdraw_consent(actor, consent=consent_of(patient, consent_id))
    messages.success(request, _("Taken back. It counts no longer, from now on."))
    return redirect("front:file_consents", patient_id)


@staff_page
@require_POST
def invite(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Mail the patient a link to a login of their own; once more, and the old link is dead."""
    actor = actor_from(request)
    patient = get(actor, patient_id)
    try:
        patient_logins.invite(actor, patient)
    except NotInvitable as refusal:
        sentence = (
            _("This patient has a login already.")
            if refusal.reason == "has_login"
            else _("There is no e-mail address in the file to send it to.")
        )
        messages.warning(request, sentence)
    else:
        messages.success(
            request, _("The invitation goes to %(address)s.") % {"address": patient.email}
        )
    return redirect("front:patient", patient_id)


@staff_page
@require_POST
def revoke(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The mailed link opens nothing any more."""
    actor = actor_from(request)
    patient = get(actor, patient_id)
    if revoke_patient_invitation(actor, patient=patient):
        messages.success(request, _("The invitation is revoked: its link opens nothing any more."))
    return redirect("front:patient", patient_id)
