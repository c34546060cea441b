"""The patient's pages of a visit: check, wait, room; and what their scripts ask for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.public import actor_from
from visavis.consultations.room.device_check import BadResult, keep_check
from visavis.consultations.room.tickets import ticket as give_ticket
from visavis.consultations.views.answers import BadBody, body_of, problem
from visavis.consultations.views.room_config import Step, config_for, phone_of
from visavis.consultations.visits import NotNow, state_of
from visavis.consultations.waiting import arrive, why_not
from visavis.consultations.waiting import leave as go_away
from visavis.patients.public import Encounter, encounter_as_patient, visits_seen


def _elsewhere(encounter: Encounter, step: Step) -> HttpResponseRedirect | None:
    """Where to go instead, when *step* is not the right page now."""
    state = state_of(encounter)
    if state == "ended":
        return redirect(f"/visit/{encounter.pk}/end/")
    admitted = state in ("admitted", "in-call")
    if step == "room":
        return None if admitted else redirect("consultations:wait", encounter.pk)
    if step == "wait" and admitted:
        return redirect("consultations:room", encounter.pk)
    reason = "" if admitted else why_not(encounter)
    if not reason or (step == "check" and reason == "too-early"):  # devices may be tried any time
        return None
    return redirect(f"/visit/{encounter.pk}/")


def _page(request: HttpRequest, encounter_id: UUID, step: Step) -> HttpResponse:
    actor = actor_from(request)
    encounter = encounter_as_patient(actor, encounter_id)
    visits_seen(actor, [encounter])
    context = {
        "encounter": encounter,
        "step": step,
        "phone": phone_of(encounter),
        "room_config": config_for(request, encounter, "patient", step),
    }
    return _elsewhere(encounter, step) or render(request, "consultations/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The device check; its result is posted as JSON."""
    if request.method != "POST":
        return _page(request, encounter_id, "check")
    try:
        keep_check(actor_from(request), encounter_id=encounter_id, result=body_of(request))
    except (BadBody, BadResult) as fault:
        return problem(400, _("This is no result of a device check."), part=str(fault))
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wait(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The waiting room; a POST takes the place in line."""
    if request.method != "POST":
        return _page(request, encounter_id, "wait")
    try:
        visit = arrive(actor_from(request), encounter_id=encounter_id)
    except NotNow as refusal:
        return _not_now(refusal, encounter_id)
    return JsonResponse({"state": visit.state})


def _not_now(refusal: NotNow, encounter_id: UUID) -> HttpResponse:
    """The refusal as JSON, with where to go."""
    if refusal.state == "ended":
        return problem(410, _("The visit has ended."), next=f"/visit/{encounter_id}/end/")
    return problem(
        409, _("This is not possible now."), state=refusal.state, next=f"/visit/{encounter_id}/"
    )


@require_safe
@never_cache
def room(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The consultation, once admitted."""
    return _page(request, encounter_id, "room")


@require_POST
@never_cache
def ticket(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """A ticket to the room's socket, for the patient or the practitioner of this session."""
    try:
        answer = give_ticket(actor_from(request), encounter_id=encounter_id)
    except NotNow as refusal:
        return _not_now(refusal, encounter_id)
    return JsonResponse(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def leave(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """After leaving: the way back in. A POST says that the page is closed."""
    actor = actor_from(request)
    encounter = encounter_as_patient(actor, encounter_id)
    if request.method == "POST":
        go_away(actor, encounter_id=encounter_id)
        return HttpResponse(status=204)
    if state_of(encounter) == "ended":
        return redirect(f"/visit/{encounter.pk}/end/")
    visits_seen(actor, [encounter])
    context = {"encounter": encounter, "phone": phone_of(encounter)}
    return render(request, "consultations/left.html", context)
