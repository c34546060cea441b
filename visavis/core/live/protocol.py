"""uvicorn's WebSocket protocol with two ways past ASGI: sending without a task, and cutting off."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.protocol import State


def framed(text: str) -> bytes:
    """*text* as a server's frame: the same bytes for every socket (no masks, no compression)."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class LiveProtocol(WebSocketsSansIOProtocol):
    """Offers itself to the application as ``scope["extensions"]["visavis"]``."""

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions["visavis"] = self
        await super().run_asgi()

    def push(self, text: str) -> bool:
        """Send *text* at once if the connection takes it; False when it does not."""
        if self.disconnected or self.close_sent or not self.handshake_complete:
            return False
        if not self.writable.is_set():
            return False
        try:
            self.conn.send_text(text.encode())
        except InvalidState:  # the other side is just saying goodbye
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def push_framed(self, frame: bytes) -> bool:
        """Send a frame made once for many; False when the connection does not take it now."""
        if self.conn.state is not State.OPEN or not self.handshake_complete:
            return False
        if self.disconnected or not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True

    def abort(self) -> None:
        """Drop the connection and what was still to be sent."""
        self.transport.abort()
