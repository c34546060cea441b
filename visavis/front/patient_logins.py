"""The mails around a patient's own login; the rules themselves are in the room of patients."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from visavis.core.public import Actor, now
from visavis.notices.public import Context, Mail, Recipient, declare, send
from visavis.patients.public import (
    Encounter,
    Patient,
    PatientInvitation,
    PatientSignUp,
    Wish,
    ask_for_login,
    invite_patient,
)

INVITED = "patient.invited"
SIGN_UP = "patient.sign_up"
SIGN_UP_KNOWN = "patient.sign_up_known"

_HELLO = _("Hello *|first_name|*,")
_NOT_YOU = _("If you did not ask for this, do nothing: without this link nothing is opened.")


@transaction.atomic
def invite(actor: Actor, patient: Patient) -> PatientInvitation:
    """Offer the patient a login by mail.

    Raises:
        NotInvitable: no mail address, or a login already.
    """
    invitation, secret = invite_patient(actor, patient=patient)
    facts = {
        "portal_deeplink": f"/accounts/patient-invitation/{secret}/",
        "invitation": str(invitation.pk),
        "sent_at": invitation.sent_at,
    }
    send(INVITED, to=patient, facts=facts, useful_until=invitation.expires_at)
    return invitation


@transaction.atomic
def sign_up(actor: Actor, wish: Wish, password: str) -> PatientSignUp:
    """Keep the wish and mail the link that confirms the address. Only the mail tells whether
    there is a login with it already."""
    asked = ask_for_login(actor, wish=wish, password=password)
    if asked.secret:
        facts: dict[str, Any] = {
            "portal_deeplink": f"/accounts/sign-up/{asked.secret}/",
            "sign_up": str(asked.sign_up.pk),
        }
        who = f"{asked.sign_up.first_name} {asked.sign_up.last_name}"
        to = Recipient(who, email=asked.sign_up.email, language=asked.sign_up.language)
        kind = SIGN_UP_KNOWN if asked.is_known else SIGN_UP
        send(kind, to=to, facts=facts, useful_until=asked.sign_up.expires_at)
    return asked.sign_up


def _is_open(encounter: Encounter | None, context: Context) -> bool:
    """The invitation of this mail is neither taken up, nor revoked, nor sent again since."""
    return PatientInvitation.objects.filter(
        pk=context["invitation"],
        sent_at=context["sent_at"],
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=now(),
    ).exists()


def _is_unconfirmed(encounter: Encounter | None, context: Context) -> bool:
    return PatientSignUp.objects.filter(pk=context["sign_up"], confirmed_at=None).exists()


_MAILS = {
    INVITED: (
        _("Invitation to the patient’s space"),
        _is_open,
        Mail(
            _("Your space at *|organization|*"),
            (
                _HELLO,
                _(
                    "*|organization|* offers you a space of your own: your appointments, "
                    "your details and your choices in one place."
                ),
                _("[Open my space](*|portal_deeplink|*)"),
                _("This link is yours alone, works once, and for seven days."),
                _("You need no login to come to an appointment."),
            ),
        ),
    ),
    SIGN_UP: (
        _("Confirmation of the address"),
        _is_unconfirmed,
        Mail(
            _("Confirm your e-mail address"),
            (
                _HELLO,
                _("One step is left to open your space at *|organization|*:"),
                _("[Confirm my address](*|portal_deeplink|*)"),
                _("The link works once, and for 24 hours."),
                _NOT_YOU,
            ),
        ),
    ),
    SIGN_UP_KNOWN: (
        _("Sign-up with a known address"),
        _is_unconfirmed,
        Mail(
            _("You have a login already"),
            (
                _HELLO,
                _(
                    "Somebody, you most likely, asked for a login at *|organization|* with this "
                    "address. It has one already: sign in with it to open your space here."
                ),
                _("[Sign in and go on](*|portal_deeplink|*)"),
                _("Forgotten the password? The sign-in page mails you a link to choose a new one."),
                _NOT_YOU,
            ),
        ),
    ),
}


def declare_kinds() -> None:
    """Make these mails known; called when the app is ready."""
    for kind, (title, still_true, mail) in _MAILS.items():
        declare(kind, title=title, mail=mail, still_true=still_true)
