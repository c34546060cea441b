"""A real SMTP server that keeps what it is given."""

from __future__ import annotations

import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.journeys.turn import free_port


class Mailbox:
    """Messages by arrival. Thread-safe: the server runs in a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._lock:
            self._messages.append(message)
        return "250 Message accepted for delivery"

    def to(self, address: str) -> list[EmailMessage]:
        """What came for *address*."""
        with self._lock:
            return [m for m in self._messages if address.lower() in str(m["To"]).lower()]

    @property
    def url(self) -> str:
        """As MAIL_URL wants it."""
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def running() -> Iterator[Mailbox]:
    """The mailbox, for the time of the block."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
