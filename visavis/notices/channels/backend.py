"""Django's mail backend: what other parts of the house mail goes the same way (queue, outbox)."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import LANGUAGES
from visavis.core.public import require_organization
from visavis.notices.kinds import declare
from visavis.notices.outbox import Recipient, send

KIND = "account.mail"


class EmailBackend(BaseEmailBackend):
    """Queues each message as a notice, in the present transaction, for the present practice."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Queue them, one notice per receiver; how many messages were queued."""
        return sum(1 for message in email_messages if _queue(message))


def _queue(message: EmailMessage) -> bool:
    facts = {"subject": str(message.subject), "text": str(message.body)}
    language = (get_language() or "")[:2]
    if language not in dict(LANGUAGES):
        language = require_organization().language
    for receiver in message.recipients():
        name, address = parseaddr(str(receiver))
        send(KIND, to=Recipient(name, email=address, language=language), facts=facts)
    return bool(message.recipients())


def declare_account_mail() -> None:
    """The kind of these notices; its mails bring their own words."""
    declare(KIND, title=_("Account"), channels=("mail",))
