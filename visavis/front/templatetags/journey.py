"""``{% journey_steps "wait" %}``: where the patient is on the way, on any page of it."""

from __future__ import annotations

from typing import Any

from django import template

from visavis.front import journey

register = template.Library()


@register.inclusion_tag("front/_steps.html")
def journey_steps(current: str) -> dict[str, Any]:
    """The steps of a visit with *current* (terms, check, wait, consult or room, finish) marked.

    In the room they are out of sight: nothing stands beside the picture.
    """
    current = {"room": "consult"}.get(current, current)
    labels, place = journey.progress(current)
    names = [step.name for step in journey.shown_steps(current)]
    return {"labels": labels, "place": place, "names": names, "hidden": current == "consult"}
