"""What this room tells patients."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Actor, now
from visavis.notices.public import Context, Mail, declare, send
from visavis.patients.public import Encounter, issue_link

ENDED = "consultation.ended"
LINK_LASTS = timedelta(days=30)


def _has_ended(encounter: Encounter | None, context: Context) -> bool:
    return encounter is not None and encounter.status == "finished"


def declare_kinds() -> None:
    """Make the kinds of this room known."""
    declare(
        ENDED,
        title=_("End of the consultation"),
        mail=Mail(
            _("After your appointment with *|organization|*"),
            (
                _("Hello *|first_name|*,"),
                _("Thank you for your visit. Your consultation with *|practitioner|* has ended."),
                _("What comes next is on this page:"),
                _("[After my consultation](*|consult_deeplink|*)"),
                _("A question? Call the practice: *|phone|*."),
            ),
        ),
        still_true=_has_ended,
    )


def tell_ended(actor: Actor, encounter: Encounter) -> None:
    """Tell the patient that the visit has ended, with a link to the page of what comes next."""
    secret = issue_link(actor, encounter=encounter, expires_at=now() + LINK_LASTS)
    send(
        ENDED,
        to=encounter.patient,
        encounter=encounter,
        facts={"consult_deeplink": f"/v/{secret}/"},
        once="ended",
    )
