"""The door of messaging: what patient and practitioner write to each other."""

from visavis.messaging.access import Side, side_of, visible_to
from visavis.messaging.conversations import (
    LONGEST,
    Closed,
    NotSendable,
    close,
    conversation,
    mark_read,
    messages,
    post,
    unread,
)
from visavis.messaging.models import Conversation, Message

__all__ = [
    "LONGEST",
    "Closed",
    "Conversation",
    "Message",
    "NotSendable",
    "Side",
    "close",
    "conversation",
    "mark_read",
    "messages",
    "post",
    "side_of",
    "unread",
    "visible_to",
]
