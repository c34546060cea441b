"""`/desk/start/`: from an empty practice to a bookable page, step by step (B1.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.public import (
    Qualification,
    actor_from,
    qualification_of,
    set_contact,
    set_profile,
    staff_page,
    state_qualification,
)
from visavis.core.public import Actor, Denied, require_organization
from visavis.front import start as guide
from visavis.front.addresses import practice_address
from visavis.front.start_forms import ContactForm, ProfileForm, RegistrationForm, VisitsForm
from visavis.scheduling.public import (
    HoursForm,
    first_site,
    hours_on,
    initial_hours,
    offer_visit,
    offered,
    set_hours,
    stop_offering,
)

USUAL = {"video": (20, 10), "in_person": (30, 0)}
Bound = tuple[Any, Any]


@staff_page
@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Where one stopped."""
    return redirect("front:start_step", guide.start_of(actor_from(request)).next)


@staff_page
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """From the banner of the desk; changes nothing."""
    return redirect("front:start")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, key: str) -> HttpResponse:
    """One step: its form, or what was typed, saved, and the next one."""
    actor = actor_from(request)
    stands = guide.start_of(actor)
    if key == "done":
        return _show(request, stands, key, None)
    if key not in guide.KEYS:
        raise Denied("no such step")
    sent: Bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = _FORMS[key](actor, stands, *sent)
    if sent[0] is not None and form.is_valid():
        _SAVERS[key](actor, stands, form)
        after = [*guide.KEYS, "done"][guide.KEYS.index(key) + 1]
        return redirect("front:start_step", after)
    return _show(request, stands, key, form)


@staff_page
@require_POST
@never_cache
def preview(request: HttpRequest) -> HttpResponse:
    """Next week's free times with the hours as they are typed. Nothing is saved."""
    actor = actor_from(request)
    stands = guide.start_of(actor)
    form = HoursForm(request.POST, sites=[])
    form.is_valid()
    week = guide.preview_of(actor, stands.practitioner, form.half_days)
    return render(request, "front/start/_preview.html", {"week": week, "form": form})


def _show(
    request: HttpRequest, stands: guide.Start, key: str, form: forms.Form | None
) -> HttpResponse:
    titles, actor = guide.titles(), actor_from(request)
    order = list(titles)
    context: dict[str, Any] = {
        "nav": "settings",
        "form": form,
        "key": key,
        "titles": list(titles.values()),
        "place": order.index(key) + 1,
        "before": order[order.index(key) - 1] if key != "contact" else "",
        "stands": stands,
        "practitioner": stands.practitioner,
        "stated": qualification_of(actor),
        "address": practice_address(require_organization(), "/"),
    }
    if isinstance(form, HoursForm):
        bound = form if form.is_bound else HoursForm(form.initial, sites=[])
        bound.is_valid()
        context["week"] = guide.preview_of(actor, stands.practitioner, bound.half_days)
    bad = form is not None and form.is_bound
    return render(request, f"front/start/{key}.html", context, status=422 if bad else 200)


# The forms ------------------------------------------------------------------------------------


def _contact(_actor: Actor, _stands: guide.Start, sent: Any, _files: Any) -> forms.Form:
    home = require_organization()
    names = ("phone", "email", "street", "postal_code", "city")
    return ContactForm(sent, initial={name: getattr(home, name) for name in names})


def _visits(_actor: Actor, stands: guide.Start, sent: Any, _files: Any) -> forms.Form:
    there = {kind.place: kind for kind in offered(stands.practitioner)}
    initial: dict[str, Any] = {}
    for place, (minutes, gap) in USUAL.items():
        kind = there.get(place)
        initial[place] = kind is not None or not there
        initial[f"{place}_minutes"] = kind.minutes if kind else minutes
        initial[f"{place}_gap"] = kind.gap_minutes if kind else gap
    return VisitsForm(sent, initial=initial)


def _hours(_actor: Actor, stands: guide.Start, sent: Any, _files: Any) -> forms.Form:
    shown = initial_hours(hours_on(stands.practitioner, timezone.localdate()))
    return HoursForm(sent, sites=[], initial=shown or guide.PROPOSED)


def _profile(_actor: Actor, stands: guide.Start, sent: Any, _files: Any) -> forms.Form:
    who = stands.practitioner
    names = ("title", "first_name", "last_name", "specialty", "presentation")
    initial: dict[str, Any] = {name: getattr(who, name) for name in names}
    initial["languages"] = who.languages or [require_organization().language]
    initial["is_public"] = who.is_public or not who.languages
    return ProfileForm(sent, initial=initial)


def _registration(actor: Actor, stands: guide.Start, sent: Any, files: Any) -> forms.Form:
    row = qualification_of(actor)
    initial: dict[str, Any] = {"register": "rpps"}
    for value, label in Qualification.PROFESSIONS:
        if str(label) == stands.practitioner.specialty:
            initial["profession"] = value
    if row is not None:
        initial = {"profession": row.profession, "register": row.register, "number": row.number}
    return RegistrationForm(
        sent, files, initial=initial, has_proof=bool(row is not None and row.proof_id)
    )


# What they save -------------------------------------------------------------------------------


def _save_contact(actor: Actor, _stands: guide.Start, form: Any) -> None:
    set_contact(actor, **form.cleaned_data)


def _save_visits(actor: Actor, stands: guide.Start, form: Any) -> None:
    told = form.cleaned_data
    for place in USUAL:
        if told[place]:
            offer_visit(
                actor,
                stands.practitioner,
                place=place,
                minutes=told[f"{place}_minutes"],
                gap_minutes=told[f"{place}_gap"],
            )
        else:
            stop_offering(actor, stands.practitioner, place=place)


def _save_hours(actor: Actor, stands: guide.Start, form: Any) -> None:
    first_site(actor)
    set_hours(actor, stands.practitioner, form.half_days)


def _save_profile(actor: Actor, _stands: guide.Start, form: Any) -> None:
    set_profile(actor, **form.cleaned_data)


def _save_registration(actor: Actor, stands: guide.Start, form: Any) -> None:
    if stands.practitioner.approved_at is None:
        state_qualification(actor, **form.cleaned_data)


_FORMS: dict[str, Callable[..., Any]] = {
    "contact": _contact,
    "visits": _visits,
    "hours": _hours,
    "profile": _profile,
    "registration": _registration,
}
_SAVERS: dict[str, Callable[..., None]] = {
    "contact": _save_contact,
    "visits": _save_visits,
    "hours": _save_hours,
    "profile": _save_profile,
    "registration": _save_registration,
}
