"""The desk's pages: the waiting list, the practitioner's room, and its buttons."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.public import actor_from, require_staff
from visavis.consultations.access import as_practitioner
from visavis.consultations.admission import admit as let_in
from visavis.consultations.admission import put_back as ask_to_wait
from visavis.consultations.audited import waiting_seen
from visavis.consultations.ending import end as end_visit
from visavis.consultations.models import Visit
from visavis.consultations.views.answers import problem, wants_json
from visavis.consultations.views.room_config import config_for
from visavis.consultations.visits import NotNow, state_of
from visavis.consultations.waiting import topics
from visavis.consultations.waiting import waiting as waiting_list
from visavis.core.public import Actor
from visavis.patients.public import visits_seen

Verb = Callable[..., Visit]
Then = Callable[[Actor, Visit], str]


@require_safe
@never_cache
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits, live. ``fragment=1``: the list alone; ``beside=<id>``: shown beside that visit."""
    actor = actor_from(request)
    if actor.kind == "visitor":
        return redirect_to_login(request.get_full_path())
    require_staff(actor)
    lines = waiting_list(actor)
    waiting_seen(actor, lines)
    context = {
        "nav": "waiting",
        "lines": lines,
        "several": len({line.visit.practitioner_id for line in lines}) > 1,
        "count": sum(line.visit.state == "waiting" and line.present for line in lines),
        "topics": topics(actor),
        "beside": request.GET.get("beside", ""),
    }
    name = "_waiting.html" if request.GET.get("fragment") else "waiting.html"
    return render(request, f"consultations/{name}", context)


@require_safe
@never_cache
def room(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The practitioner's room; the visit may still be waiting."""
    actor = actor_from(request)
    if actor.kind == "visitor":
        return redirect_to_login(request.get_full_path())
    encounter = as_practitioner(actor, encounter_id)
    if encounter.status == "cancelled" or state_of(encounter) == "ended":
        return redirect(f"/desk/patients/{encounter.patient_id}/")
    visits_seen(actor, [encounter])
    context = {
        "encounter": encounter,
        "room_config": config_for(request, encounter, "practitioner", "room"),
    }
    return render(request, "consultations/desk_room.html", context)


def _do(request: HttpRequest, encounter_id: UUID, verb: Verb, then: Then) -> HttpResponse:
    """Do *verb*, then go where *then* says; a script gets ``{"next": …}``, a refusal a sentence."""
    actor = actor_from(request)
    try:
        visit = verb(actor, encounter_id=encounter_id)
    except NotNow as refusal:
        sentence = _refusal(refusal)
        if wants_json(request):
            return problem(409, sentence, state=refusal.state)
        messages.warning(request, sentence)
        return redirect("consultations:waiting")
    address = then(actor, visit)
    return JsonResponse({"next": address}) if wants_json(request) else redirect(address)


def _refusal(refusal: NotNow) -> str:
    if refusal.state == "ended":
        return _("This visit has ended.")
    if refusal.state == "expected":
        return _("This patient has not arrived yet.")
    return _("This patient is still in the waiting room.")


def _to_list(actor: Actor, visit: Visit) -> str:
    return reverse("consultations:waiting")


def _to_room(actor: Actor, visit: Visit) -> str:
    """The room for its practitioner; the list for who only runs the desk."""
    if actor.practitioner_id is None or actor.practitioner_id != visit.practitioner_id:
        return _to_list(actor, visit)
    return reverse("consultations:desk_room", args=[visit.encounter_id])


def _to_file(actor: Actor, visit: Visit) -> str:
    """The patient's file, where the visit now stands with its times."""
    return f"/desk/patients/{visit.encounter.patient_id}/"


@require_POST
@never_cache
def admit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """Let the patient in."""
    return _do(request, encounter_id, let_in, _to_room)


@require_POST
@never_cache
def put_back(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """Ask the patient to wait again."""
    return _do(request, encounter_id, ask_to_wait, _to_list)


@require_POST
@never_cache
def end(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """End the visit for both."""
    return _do(request, encounter_id, end_visit, _to_file)
