"""``/live/topics/``: says what changed, never the data; the page asks again through its view."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import time
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

from visavis.core.actor import Denied
from visavis.core.clock import now
from visavis.core.live.connection import REFUSED, Connection
from visavis.core.live.protocol import framed
from visavis.core.live.server import Live
from visavis.core.live.topics import MOST, may_follow, own_access

log = logging.getLogger(__name__)

SILENT = 45.0
"""Seconds without a word after which the page is asked for one."""
DEAD = 90.0
"""Seconds without a word after which the line counts as lost (hidden pages are slow)."""
RECHECK = 600.0
"""Seconds after which the rights behind an open socket are asked again."""
PONG = '{"type":"pong"}'
PING = '{"type":"ping"}'


@functools.lru_cache(maxsize=256)
def _news(topic: str) -> tuple[str, bytes]:
    """What is said of a change, as text and as the frame that all its followers get."""
    text = json.dumps({"changed": topic})
    return text, framed(text)


class TopicSocket:
    """One page that follows some topics."""

    __slots__ = (
        "access",
        "asking",
        "checked_at",
        "connection",
        "organization",
        "recheck",
        "topics",
        "until",
    )

    def __init__(
        self,
        connection: Connection,
        topics: tuple[str, ...],
        recheck: Callable[[TopicSocket], None],
    ) -> None:
        self.connection = connection
        self.topics = topics
        self.recheck = recheck
        self.asking = False
        self.organization = ""
        self.access: tuple[str, ...] = ()
        self.until: datetime | None = None
        self.checked_at = time.monotonic()

    def changed(self, topic: str) -> None:
        """Called by the hub."""
        if topic in self.access:
            self.recheck(self)  # rights have changed
        self.connection.post_framed(*_news(topic))

    @property
    def followed(self) -> tuple[str, ...]:
        """What the hub tells us of: the topics of the page and changes of one's own rights."""
        return (*self.topics, *self.access)


class TopicSockets:
    """All topic sockets of this process."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.open: set[TopicSocket] = set()
        self._rounds: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._rounds = asyncio.get_running_loop().create_task(self._keep_rounds())

    async def stop(self) -> None:
        if self._rounds is not None:
            self._rounds.cancel()

    async def serve(self, connection: Connection, rest: str) -> None:
        """One socket, from the handshake to its end."""
        await connection.accept()
        asked = parse_qs(connection.handshake.query.decode("latin-1"))
        topics = tuple(dict.fromkeys(asked.get("t", [])))
        socket = TopicSocket(connection, topics, self._ask_again)
        if not 0 < len(topics) <= MOST or not await self._allowed(socket):
            connection.close(REFUSED)
            await connection.drain()
            return
        self.open.add(socket)
        self.live.hub.follow(socket.organization, socket.followed, socket)
        try:
            async for text in connection.texts():
                if "ping" in text:
                    connection.post(PONG)
        finally:
            self.open.discard(socket)
            self.live.hub.unfollow(socket.organization, socket.followed, socket)

    async def _allowed(self, socket: TopicSocket) -> bool:
        try:
            found = await self.live.threads.run(self._check, socket)
        except Denied:
            return False
        socket.organization, socket.access, socket.until = found
        return True

    def _check(self, socket: TopicSocket) -> tuple[str, tuple[str, ...], datetime | None]:
        """In a thread: organization, own access topics and until when these rights last, if every
        topic may be followed."""
        with self.live.door(socket.connection.handshake) as actor:
            for topic in socket.topics:
                if not may_follow(actor, topic):
                    raise Denied(f"may not follow {topic.partition(':')[0]}")
            return str(actor.organization_id), own_access(actor), actor.until

    async def _keep_rounds(self) -> None:
        while True:
            await asyncio.sleep(2)
            moment = time.monotonic()
            for socket in tuple(self.open):
                self._visit(socket, moment)
            self.live.hub.forget_old()

    def _visit(self, socket: TopicSocket, moment: float) -> None:
        silent = moment - socket.connection.heard_at
        if silent > DEAD:
            socket.connection.abort()
        elif silent > SILENT:
            socket.connection.post(PING)
        over = socket.until is not None and socket.until <= now()
        if over or moment - socket.checked_at > RECHECK:
            self._ask_again(socket)

    def _ask_again(self, socket: TopicSocket) -> None:
        """Ask what the page may, now; a change told while it is being asked is asked once more."""
        if not socket.asking:
            socket.asking = True
            socket.checked_at = time.monotonic()
            self.live.spawn(self._recheck(socket))

    async def _recheck(self, socket: TopicSocket) -> None:
        await asyncio.sleep(0)
        socket.asking = False
        before = socket.access
        if not await self._allowed(socket) or socket.access != before:
            socket.connection.close(REFUSED)
