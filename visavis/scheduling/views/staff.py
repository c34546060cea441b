"""The planning of those who work here, live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visavis.accounts.public import Practitioner, actor_from, acts_for, staff_page
from visavis.core.public import Actor, require_organization
from visavis.scheduling.access import plannings_of
from visavis.scheduling.audited import planning_seen
from visavis.scheduling.forms import ClosureForm
from visavis.scheduling.planning import Column, planning
from visavis.scheduling.views import asked
from visavis.scheduling.weeks import WEEK, monday_of

MOST_AT_ONCE = 12
USUAL_AT_ONCE = 6


@dataclass(frozen=True)
class Asked:
    """What the address asks to see."""

    view: str
    day: date
    who: list[Practitioner]
    offered: list[Practitioner]
    chosen: bool

    @property
    def first(self) -> date:
        return monday_of(self.day) if self.view == "week" else self.day

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6) if self.view == "week" else self.day

    def url(self, *, view: str = "", day: date | None = None, fragment: bool = False) -> str:
        """The address of the same with another view or day."""
        query = [("view", view or self.view), ("day", (day or self.day).isoformat())]
        if self.chosen:
            query += [("who", practitioner.slug) for practitioner in self.who]
        if fragment:
            query += [("fragment", "1")]
        return f"{reverse('scheduling:planning')}?{urlencode(query)}"

    def turns(self) -> dict[str, str]:
        """Addresses: one step back and on, today, the two views, the live fragment."""
        step = WEEK if self.view == "week" else timedelta(days=1)
        today = timezone.localdate()
        return {
            "before": self.url(day=self.day - step),
            "after": self.url(day=self.day + step),
            "today": self.url(day=today),
            "day": self.url(view="day"),
            "week": self.url(view="week"),
            "fragment": self.url(fragment=True),
            "here": self.url(),
        }


def asked_of(request: HttpRequest, actor: Actor) -> Asked:
    """What to show; nonsense in the address shows today's day of those served."""
    offered = list(plannings_of(actor))
    slugs = set(request.GET.getlist("who"))
    who = [practitioner for practitioner in offered if practitioner.slug in slugs]
    chosen = bool(who)
    if not chosen:
        run = set(acts_for(actor).values_list("pk", flat=True))
        served = actor.practitioner_ids or run
        who = [found for found in offered if found.pk in served][:USUAL_AT_ONCE]
    return Asked(
        view="week" if request.GET.get("view") == "week" else "day",
        day=asked.day(request.GET.get("day")) or timezone.localdate(),
        who=(who or offered)[:MOST_AT_ONCE],
        offered=offered,
        chosen=chosen,
    )


@staff_page
@require_safe
@never_cache
def planning_page(request: HttpRequest) -> HttpResponse:
    """Day or week of one or several practitioners; with ``fragment``, the grid alone."""
    actor = actor_from(request)
    wish = asked_of(request, actor)
    shown = planning(actor, wish.who, wish.first, wish.last)
    planning_seen(actor, shown)
    context = {
        "nav": "planning",
        "wish": wish,
        "planning": shown,
        "groups": _groups(shown.columns, wish),
        "turns": wish.turns(),
        "topics": " ".join(f"planning:{practitioner.pk}" for practitioner in wish.who),
        "zone": require_organization().timezone,
    }
    if "fragment" in request.GET:
        return render(request, "scheduling/planning_grid.html", context)
    run = acts_for(actor)
    context["closing"] = ClosureForm(practitioners=run) if run.exists() else None
    return render(request, "scheduling/planning.html", context)


def _groups(columns: list[Column], wish: Asked) -> list[list[Column]]:
    """Columns side by side: a day's practitioners together, a week's days per practitioner."""
    if wish.view == "day":
        return [columns] if columns else []
    return [
        [column for column in columns if column.practitioner == practitioner]
        for practitioner in wish.who
    ]
