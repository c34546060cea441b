"""The form of the weekly hours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visavis.accounts.public import Practitioner, actor_from, acts_for, staff_page
from visavis.core.public import Actor, Denied
from visavis.scheduling.audited import appointments_seen
from visavis.scheduling.closures import work_on_holiday
from visavis.scheduling.forms import HoursForm, initial_hours
from visavis.scheduling.holidays import holidays_between
from visavis.scheduling.hours import hours_on, outside_hours, set_hours
from visavis.scheduling.models import HolidayOpening, Site
from visavis.scheduling.slots import DAY
from visavis.scheduling.views import asked


def _whose(request: HttpRequest, actor: Actor) -> Practitioner:
    """The practitioner named in the address, else one's own, else the first one served.

    Raises:
        Denied: *actor* runs nobody's planning, or not this one's.
    """
    run = acts_for(actor)
    slug = request.GET.get("who", "")
    if slug:
        found = run.filter(slug=slug).first() if "\x00" not in slug else None
    else:
        found = run.filter(pk__in=[actor.practitioner_id]).first() or run.first()
    if found is None:
        raise Denied("runs no planning")
    return found


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def hours(request: HttpRequest) -> HttpResponse:
    """The week's hours and the coming public holidays of one practitioner."""
    actor = actor_from(request)
    practitioner = _whose(request, actor)
    sites = list(Site.objects.all())
    here = f"{reverse('scheduling:hours')}?who={practitioner.slug}"
    if request.method != "POST":
        shown = initial_hours(hours_on(practitioner, timezone.localdate()))
        return _show(request, actor, practitioner, HoursForm(initial=shown, sites=sites))
    if "holiday" in request.POST:
        day = asked.day(request.POST["holiday"])
        if day is not None:
            works = request.POST.get("works") == "yes"
            work_on_holiday(actor, practitioner, day=day, works=works)
        return redirect(here)
    form = HoursForm(request.POST, sites=sites)
    if not form.is_valid():
        return _show(request, actor, practitioner, form, status=422)
    set_hours(actor, practitioner, form.half_days, valid_from=form.cleaned_data["valid_from"])
    messages.success(request, _("The hours are saved."))
    return redirect(here)


def _show(
    request: HttpRequest,
    actor: Actor,
    practitioner: Practitioner,
    form: HoursForm,
    status: int = 200,
) -> HttpResponse:
    outside = list(outside_hours(actor, practitioner))
    appointments_seen(actor, outside)
    context: dict[str, Any] = {
        "nav": "planning",
        "practitioner": practitioner,
        "others": [found for found in acts_for(actor) if found != practitioner],
        "form": form,
        "outside": outside,
        "holidays": _holidays(actor, practitioner),
    }
    return render(request, "scheduling/hours.html", context, status=status)


def _holidays(actor: Actor, practitioner: Practitioner) -> list[dict[str, Any]]:
    """The public holidays of the coming year, and which of them are worked."""
    today = timezone.localdate()
    opened = set(
        HolidayOpening.objects.filter(practitioner=practitioner).values_list("day", flat=True)
    )
    coming = holidays_between(practitioner.organization, today, today + 365 * DAY)
    return [{"day": day, "name": name, "opened": day in opened} for day, name in coming.items()]
