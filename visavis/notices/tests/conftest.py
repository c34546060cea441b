"""A mail server, kinds to tell, and hands that deliver what is due."""

from __future__ import annotations

import asyncio
import dataclasses
import email
import email.policy
import functools
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from visavis.core.public import now
from visavis.notices import delivery, kinds
from visavis.notices.models import Notice
from visavis.notices.public import Event, Mail, declare


class MailServer:
    """A real SMTP server. ``answers``: what it says to the coming messages, then 250."""

    def __init__(self, **options: Any) -> None:
        self.mails: list[Any] = []
        self.answers: list[str] = []
        self.pause = 0.0
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if address.startswith("gone"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self.pause)
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250"):
            self.mails.append(
                email.message_from_bytes(envelope.content, policy=email.policy.default)
            )
        return answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=0&timeout=5"


@pytest.fixture
def mail_server(use_env) -> Iterator[MailServer]:
    server = MailServer()
    server.controller.start()
    use_env(mail_url=server.url, mail_from="Visavis <nepasrepondre@visavis.test>")
    yield server
    server.controller.stop()


@pytest.fixture
def use_env(settings):
    """Change settings of the environment for this test."""

    def use(**changes):
        settings.ENV = dataclasses.replace(settings.ENV, **changes)

    return use


@pytest.fixture(autouse=True)
def told() -> Iterator[dict[str, Any]]:
    """Kinds of this test: test.booked (mail with an event, SMS) and test.reminder (mail).

    ``told["true"]`` is what they answer when asked whether they are still true.
    """
    answer: dict[str, Any] = {"true": True, "asked": 0, "cancelled": False}
    kept = dict(kinds._kinds)

    def still_true(encounter, context):
        answer["asked"] += 1
        return answer["true"]

    _declare(answer, still_true)
    yield answer
    kinds._kinds.clear()
    kinds._kinds.update(kept)


@pytest.fixture
def facts(world):
    start = world.now + timedelta(days=1)
    return {
        "starts_at": start,
        "ends_at": start + timedelta(minutes=20),
        "consult_deeplink": "/v/secret-of-the-link/",
    }


def deliver_due(organization) -> int:
    """What a sweep and its jobs do."""
    from visavis.core.public import acting_for

    with acting_for(organization):
        waiting = [str(pk) for pk in delivery.due(now()).values_list("pk", flat=True)]
    return delivery.deliver(organization, waiting)


def state_of(notice: Notice) -> str:
    return Notice.objects.get(pk=notice.pk).state


def _event(answer, encounter, context):
    start = context["starts_at"]
    return Event(
        f"Rendez-vous · {encounter.practitioner.name}",
        start,
        context.get("ends_at") or start + timedelta(minutes=20),
        location=context.get("place", ""),
        cancelled=answer["cancelled"],
    )


def _declare(answer, still_true):
    declare(
        "test.booked",
        title="Confirmation",
        mail=Mail(
            "Appointment on *|date|*",
            (
                "Hello *|first_name|*,",
                "> *|date|*\n> *|time|* · *|length|*\n> *|practitioner|*\n> *|place|*",
                "[Open my appointment](*|consult_deeplink|*)",
                "*|personal_note|*",
                "See you soon & take care!",
            ),
        ),
        sms="Appointment: *|date|*, *|time|*. *|consult_deeplink|*",
        still_true=still_true,
        calendar=functools.partial(_event, answer),
    )
    declare(
        "test.reminder",
        title="Reminder",
        mail=Mail("Tomorrow", ("Until *|date|*!",)),
        still_true=still_true,
    )
