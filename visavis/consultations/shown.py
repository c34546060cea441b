"""Where this room appears: its topics and its entry in the staff's navigation."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import covers_all, runs
from visavis.consultations.waiting import waiting_count
from visavis.core.live.public import rule
from visavis.core.public import Actor
from visavis.core.ui.public import Item, declare
from visavis.patients.public import encounters_visible_to


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def may_follow_waiting(actor: Actor, rest: str) -> bool:
    """The list of a practitioner: who runs the desk; of all: who covers the organization."""
    if rest == "any":
        return actor.is_staff and covers_all(actor)
    practitioner = _id(rest)
    return practitioner is not None and actor.is_staff and runs(actor, practitioner)


def may_follow_visit(actor: Actor, rest: str) -> bool:
    """A visit: who may see the encounter."""
    encounter = _id(rest)
    if encounter is None:
        return False
    return encounters_visible_to(actor).filter(pk=encounter).exists()


def declare_topics() -> None:
    """Who may follow ``waiting:<practitioner>``, ``waiting:any`` and ``visit:<encounter>``."""
    rule("waiting", may_follow_waiting)
    rule("visit", may_follow_visit)


def declare_navigation() -> None:
    """The waiting room in the staff's navigation, with how many wait."""
    declare(
        Item(
            key="waiting",
            label=_("Waiting room"),
            icon="waiting",
            url="consultations:waiting",
            order=30,
            badge=waiting_count,
        )
    )
