"""What this room writes into the audit: never what was said (A9.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Act, Actor, record, seen
from visavis.messaging.models import Conversation, Message

ACTS = {
    "conversation.read": Act("look", _("Conversation read")),
    "message.posted": Act("change", _("Message written in the conversation")),
    "conversation.emptied": Act("change", _("Conversation emptied: %(messages)s messages")),
}


def conversation_seen(actor: Actor, channel: Conversation) -> None:
    """*actor* has the messages of this conversation before their eyes."""
    seen("conversation.read", by=actor, on=channel, patients=[channel.patient_id], live=True)


def message_kept(actor: Actor, message: Message) -> None:
    """*actor* wrote: that is recorded, not what."""
    patient = message.conversation.patient_id
    record("message.posted", on=message, by=actor, patient_id=patient)
