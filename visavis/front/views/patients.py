"""`/desk/patients/`: finding a patient, and their file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.public import actor_from, may, staff_page
from visavis.core.public import Denied
from visavis.front import patient_file
from visavis.notices.public import Notice, NotResendable, resend
from visavis.patients.public import file_seen, get, list_seen, search

PER_PAGE = 25


@staff_page
@require_safe
def patients(request: HttpRequest) -> HttpResponse:
    """The patients this actor may see, by name, mail, phone, number or birth date."""
    words = request.GET.get("q", "").strip()[:100]
    actor = actor_from(request)
    found = search(actor, words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    list_seen(actor, page)
    template = "front/_patients.html" if request.htmx else "front/patients.html"  # type: ignore[attr-defined]
    return render(request, template, {"nav": "patients", "page": page, "words": words})


@staff_page
@require_safe
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's file; looking at it is recorded (rule 7)."""
    actor = actor_from(request)
    found = get(actor, patient_id)
    file_seen(actor, found)
    return render(
        request,
        "front/patient.html",
        {
            "nav": "patients",
            "patient": found,
            "audit": may(actor, "audit"),
            **patient_file.file_of(actor, found),
        },
    )


@staff_page
@require_POST
def send_again(request: HttpRequest, patient_id: UUID, notice_id: UUID) -> HttpResponse:
    """Send a mail or short message once more (C1.3)."""
    actor = actor_from(request)
    found = get(actor, patient_id)
    notice = Notice.objects.filter(pk=notice_id, patient=found).first()
    if notice is None:
        raise Denied("no such notice of this patient")
    try:
        resend(actor, notice)
    except NotResendable:
        messages.warning(request, _("This message is still on its way, or is no longer true."))
    else:
        messages.success(request, _("The message is being sent again."))
    return redirect("front:patient", patient_id)
