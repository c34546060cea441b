"""Where a professional who signed up stands, said above the desk's pages (A8.1)."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from visavis.accounts.public import Practitioner, qualification_of
from visavis.core.public import Actor
from visavis.core.ui.public import Note


def standing_note(request: HttpRequest, actor: Actor) -> Note | None:
    """What is missing before patients can book; None once approved."""
    if actor.practitioner_id is None or request.path.startswith("/desk/start/"):
        return None
    waiting = Practitioner.objects.filter(pk=actor.practitioner_id, approved_at=None)
    if not waiting.exists():
        return None
    stated = qualification_of(actor)
    if stated is None:
        text = _("Your page is private: finish the set-up and prove your registration.")
    elif stated.state == "refused":
        text = _("Your registration was not approved: %(reason)s") % {"reason": stated.reason}
    else:
        text = _("Your registration is being checked. Until then your page is private.")
        return Note(text)
    return Note(text, url=reverse("front:start_on"), action=_("Go on with the set-up"), tone="late")
