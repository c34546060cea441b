"""What a patient sees of a visit before and after it, and the list of their visits."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visavis.accounts.public import actor_from
from visavis.core.public import now, require_organization
from visavis.front import journey, visit_page
from visavis.front.portal_pages import agreed_page
from visavis.patients.public import encounter_as_patient, missing_consents, own_files, visits_seen


@require_safe
@never_cache
def visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """On time: to the next step of the journey. Else: what is the case, told well (D1.1)."""
    actor = actor_from(request)
    encounter = encounter_as_patient(actor, encounter_id)
    visits_seen(actor, [encounter])
    page = visit_page.page_of(actor, encounter)
    if page.state == "ended":
        return redirect(journey.FINISH.url(encounter))
    if page.state == "open":
        return redirect(journey.next_step(encounter).url(encounter))
    context = {
        "page": page,
        "now": now(),
        "asks_agreement": page.state == "early" and missing_consents(encounter.patient),
    }
    return render(request, "front/visit.html", context)


@require_safe
@never_cache
def end(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """After the visit: thanks, whom to call, what comes next (D12.2)."""
    actor = actor_from(request)
    encounter = encounter_as_patient(actor, encounter_id)
    if visit_page.page_of(actor, encounter).state != "ended":
        return redirect("front:visit", encounter_id)
    visits_seen(actor, [encounter])
    return render(
        request,
        "front/end.html",
        {
            "encounter": encounter,
            "minutes": visit_page.minutes_of(encounter),
            "phone": visit_page.phone_of(encounter),
            "emergency": visit_page.emergency_number(require_organization()),
            "next": visit_page.next_after(actor, encounter),
            "book_url": visit_page.book_url(encounter),
        },
    )


@require_safe
@never_cache
@agreed_page
def portal(request: HttpRequest) -> HttpResponse:
    """The patient's visits, by login or by the links opened in this browser (E5.1)."""
    actor = actor_from(request)
    upcoming, past = visit_page.portal(actor)
    visits_seen(actor, [page.encounter for page in (*upcoming, *past)])
    patients = {page.encounter.patient_id for page in (*upcoming, *past)}
    context = {
        "upcoming": upcoming,
        "past": past,
        "several_people": len(patients) > 1,
        "needs_file": actor.user_id is not None and not own_files(actor).exists(),
        "tab": "visits",
    }
    return render(request, "front/portal.html", context)
