"""What the patient's space and the file show of logins."""

from __future__ import annotations

from typing import Any

from django import template

from visavis.core.public import now
from visavis.core.ui.public import entries
from visavis.front.consent_state import ConsentState, state_of
from visavis.patients.public import Patient, PatientInvitation, open_invitation_of

register = template.Library()


@register.simple_tag(takes_context=True)
def account_entry(context: dict[str, Any]) -> str:
    """The first page of one's own account, sign-in and the like; empty where there is none."""
    actor = context.get("actor")
    if actor is None:
        return ""
    return next((entry.url for entry in entries(actor, "me") if entry.key != "portal"), "")


@register.simple_tag
def consents_of(patient: Patient) -> ConsentState:
    """The state of a patient's consents; the page has checked who reads it."""
    return state_of(patient)


@register.simple_tag
def invitation_of(patient: Patient) -> PatientInvitation | None:
    """The invitation to a login that was sent last, if it is still open or has just expired."""
    return open_invitation_of(patient)


@register.filter
def is_over(invitation: PatientInvitation) -> bool:
    """Whether its link has expired."""
    return invitation.expires_at <= now()
