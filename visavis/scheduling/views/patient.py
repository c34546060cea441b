"""What a patient does with a booking: cancel it, put it into a calendar."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.public import actor_from
from visavis.core.public import Denied, require_organization
from visavis.notices.public import calendar_text, uid_of
from visavis.patients.public import encounter_as_patient, visits_seen
from visavis.scheduling.changes import cancel
from visavis.scheduling.models import Appointment
from visavis.scheduling.notices import event, place_words
from visavis.scheduling.refusals import NotPossible, TooLate
from visavis.scheduling.visits import appointment_of


def _appointment(request: HttpRequest, encounter_id: UUID) -> Appointment:
    """The patient's own appointment of this encounter.

    Raises:
        Denied: not theirs, or there is none.
    """
    found = appointment_of(encounter_as_patient(actor_from(request), encounter_id))
    if found is None:
        raise Denied("a visit without an appointment")
    return found


@require_POST
def cancel_visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The patient cancels, within the practice's rules; then sees it on the visit's page."""
    appointment = _appointment(request, encounter_id)
    try:
        cancel(actor_from(request), appointment)
    except TooLate:
        messages.error(request, _("It is too late to cancel here. Please call the practice."))
    except NotPossible:
        messages.error(request, _("This visit has begun or is over: it cannot be cancelled."))
    return redirect("front:visit", encounter_id)


@require_safe
def calendar(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The appointment as a calendar file; the same event as the one mailed."""
    appointment = _appointment(request, encounter_id)
    assert appointment.encounter is not None  # noqa: S101
    visits_seen(actor_from(request), [appointment.encounter])
    organization = require_organization()
    text = calendar_text(
        event(
            appointment,
            place=place_words(appointment),
            url=request.build_absolute_uri(f"/visit/{encounter_id}/"),
        ),
        uid=uid_of(appointment.encounter),
        sequence=appointment.sequence,
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{organization.subdomain}.ics"'
    return answer
