"""What the visit's screens get to know from the page (frontend/src/room/config.ts)."""

from __future__ import annotations

from typing import Any, Literal
from uuid import uuid4

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language

from visavis.accounts.public import LANGUAGES
from visavis.consultations.access import Side, seated
from visavis.consultations.room.turn import ice_settings
from visavis.core.public import require_organization
from visavis.patients.public import Encounter
from visavis.scheduling.public import appointment_of

Step = Literal["check", "wait", "room"]


def config_for(
    request: HttpRequest, encounter: Encounter, side: Side, step: Step
) -> dict[str, Any]:
    """The page's config for one side of a visit."""
    appointment = appointment_of(encounter)
    practitioner = encounter.practitioner
    return {
        **_common(request),
        "step": step,
        "role": side,
        "name": seated(encounter, side).name,
        "encounterId": str(encounter.pk),
        "practitionerName": practitioner.name if practitioner else "",
        "practitionerTitle": practitioner.specialty if practitioner else "",
        "patientName": encounter.patient.name,
        "appointmentAt": appointment.starts_at.isoformat() if appointment else None,
        "phone": phone_of(encounter),
        "socketPath": f"/live/visit/{encounter.pk}/",
        "ice": ice_settings(uuid4().hex),
        **(_patient_urls(encounter) if side == "patient" else _practitioner_urls(encounter)),
    }


def config_alone(request: HttpRequest) -> dict[str, Any]:
    """The config of a device check that belongs to no visit: open to everybody, without TURN."""
    empty = ("name", "encounterId", "practitionerName", "practitionerTitle", "patientName")
    addresses = ("socketPath", "ticketUrl", "arriveUrl", "checkUrl", "waitUrl", "roomUrl")
    home = dict.fromkeys(("journeyUrl", "leaveUrl", "endedUrl"), "/")
    organization = require_organization()
    return {
        **_common(request),
        **dict.fromkeys((*empty, *addresses), ""),
        **home,
        **_no_desk(),
        "step": "check",
        "role": "patient",
        "appointmentAt": None,
        "phone": organization.phone.as_national if organization.phone else "",
        "checkPageUrl": reverse("consultations:check_alone"),
        "ice": ice_settings(uuid4().hex, relay=False),
    }


def phone_of(encounter: Encounter) -> str:
    """Whom to call when stuck: the practitioner's secretariat, else the practice."""
    own = encounter.practitioner.secretariat_phone if encounter.practitioner else None
    phone = own or require_organization().phone
    return str(phone.as_national) if phone else ""


def _common(request: HttpRequest) -> dict[str, Any]:
    organization = require_organization()
    language = (get_language() or "")[:2]
    return {
        "language": language if language in dict(LANGUAGES) else organization.language,
        "csrf": get_token(request),
        "organizationName": organization.name,
        "timeZone": organization.timezone,
        "probeUrl": reverse("consultations:probe"),
    }


def _no_desk() -> dict[str, None]:
    return dict.fromkeys(("admitUrl", "putBackUrl", "endUrl", "waitingFragmentUrl", "waitingTopic"))


def _patient_urls(encounter: Encounter) -> dict[str, Any]:
    own = [encounter.pk]
    return {
        "ticketUrl": reverse("consultations:ticket", args=own),
        "arriveUrl": reverse("consultations:wait", args=own),
        "checkUrl": reverse("consultations:check", args=own),
        "checkPageUrl": reverse("consultations:check", args=own),
        "waitUrl": reverse("consultations:wait", args=own),
        "roomUrl": reverse("consultations:room", args=own),
        "journeyUrl": f"/visit/{encounter.pk}/",
        "leaveUrl": reverse("consultations:leave", args=own),
        "endedUrl": f"/visit/{encounter.pk}/end/",
        **_no_desk(),
    }


def _practitioner_urls(encounter: Encounter) -> dict[str, Any]:
    own = [encounter.pk]
    waiting = reverse("consultations:waiting")
    room = reverse("consultations:desk_room", args=own)
    return {
        "ticketUrl": reverse("consultations:ticket", args=own),
        "arriveUrl": "",
        "checkUrl": "",
        "checkPageUrl": reverse("consultations:check_alone"),
        "waitUrl": room,
        "roomUrl": room,
        "journeyUrl": waiting,
        "leaveUrl": waiting,
        "endedUrl": f"/desk/patients/{encounter.patient_id}/",
        "admitUrl": reverse("consultations:admit", args=own),
        "putBackUrl": reverse("consultations:put_back", args=own),
        "endUrl": reverse("consultations:end", args=own),
        "waitingFragmentUrl": f"{waiting}?fragment=1&beside={encounter.pk}",
        "waitingTopic": f"waiting:{encounter.practitioner_id}",
    }
