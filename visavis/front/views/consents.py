"""What patients agree to: at the door of their space, on the way to a visit, and their choices."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.public import actor_from
from visavis.core.public import Denied, now
from visavis.front import journey
from visavis.front.consent_state import state_of
from visavis.front.legal_pages import AcceptForm
from visavis.front.portal_pages import first_missing, patient_page
from visavis.patients.public import (
    Consent,
    LegalText,
    Patient,
    TextChanged,
    consent_of,
    current_texts,
    encounter_as_patient,
    give_consent,
    is_own,
    kind_named,
    missing_consents,
    open_uses,
    own_file,
    own_files,
    own_files_seen,
    uses_left,
    withdraw_consent,
)


def _form(request: HttpRequest, patient: Patient, texts: list[LegalText]) -> AcceptForm:
    sent = request.POST if request.method == "POST" else None
    return AcceptForm(sent, texts=texts, uses=uses_left(patient))


def _accepted(request: HttpRequest, patient: Patient, form: AcceptForm) -> bool:
    """Whether the form was sent, complete, and has been recorded."""
    if request.method != "POST" or not form.is_valid():
        return False
    give_consent(
        actor_from(request),
        patient=patient,
        texts=form.ticked_texts,
        uses=form.ticked_uses,
        how="online",
        language=(get_language() or "")[:2],
    )
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@patient_page
def portal_terms(request: HttpRequest) -> HttpResponse:
    """Before anything else in one's space: the texts, their boxes unticked (A8.2)."""
    found = first_missing(actor_from(request))
    if found is None:
        return redirect("front:portal")
    patient, texts = found
    form = _form(request, patient, texts)
    if _accepted(request, patient, form):
        return redirect("front:portal")
    context = {
        "form": form,
        "patient": patient,
        "withdrawn": Consent.objects.filter(
            patient=patient, text__in=texts, withdrawn_at__isnull=False
        ).exists(),
        "again": Consent.objects.filter(patient=patient, text__isnull=False).exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "front/consents/accept.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def visit_terms(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The same on the way to a visit, while there is time; it can be left for later."""
    encounter = encounter_as_patient(actor_from(request), encounter_id)
    texts = missing_consents(encounter.patient)
    if not texts or encounter.status != "planned":
        return redirect("front:visit", encounter_id)
    form = _form(request, encounter.patient, texts)
    if _accepted(request, encounter.patient, form):
        return redirect("front:visit", encounter_id)
    context = {
        "form": form,
        "patient": encounter.patient,
        "encounter": encounter,
        "later": journey.DEVICE_CHECK.url(encounter),
    }
    status = 422 if form.errors else 200
    return render(request, "front/consents/accept.html", context, status=status)


@require_safe
@never_cache
@patient_page
def choices(request: HttpRequest) -> HttpResponse:
    """What one agreed to, each taken back by a button; and what one may allow."""
    files = [state_of(patient) for patient in own_files(actor_from(request))[:20]]
    context = {"files": files, "tab": "consents"}
    return render(request, "front/consents/choices.html", context)


@require_POST
@patient_page
def give(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Agree to one text, or allow one use."""
    actor = actor_from(request)
    patient, key = own_file(actor, patient_id), request.POST.get("what", "")
    texts = [text for text in current_texts() if str(text.pk) == key]
    uses = [use for use in open_uses() if str(use.pk) == key]
    try:
        if not texts and not uses:
            raise TextChanged
        language = (get_language() or "")[:2]
        give_consent(
            actor, patient=patient, texts=texts, uses=uses, how="online", language=language
        )
    except TextChanged:
        messages.warning(request, _("This text has changed meanwhile. Please read it again."))
    else:
        messages.success(request, _("Thank you. Your choice is kept."))
    return redirect("front:choices")


@require_POST
@patient_page
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Take a consent back, with effect at once."""
    actor = actor_from(request)
    consent = Consent.objects.select_related("patient").filter(pk=consent_id).first()
    if consent is None or not is_own(actor, consent.patient):
        raise Denied("not one's own consent")
    withdraw_consent(actor, consent=consent_of(consent.patient, consent_id))
    messages.success(request, _("Taken back. It counts no longer, from now on."))
    return redirect("front:choices")


@require_safe
@never_cache
@patient_page
def proof(request: HttpRequest) -> HttpResponse:
    """Everything one ever agreed to, with the texts, to print or to keep."""
    actor = actor_from(request)
    own = list(own_files(actor)[:20])
    own_files_seen(actor, own)
    files = [state_of(patient) for patient in own]
    context = {"files": files, "tab": "consents", "now": now()}
    return render(request, "front/consents/proof.html", context)


@require_safe
def legal_text(request: HttpRequest, kind: str) -> HttpResponse:
    """`/legal/terms/`, `/legal/privacy/`: the text in force, for everybody."""
    which = kind_named(kind)
    text = next((text for text in current_texts() if text.kind == which), None)
    if text is None:
        raise Denied("nothing published")
    return render(request, "front/consents/public_text.html", {"text": text})
