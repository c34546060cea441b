"""The door of notices: what we tell people, when.

A room declares its kinds once (``AppConfig.ready``) and tells them inside its own transaction::

    declare("booking.confirmed", title=_("Confirmation"),
            mail=Mail(_("Your appointment on *|date|*"),
                      (_("Hello *|first_name|*,"), _("[Open](*|consult_deeplink|*)"))),
            sms=_("Your appointment: *|date|*, *|time|*. *|consult_deeplink|*"),
            still_true=is_booked, calendar=event_of)
    send("booking.confirmed", to=patient, encounter=encounter,
         facts={"starts_at": start, "consult_deeplink": f"/v/{secret}/"})
    plan("booking.reminder", to=patient, encounter=encounter, facts={…}, at=start - two_days,
         useful_until=start)
    forget(encounter, kinds=["booking.reminder"])
"""

from visavis.notices.codes import CODES, FACTS
from visavis.notices.ical import calendar_text, uid_of
from visavis.notices.kinds import (
    Channel,
    Context,
    Event,
    Kind,
    Mail,
    Text,
    declare,
    every_kind,
    title_of,
)
from visavis.notices.models import Notice
from visavis.notices.outbox import (
    NotResendable,
    Recipient,
    Telling,
    deliveries,
    deliveries_of,
    forget,
    plan,
    resend,
    send,
    tell,
)

__all__ = [
    "CODES",
    "FACTS",
    "Channel",
    "Context",
    "Event",
    "Kind",
    "Mail",
    "NotResendable",
    "Notice",
    "Recipient",
    "Telling",
    "Text",
    "calendar_text",
    "declare",
    "deliveries",
    "deliveries_of",
    "every_kind",
    "forget",
    "plan",
    "resend",
    "send",
    "tell",
    "title_of",
    "uid_of",
]
