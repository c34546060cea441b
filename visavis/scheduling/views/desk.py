"""What staff do with one appointment or a time of the planning."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.public import actor_from, acts_for, staff_page
from visavis.core.public import Actor, Denied, now, require_organization
from visavis.core.ui.public import clock, day
from visavis.notices.public import deliveries, title_of
from visavis.scheduling.access import may_run, visible_to
from visavis.scheduling.audited import appointment_seen, appointments_seen
from visavis.scheduling.changes import cancel, mark_absent, move
from visavis.scheduling.closures import booked_inside, close, reopen
from visavis.scheduling.forms import ClosureForm, MoveForm
from visavis.scheduling.models import Appointment, Closure
from visavis.scheduling.notices import place_words
from visavis.scheduling.refusals import NotPossible, SlotTaken
from visavis.scheduling.views import asked


def _appointment(actor: Actor, encounter_id: UUID) -> Appointment:
    """The appointment of this encounter, if *actor* may see it.

    Raises:
        Denied: they do not, or there is none.
    """
    found = visible_to(actor).filter(encounter=encounter_id).first()
    if found is None:
        raise Denied("appointment not visible")
    return found


def _back(moment: Any) -> HttpResponse:
    """To the planning of the day of *moment*."""
    local: date = timezone.localtime(moment).date()
    return redirect(f"{reverse('scheduling:planning')}?day={local.isoformat()}")


@staff_page
@require_safe
@never_cache
def appointment(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """All about one appointment: a panel in the planning, or a page of its own."""
    actor = actor_from(request)
    found = _appointment(actor, encounter_id)
    return _show(request, actor, found, MoveForm(initial={"start": found.starts_at}))


def _show(
    request: HttpRequest, actor: Actor, found: Appointment, form: MoveForm, status: int = 200
) -> HttpResponse:
    assert found.encounter is not None  # noqa: S101
    run = may_run(actor, found.practitioner_id)
    treats = actor.practitioner_id == found.practitioner_id
    appointment_seen(actor, found, motive=treats and bool(found.motive))
    today = timezone.localdate()
    over = found.starts_at < now()
    context = {
        "nav": "planning",
        "appointment": found,
        "patient": found.encounter.patient,
        "motive": found.motive if treats else "",
        "has_motive": bool(found.motive),
        "place": place_words(found),
        "notices": [(title_of(notice.kind), notice) for notice in deliveries(found.encounter)],
        "can_cancel": run and found.status in ("pending", "booked", "arrived"),
        "can_move": run and found.status in ("pending", "booked"),
        "can_be_absent": run and over and found.status in Appointment.AHEAD,
        "can_open_room": treats
        and found.is_video
        and timezone.localtime(found.starts_at).date() == today
        and found.status in Appointment.AHEAD,
        "form": form,
        "zone": require_organization().timezone,
    }
    page = "panel" if request.headers.get("HX-Request") else "page"
    return render(request, f"scheduling/appointment_{page}.html", context, status=status)


@staff_page
@require_POST
def cancel_appointment(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """Cancel, telling the patient unless asked not to."""
    actor = actor_from(request)
    found = _appointment(actor, encounter_id)
    try:
        cancel(actor, found, notify=request.POST.get("notify") == "yes")
        messages.success(request, _("The appointment is cancelled; its time is free again."))
    except NotPossible:
        messages.error(request, _("This visit has begun or is over: it cannot be cancelled."))
    return _back(found.starts_at)


@staff_page
@require_POST
def move_appointment(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """Another time; the patient is told."""
    actor = actor_from(request)
    found = _appointment(actor, encounter_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, actor, found, form, status=422)
    try:
        moved = move(actor, found, starts_at=form.cleaned_data["start"])
    except SlotTaken:
        form.add_error("start", _("Something else is planned at that time."))
        return _show(request, actor, found, form, status=409)
    except NotPossible:
        messages.error(request, _("This visit has begun or is over: it cannot be moved."))
        return _back(found.starts_at)
    told = {"day": day(moved.starts_at), "time": clock(moved.starts_at)}
    messages.success(request, _("Moved to %(day)s, %(time)s. The patient is told.") % told)
    return _back(moved.starts_at)


@staff_page
@require_POST
def absent(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The patient did not come."""
    actor = actor_from(request)
    found = _appointment(actor, encounter_id)
    if mark_absent(actor, found):
        messages.success(request, _("Marked as absent."))
    return _back(found.starts_at)


@staff_page
@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """Block a time. If visits are booked inside, they are listed first, with what to do."""
    actor = actor_from(request)
    form = ClosureForm(request.POST, practitioners=acts_for(actor))
    if not form.is_valid():
        context = {"nav": "planning", "form": form}
        return render(request, "scheduling/block.html", context, status=422)
    told = form.cleaned_data
    inside = list(booked_inside(actor, told["who"], told["start"], told["end"]))
    booked = request.POST.get("booked")
    if inside and booked not in ("keep", "cancel"):
        appointments_seen(actor, inside)
        context = {"nav": "planning", "form": form, "inside": inside}
        return render(request, "scheduling/block.html", context)
    close(
        actor,
        told["who"],
        start=told["start"],
        end=told["end"],
        reason=told["reason"],
        cancel_booked=booked == "cancel",
    )
    messages.success(request, _("The time is blocked."))
    if inside and booked == "cancel":
        count = len(inside)
        sentence = ngettext(
            "%(count)d patient is told of the cancellation.",
            "%(count)d patients are told of the cancellation.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    return _back(told["start"])


@staff_page
@require_POST
def unblock(request: HttpRequest) -> HttpResponse:
    """Take a closure away."""
    actor = actor_from(request)
    key = asked.key(request.POST.get("closure"))
    found = Closure.objects.filter(pk__in=[key], practitioner__in=acts_for(actor)).first()
    if found is None:
        raise Denied("no such closure")
    start = found.during.lower
    reopen(actor, found)
    messages.success(request, _("The time is open again."))
    return _back(start)
