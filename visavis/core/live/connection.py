"""One WebSocket: reading frames, sending without ever waiting, closing with a reason."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_FRAMES = 512
MOST_BYTES = 2 * 1024 * 1024

REFUSED = 4403
TOO_SLOW = 1013


@dataclass(frozen=True, slots=True)
class Handshake:
    """Who knocks: what of the opening request is needed later."""

    host: str
    origin: str
    cookies: str
    query: bytes

    @classmethod
    def of(cls, scope: Scope) -> Handshake:
        headers = {name: value.decode("latin-1") for name, value in reversed(scope["headers"])}
        return cls(
            headers.get(b"host", ""),
            headers.get(b"origin", ""),
            headers.get(b"cookie", ""),
            scope["query_string"],
        )

    @property
    def from_own_page(self) -> bool:
        """Whether a page of the same host opened the socket (browsers always tell)."""
        return bool(self.host) and urlsplit(self.origin).netloc.lower() == self.host.lower()

    def cookie(self, name: str) -> str:
        """The value of a cookie; empty when there is none."""
        try:
            found = SimpleCookie(self.cookies).get(name)
        except CookieError:
            return ""
        return found.value if found is not None else ""


class Connection:
    """A socket of which the server's side never waits: what cannot be sent is queued, to a limit.

    One who reads too slowly is cut off and catches up by asking again.
    """

    __slots__ = ("_bytes", "_closing", "_extension", "_flusher", "_queue", "_receive", "_send",
                 "handshake", "heard_at")  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.handshake = Handshake.of(scope)
        self.heard_at = time.monotonic()
        self._extension = scope.get("extensions", {}).get("visavis")
        self._receive = receive
        self._send = send
        self._queue: deque[Message] | None = None
        self._bytes = 0
        self._flusher: asyncio.Task[None] | None = None
        self._closing = False

    async def accept(self) -> None:
        """Answer the opening request."""
        await self._receive()
        await self._send({"type": "websocket.accept"})

    async def reject(self) -> None:
        """Answer the opening request with 403."""
        await self._receive()
        await self._send({"type": "websocket.close"})

    async def text(self) -> str | None:
        """The next text frame; "" for a binary one; None when the connection has ended."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._closing = True
            return None
        self.heard_at = time.monotonic()
        return message.get("text") or ""

    async def texts(self) -> AsyncIterator[str]:
        """The text frames as they come, until the connection ends."""
        while (text := await self.text()) is not None:
            yield text

    async def drain(self) -> None:
        """Read to the end what one who was refused still says."""
        while await self.text() is not None:
            pass

    @property
    def closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._closing

    def post(self, text: str) -> None:
        """Send *text*, now or as soon as the connection takes it; never waits."""
        if self._closing:
            return
        if self._queue is None and self._extension is not None and self._extension.push(text):
            return
        self._enqueue({"type": "websocket.send", "text": text}, len(text))

    def post_framed(self, text: str, frame: bytes) -> None:
        """As :meth:`post`, with the frame made once for many sockets."""
        if self._closing:
            return
        direct = self._extension if self._queue is None else None
        if direct is None or not direct.push_framed(frame):
            self._enqueue({"type": "websocket.send", "text": text}, len(text))

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is queued has been sent."""
        if not self._closing:
            self._enqueue({"type": "websocket.close", "code": code, "reason": reason}, 0)
            self._closing = True

    def abort(self) -> None:
        """Cut the line without a word."""
        self._closing = True
        if self._flusher is not None:
            self._flusher.cancel()
        if self._extension is not None:
            self._extension.abort()

    def _enqueue(self, message: Message, size: int) -> None:
        if self._queue is None:
            self._queue = deque()
        self._queue.append(message)
        self._bytes += size
        if len(self._queue) > MOST_FRAMES or self._bytes > MOST_BYTES:
            self.abort()
        elif self._flusher is None:
            self._flusher = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._queue:
                message = self._queue.popleft()
                self._bytes -= len(message.get("text") or "")
                await self._send(message)
            self._queue = None
        except OSError:  # the other side has gone
            self._closing = True
        finally:
            self._flusher = None
