"""Inviting to the staff: the offer and its mail, in one transaction (A5.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import Invitation, OfferedPlace, invitation_of, state_of
from visavis.accounts.public import invite as offer
from visavis.accounts.public import invite_again as offer_again
from visavis.core.public import Actor
from visavis.notices.public import Context, Mail, Recipient, declare, send
from visavis.patients.public import Encounter

KIND = "staff.invitation"


def declare_invitation() -> None:
    """The kind of the mail that carries the link."""
    declare(
        KIND,
        title=_("Invitation to the team"),
        mail=Mail(
            _("*|inviter|* invites you to *|organization|*"),
            (
                _("Hello *|first_name|*,"),
                _("*|inviter|* invites you to join the team of *|organization|* on Visavis."),
                _("[Accept the invitation](*|invitation_link|*)"),
                _("The link works once, until *|expires|*. After that, ask for a new one."),
                _("If you do not expect this message, simply ignore it: nothing happens then."),
            ),
        ),
        still_true=_is_open,
    )


def _is_open(encounter: Encounter | None, context: Context) -> bool:
    """Whether the link in the mail still opens something: no later one has taken its place."""
    token = str(context.get("invitation_link", "")).strip("/").rsplit("/", 1)[-1]
    return state_of(invitation_of(token)) == "open"


@transaction.atomic
def invite(actor: Actor, *, place: OfferedPlace) -> Invitation:
    """Offer a place on the staff by mail.

    Raises:
        Denied: *actor* is no owner.
        NotInvited: a member already, invited already, or no seat left.
    """
    made, secret = offer(actor, place=place)
    _tell(actor, made, secret)
    return made


@transaction.atomic
def invite_again(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """Mail a new link; the old one is dead.

    Raises:
        Denied: *actor* is no owner, or there is no such invitation.
        NotInvited: it was accepted or revoked meanwhile.
    """
    found, secret = offer_again(actor, invitation_id=invitation_id)
    _tell(actor, found, secret)
    return found


def _tell(actor: Actor, found: Invitation, secret: str) -> None:
    facts: dict[str, Any] = {
        "inviter": actor.name,
        "expires_at": found.expires_at,
        "invitation_link": f"/invitation/{secret}/",
    }
    name = f"{found.first_name} {found.last_name}".strip()
    send(KIND, to=Recipient(name, email=found.email), facts=facts, useful_until=found.expires_at)
