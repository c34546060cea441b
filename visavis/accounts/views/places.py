"""Leaving another's place, from the banner of every page; and the banner itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from visavis.accounts.acting_as import leave_place, place_of
from visavis.accounts.identity import own_actor_of
from visavis.core.public import Actor
from visavis.core.ui.public import Note


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """`/accounts/leave-place/`: one's own again; without a taken place nothing happens."""
    actor = own_actor_of(request.user, request.session)
    return redirect(leave_place(actor, request.session) or "/")


def note_of(request: HttpRequest, actor: Actor) -> Note | None:
    """The banner over every page that is seen from another's place."""
    place = place_of(request.user, request.session) if actor.via else None  # type: ignore[arg-type]
    if place is None:
        return None
    return Note(
        str(place.way.sentence) % {"name": place.membership.user.name},
        url=reverse("leave_place"),
        action=str(place.way.leave),
        until=place.until,
    )
