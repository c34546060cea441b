"""The three screens on which a visitor books, and the free times as JSON."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.public import Practitioner, actor_from, acts_for, public_practitioners
from visavis.core.public import Actor, Denied, require_organization
from visavis.scheduling import visitor
from visavis.scheduling.access import bookable_types
from visavis.scheduling.holds import hold
from visavis.scheduling.models import AppointmentType
from visavis.scheduling.offers import offers_of
from visavis.scheduling.refusals import NotOffered, NotTheirs, Refused, SlotTaken, TooManyHolds
from visavis.scheduling.slots import Slot, free_slots_json, midnight
from visavis.scheduling.views import asked
from visavis.scheduling.weeks import week_of

MOST_DAYS = 92
USUAL_DAYS = 28


def practitioner_at(slug: str) -> Practitioner:
    """The practitioner visitors may book, at this address.

    Raises:
        Denied: there is none.
    """
    found = public_practitioners().filter(slug=slug).first()
    if found is None:
        raise Denied("no such practitioner")
    return found


def _own_page(actor: Actor, slug: str) -> Practitioner | None:
    """A page that is not public, for those who run it: as patients will see it, without booking."""
    if not actor.is_staff or public_practitioners().filter(slug=slug).exists():
        return None
    return acts_for(actor).filter(slug=slug, membership__ended_at=None).first()


def steps() -> list[str]:
    """The three screens."""
    return [_("Choose a time"), _("Your details"), _("Confirmed")]


@require_safe
@never_cache
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 1: free times by week."""
    actor = actor_from(request)
    practitioner = _own_page(actor, slug) or practitioner_at(slug)
    types = bookable_types(actor, practitioner)
    kind = asked.one_of(types, request.GET.get("type")) or next(iter(types), None)
    return _show_times(request, practitioner, types, kind)


def _show_times(
    request: HttpRequest,
    practitioner: Practitioner,
    types: list[AppointmentType],
    kind: AppointmentType | None,
    *,
    problem: str = "",
    nearest: list[Slot] | None = None,
    status: int = 200,
) -> HttpResponse:
    week = week_of(practitioner, kind, asked.day(request.GET.get("from"))) if kind else None
    context = {
        "practitioner": practitioner,
        "types": types,
        "type": kind,
        "week": week,
        "problem": problem,
        "nearest": nearest or [],
        "steps": steps(),
        "is_private": not (practitioner.is_public and practitioner.approved_at),
    }
    return render(request, "scheduling/times.html", context, status=status)


@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """A time is picked: hold it, go on to screen 2; or say that it is gone, with others near it."""
    practitioner, actor = practitioner_at(slug), actor_from(request)
    types = bookable_types(actor, practitioner)
    kind = asked.one_of(types, request.POST.get("type"))
    start = asked.moment(request.POST.get("start"))
    if kind is None or start is None:
        return redirect("scheduling:book", slug)
    secret = visitor.secret_in(request.session)
    try:
        hold(
            actor,
            practitioner=practitioner,
            type=kind,
            starts_at=start,
            secret=secret,
            origin=visitor.origin_of(request.META.get("REMOTE_ADDR", "")),
        )
    except Refused as refusal:
        nearest = refusal.nearest if isinstance(refusal, SlotTaken) else []
        return _show_times(
            request,
            practitioner,
            types,
            kind,
            problem=sentence(refusal),
            nearest=nearest,
            status=409,
        )
    visitor.choose(request.session, practitioner, kind, start, secret)
    return redirect("scheduling:details", slug)


def sentence(refusal: Refused) -> str:
    """What a visitor is told."""
    if isinstance(refusal, SlotTaken):
        return _("Somebody else has just taken this time. These are the nearest free ones.")
    if isinstance(refusal, TooManyHolds):
        return _(
            "Many times are being booked from your network at this moment. "
            "Please try again in a few minutes, or call us."
        )
    if isinstance(refusal, NotOffered):
        return _("This visit cannot be booked online. Please call us.")
    if isinstance(refusal, NotTheirs):
        return _(
            "Patients are strictly separate in this practice, and this one is not in the care of "
            "this practitioner. A manager or an owner can add the practitioner to the patient’s "
            "care team."
        )
    return _("We cannot book this online for you. Please call us.")


def problem(title: str, **extra: Any) -> HttpResponse:
    """What was asked makes no sense: 400 with the reason (RFC 9457)."""
    facts = {"type": "about:blank", "title": title, "status": 400, **extra}
    return JsonResponse(facts, status=400, content_type="application/problem+json")


@require_safe
def slots(request: HttpRequest, slug: str) -> HttpResponse:
    """Free times as JSON: ``?type=<key>&from=YYYY-MM-DD&days=1…92``; times are in UTC."""
    offers, wish = offers_of(slug), request.GET
    if not offers:
        practitioner_at(slug)
    wanted = asked.key(wish["type"]) if "type" in wish else offers and offers[0].type_id
    offer = next((offer for offer in offers if offer.type_id == wanted), None)
    if offer is None:
        return problem(_("There is no such type of visit."), parameter="type")
    zone = require_organization().zone
    first = asked.day(wish["from"]) if "from" in wish else timezone.localdate(timezone=zone)
    if first is None:
        return problem(_("Write the day as YYYY-MM-DD."), parameter="from")
    days = wish.get("days", str(USUAL_DAYS))
    if not (days.isascii() and days.isdigit() and len(days) < 4 and 0 < int(days) <= MOST_DAYS):
        return problem(_("Ask for 1 to 92 days."), parameter="days")
    last = first + timedelta(days=int(days))
    found = free_slots_json(offer, start=midnight(first, zone), end=midnight(last, zone))
    facts = {
        "practitioner": slug,
        "type": str(offer.type_id),
        "minutes": offer.minutes,
        "zone": zone.key,
        "from": first.isoformat(),
        "days": int(days),
    }
    text = f'{json.dumps(facts)[:-1]}, "slots": {found}}}'
    answer = HttpResponse(text, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
