"""The tiny front: one address for pages and sockets, where no proxy stands before us.

It reads each request's head, sends `/live/` to the live process and the rest to the web process,
tells them who asks (X-Forwarded-For), and otherwise passes bytes on as they come. While a process
restarts it holds requests for a moment, then answers 503. It is a demo's and a small practice's
front: no TLS, no HTTP/2, no cache; deploy/Caddyfile does the same with all of that.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from visavis.config.serve.heads import BadRequest, Head, parse, unavailable

HEAD_LIMIT = 64 * 1024
FIRST_SECONDS = 30.0
HOLD_SECONDS = 3.0
CHUNK = 64 * 1024
DISCARDED = 4 * 1024 * 1024
LIVE = "/live/"
BAD = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
GONE = (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError)


@dataclass
class Upstream:
    """A connection to the web or live process; what it says goes straight to *outside*."""

    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    outside: asyncio.StreamWriter
    answered: bool = False
    pump: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self.pump = asyncio.create_task(self._answers())

    async def _answers(self) -> None:
        """Pass on everything the inside says, until it hangs up."""
        with contextlib.suppress(OSError):
            while data := await self.reader.read(CHUNK):
                self.answered = True
                self.outside.write(data)
                await self.outside.drain()

    def close(self) -> None:
        """Drop the connection and what still flows from it."""
        self.pump.cancel()
        self.writer.close()


class Front:
    """Serves one listening socket; *web* and *live* are ports on the loopback."""

    def __init__(self, web: int, live: int, *, trusts_proxy: bool = False) -> None:
        self.web = web
        self.live = live
        self.trusts_proxy = trusts_proxy

    async def serve(self, listening: socket.socket) -> None:
        """Serve until SIGTERM or SIGINT."""
        server = await asyncio.start_server(self._connection, sock=listening, limit=HEAD_LIMIT)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await stop.wait()
        server.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(self, reader, writer)
        try:
            await client.run()
        except GONE:
            pass  # the other side has left, or never meant to speak HTTP
        finally:
            client.close()


class Client:
    """One connection from outside, and the one inside that serves it at the moment."""

    def __init__(
        self, front: Front, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.front = front
        self.reader = reader
        self.writer = writer
        self.upstream: Upstream | None = None
        peer = writer.get_extra_info("peername")
        self.address = peer[0] if isinstance(peer, tuple) else "127.0.0.1"

    def close(self) -> None:
        """Close both sides."""
        self._drop()
        self.writer.close()

    async def run(self) -> None:
        """Serve one request after the other, until either side has enough."""
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                head: Head | None = await self._next_head()
            while head is not None:
                head = await self._serve(head)
        except (BadRequest, asyncio.LimitOverrunError):
            self.writer.write(BAD)
            await self.writer.drain()

    async def _next_head(self) -> Head:
        return parse(await self.reader.readuntil(b"\r\n\r\n"))

    async def _serve(self, head: Head) -> Head | None:
        """Have the inside answer *head*; the next request, or None when the connection ends.

        Clients do not send a request before the last was answered (no browser pipelines), so
        the arrival of one tells that the answer is complete, without reading answers.
        """
        port = self.front.live if head.path.startswith(LIVE) else self.front.web
        current = self.upstream
        reused = current if current and current.port == port and not current.pump.done() else None
        upstream = reused or await self._connect(port)
        if upstream is None:
            await self._refuse(head)
            return None
        upstream.answered = False
        if head.upgrades:
            await self._splice(head, upstream)
            return None
        upcoming = await self._exchange(head, upstream)
        if upcoming is not None or upstream.answered:
            return upcoming
        if reused and head.repeatable:  # it had closed an idle connection at that very moment
            self._drop()
            return await self._serve(head)
        await self._refuse(head, body_taken=True)
        return None

    async def _exchange(self, head: Head, upstream: Upstream) -> Head | None:
        """Send *head* and its body; the next request, or None when the inside hung up first."""
        with contextlib.suppress(ConnectionError):
            upstream.writer.write(self._told(head))
            async for piece in self._body(head):
                upstream.writer.write(piece)
                await upstream.writer.drain()
        upcoming = asyncio.create_task(self._next_head())
        try:
            await asyncio.wait({upstream.pump, upcoming}, return_when=asyncio.FIRST_COMPLETED)
            return await upcoming if upcoming.done() else None
        finally:
            upcoming.cancel()

    async def _splice(self, head: Head, upstream: Upstream) -> None:
        """Another protocol from here on: both directions as they come, until one ends."""
        upstream.writer.write(self._told(head))
        outward = asyncio.create_task(self._carry(upstream))
        try:
            await asyncio.wait({upstream.pump, outward}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            outward.cancel()
        if not upstream.answered and not outward.done():
            await self._refuse(head)

    async def _carry(self, upstream: Upstream) -> None:
        with contextlib.suppress(OSError):
            while data := await self.reader.read(CHUNK):
                upstream.writer.write(data)
                await upstream.writer.drain()

    def _told(self, head: Head) -> bytes:
        return head.forwarded(self.address, keep=self.front.trusts_proxy)

    async def _body(self, head: Head) -> AsyncIterator[bytes]:
        """The body of a request, its framing kept."""
        left = head.length
        while left:
            piece = await self.reader.read(min(left, CHUNK))
            if not piece:
                raise EOFError
            left -= len(piece)
            yield piece
        while head.chunked:
            line = await self.reader.readuntil(b"\r\n")
            size = _chunk_size(line)
            yield line
            if size:
                yield await self.reader.readexactly(size + 2)
                continue
            while (trailer := await self.reader.readuntil(b"\r\n")) != b"\r\n":
                yield trailer
            yield trailer
            return

    async def _connect(self, port: int) -> Upstream | None:
        """A fresh connection inside, waiting a moment for a process that restarts."""
        self._drop()
        end = asyncio.get_running_loop().time() + HOLD_SECONDS
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=CHUNK)
                break
            except OSError:
                if asyncio.get_running_loop().time() > end:
                    return None
                await asyncio.sleep(0.05)
        self.upstream = Upstream(port, reader, writer, self.writer)
        return self.upstream

    def _drop(self) -> None:
        if self.upstream is not None:
            self.upstream.close()
            self.upstream = None

    async def _refuse(self, head: Head, *, body_taken: bool = False) -> None:
        """Say that the process behind is away, after reading what was on its way to it."""
        taken = 0
        if not body_taken:
            async for piece in self._body(head):
                taken += len(piece)
                if taken > DISCARDED:
                    break
        self.writer.write(unavailable(head.method))
        await self.writer.drain()


def _chunk_size(line: bytes) -> int:
    digits = line.split(b";", 1)[0].strip()
    try:
        size = int(digits, 16)
    except ValueError:
        raise BadRequest("chunk size") from None
    if size < 0 or size > DISCARDED * 4 or not digits.isalnum():
        raise BadRequest("chunk size")
    return size
