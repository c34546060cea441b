"""Screens 2 and 3 of booking: who comes, and that it is booked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visavis.accounts.public import Practitioner, actor_from, remember_link
from visavis.core.public import Actor, captcha_solved, now
from visavis.patients.public import Patient, encounter_as_patient, login_files, open_link
from visavis.scheduling import visitor
from visavis.scheduling.access import bookable_types
from visavis.scheduling.booking import Booking, book
from visavis.scheduling.cancelling import last_moment
from visavis.scheduling.forms import DetailsForm
from visavis.scheduling.holds import held, hold
from visavis.scheduling.models import AppointmentType, BookingRules
from visavis.scheduling.notices import place_words
from visavis.scheduling.refusals import Refused, SlotTaken
from visavis.scheduling.slots import rules_of
from visavis.scheduling.views import asked
from visavis.scheduling.views.public import practitioner_at, sentence, steps
from visavis.scheduling.visits import appointment_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def details(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 2: who comes. What was typed is never lost, whatever goes wrong."""
    practitioner, actor = practitioner_at(slug), actor_from(request)
    picked = visitor.chosen(request.session, slug)
    types = bookable_types(actor, practitioner)
    kind = asked.one_of(types, picked.type) if picked else None
    if picked is None or kind is None:
        return redirect("scheduling:book", slug)
    rules = rules_of(practitioner)
    files = [] if "other" in request.GET else _own(actor, rules)
    sent = request.POST if request.method == "POST" else None
    form = DetailsForm(sent, rules=rules, files=files, initial=_known(request, actor))
    if sent is None:
        return _show(request, practitioner, kind, form)
    try:
        _repick(request, actor, practitioner, kind)
        if not files and not _is_human(request):
            form.add_error(None, _("Please let the check at the end of the form finish."))
        if not form.is_valid():
            return _show(request, practitioner, kind, form)
        return _book(request, actor, practitioner, kind, form)
    except Refused as refusal:
        return _show(request, practitioner, kind, form, refusal)


def _own(actor: Actor, rules: BookingRules) -> list[Patient]:
    """The files of somebody signed in for whom nothing more need be asked."""
    reached = (
        patient
        for patient in login_files(actor)[:20]
        if patient.email and (patient.mobile or not rules.mobile_required)
    )
    return list(reached)


def _known(request: HttpRequest, actor: Actor) -> dict[str, object]:
    """What we know of somebody signed in who books for themselves and must tell the rest."""
    patient = None if "other" in request.GET else login_files(actor).first()
    if patient is None:
        return {}
    names = ("first_name", "last_name", "birth_date", "email", "mobile")
    return {name: getattr(patient, name) for name in names}


def _repick(
    request: HttpRequest, actor: Actor, practitioner: Practitioner, kind: AppointmentType
) -> None:
    """Hold another time, if one of those offered on this page was ticked."""
    picked = visitor.chosen(request.session, practitioner.slug)
    start = asked.moment(request.POST.get("start"))
    if picked is None or start is None or start == picked.starts_at:
        return
    hold(
        actor,
        practitioner=practitioner,
        type=kind,
        starts_at=start,
        secret=picked.secret,
        origin=visitor.origin_of(request.META.get("REMOTE_ADDR", "")),
    )
    visitor.choose(request.session, practitioner, kind, start, picked.secret)


def _is_human(request: HttpRequest) -> bool:
    """Whether a captcha is solved, now or earlier on the way to this booking."""
    picked = visitor.chosen(request.session, request.resolver_match.kwargs["slug"])  # type: ignore[union-attr]
    if picked is not None and picked.human:
        return True
    if captcha_solved(request.POST.get("altcha", "")):
        visitor.is_human(request.session)
        return True
    return False


def _book(
    request: HttpRequest,
    actor: Actor,
    practitioner: Practitioner,
    kind: AppointmentType,
    form: DetailsForm,
) -> HttpResponse:
    picked = visitor.chosen(request.session, practitioner.slug)
    assert picked is not None  # noqa: S101
    made = book(
        actor,
        practitioner=practitioner,
        type=kind,
        starts_at=picked.starts_at,
        patient=form.chosen_file or form.person((get_language() or "")[:2]),
        motive=form.cleaned_data.get("motive", ""),
        hold_secret=picked.secret,
    )
    _let_in(request, actor, made)
    return redirect("scheduling:done", practitioner.slug)


def _let_in(request: HttpRequest, actor: Actor, made: Booking) -> None:
    """This browser may open the visit, as if it had followed the personal link."""
    assert made.appointment.encounter_id is not None  # noqa: S101
    link = open_link(actor, made.link_secret)
    request.session.cycle_key()
    visitor.booked(
        request.session, made.appointment.practitioner.slug, made.appointment.encounter_id
    )
    remember_link(request.session, link.pk)


def _show(
    request: HttpRequest,
    practitioner: Practitioner,
    kind: AppointmentType,
    form: DetailsForm,
    refusal: Refused | None = None,
) -> HttpResponse:
    picked = visitor.chosen(request.session, practitioner.slug)
    assert picked is not None  # noqa: S101
    kept = held(picked.secret)
    if kept is not None and kept.starts_at != picked.starts_at:
        kept = None
    context = {
        "practitioner": practitioner,
        "type": kind,
        "form": form,
        "starts_at": picked.starts_at,
        "hold": kept,
        "now": timezone.localtime(now()),
        "needs_captcha": not picked.human and not form.own,
        "is_signed_in": actor_from(request).user_id is not None,
        "problem": sentence(refusal) if refusal else "",
        "nearest": refusal.nearest if isinstance(refusal, SlotTaken) else [],
        "steps": steps(),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "scheduling/details.html", context, status=status)


@require_safe
@never_cache
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 3: it is booked."""
    practitioner = practitioner_at(slug)
    encounter_id = visitor.last_booked(request.session, slug)
    if encounter_id is None:
        return redirect("scheduling:book", slug)
    encounter = encounter_as_patient(actor_from(request), encounter_id)
    appointment = appointment_of(encounter)
    context = {
        "practitioner": practitioner,
        "encounter": encounter,
        "appointment": appointment,
        "place": place_words(appointment) if appointment else "",
        "last_moment": last_moment(appointment) if appointment else None,
        "steps": steps(),
    }
    return render(request, "scheduling/done.html", context)
