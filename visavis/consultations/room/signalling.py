"""``/live/visit/<encounter id>/``: the room's socket (rtc/protocol.ts is the contract).

In this process, in memory: signals go from page to page without touching the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from visavis.consultations.room import frames, ledger
from visavis.consultations.room.frames import BadFrame
from visavis.consultations.room.keeper import ENDED, Keeper
from visavis.consultations.room.presence import GRACE
from visavis.consultations.room.pulse import Pulse
from visavis.consultations.room.table import Listener, Page, Room, Seat
from visavis.consultations.visits import NotNow
from visavis.core.live.public import REFUSED, Connection, Handshake, Live
from visavis.core.public import BadToken, Denied, now
from visavis.messaging.public import Closed, NotSendable

log = logging.getLogger(__name__)

HELLO_WITHIN = 5.0
TICKET = 4401
TRY_LATER = 1013
COME_AGAIN = 1012
TOO_MUCH = 1008
MOST_REFUSED = 500


class Rooms:
    """All rooms of this process."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.open: dict[tuple[str, UUID], Room] = {}
        self.grace = GRACE.total_seconds()
        self.keeper = Keeper(live)
        self.pulse = Pulse(live, self.open, self.keeper)
        live.hub.watch(ledger.ROOM_AT, self._is_elsewhere)

    async def start(self) -> None:
        await self.pulse.start()

    async def stop(self) -> None:
        await self.pulse.stop()

    # ── a page comes and goes ─────────────────────────────────────────────────────────────

    async def serve(self, connection: Connection, rest: str) -> None:
        """One socket, from the handshake to its end."""
        await connection.accept()
        page_and_room = await self._hello(connection, rest.strip("/"))
        if page_and_room is None:
            await connection.drain()
            return
        page, room = page_and_room
        refused = 0
        try:
            async for text in connection.texts():
                refused += not self._take(room, page, text)
                if refused > MOST_REFUSED:
                    connection.close(TOO_MUCH)
        finally:
            self._lost(room, page)

    async def _hello(self, connection: Connection, encounter: str) -> tuple[Page, Room] | None:
        """Read the first frame and let the page in; None when it was refused."""
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                text = await connection.text()
            if text is None:
                return None
            said = frames.hello(frames.parse(text))
            entry = await self.live.threads.run(
                ledger.enter,
                self.live.door,
                connection.handshake,
                said.ticket,
                encounter,
                self.live.name,
            )
        except (TimeoutError, BadFrame, BadToken, Denied):
            connection.close(TICKET)
            return None
        except NotNow:
            connection.close(ENDED)
            return None
        except Exception:
            log.exception("a page could not enter its room")
            connection.close(TRY_LATER)
            return None
        page = Page(connection, said.session, said.media)
        page.until = entry.until
        return page, self._seat(page, entry)

    def _seat(self, page: Page, entry: ledger.Entry) -> Room:
        key = (entry.organization, entry.encounter)
        room = self.open.get(key)
        if room is None:
            room = self.open[key] = Room(entry.organization, entry.encounter, entry.facts)
        room.facts = entry.facts
        seat = room.sit(entry, page)
        page.connection.post(room.welcome(seat, entry))
        room.joined(seat)
        page.listener = Listener(
            room,
            entry.access,
            visit=lambda: self.keeper.ask(room),
            rights=lambda: self.keeper.check(room, page),
        )
        self.live.hub.follow(entry.organization, page.listener.topics, page.listener)
        self.keeper.begin_if_both(room)
        return room

    def _lost(self, room: Room, page: Page) -> None:
        """The socket of *page* is gone. A newer page of the same seat is none of its business."""
        if page.listener is not None:
            self.live.hub.unfollow(room.organization, page.listener.topics, page.listener)
            page.listener = None
        seat = page.seat
        if seat is None:
            return
        page.seat = seat.page = None
        seat.lost_at = now()
        if page.said_bye or room.state == "ended":
            self._left(room, seat)
            return
        room.left(seat, "lost")
        loop = asyncio.get_running_loop()
        seat.timer = loop.call_later(self.grace, self._left, room, seat)

    def _left(self, room: Room, seat: Seat) -> None:
        """The seat is given up: the grace is over, or a goodbye was said."""
        since = seat.lost_at
        if seat.page is not None or since is None:
            return
        room.seats.pop(seat.id, None)
        room.left(seat, "left")
        if not room.seats:
            self.open.pop((room.organization, room.encounter), None)
        if room.state != "ended":
            self.live.spawn(
                self.live.threads.run(
                    ledger.gone, room.organization, room.encounter, seat.side, since
                )
            )

    def _is_elsewhere(self, organization: str, topic: str) -> None:
        """A room lives in one process: the last one entered. Our pages go there too."""
        _prefix, encounter, process = topic.split(":")
        if process == self.live.name:
            return
        room = self.open.pop((organization, UUID(encounter)), None)
        for seat in tuple(room.seats.values()) if room else ():
            page, seat.page = seat.page, None
            if seat.timer is not None:
                seat.timer.cancel()
            if page is not None:
                page.seat = None
                page.connection.close(COME_AGAIN)

    # ── frames ────────────────────────────────────────────────────────────────────────────

    def _take(self, room: Room, page: Page, text: str) -> bool:
        """Do what a frame asks; False when it was refused (and the page was told)."""
        try:
            if not page.frames.take():
                raise BadFrame("too-fast")
            frame = frames.parse(text)
            handler = HANDLERS.get(frame["type"])
            if handler is not None:
                handler(self, room, page, frame)
        except BadFrame as fault:
            page.connection.post(frames.error(fault))
            return False
        return True

    def ping(self, room: Room, page: Page, frame: dict[str, Any]) -> None:
        page.connection.post(frames.PONG)

    def bye(self, room: Room, page: Page, frame: dict[str, Any]) -> None:
        page.said_bye = True
        page.connection.close(1000)

    def signal(self, room: Room, page: Page, frame: dict[str, Any]) -> None:
        to, data = frames.signal(frame)
        other = room.seats.get(to)
        if page.seat is None or not room.in_call:
            return
        if other is None or other.page is None or other is page.seat:
            raise BadFrame("absent")
        other.post(frames.write("signal", **{"from": page.seat.id}, data=data))

    def media(self, room: Room, page: Page, frame: dict[str, Any]) -> None:
        page.media = frames.media(frame)
        self._relay(room, page, "media", page.media)

    def quality(self, room: Room, page: Page, frame: dict[str, Any]) -> None:
        self._relay(room, page, "quality", frames.quality(frame))

    def _relay(self, room: Room, page: Page, kind: str, facts: dict[str, Any]) -> None:
        if page.seat is not None:
            room.tell(frames.write(kind, **{"from": page.seat.id}, **facts), but=page.seat)

    def chat(self, room: Room, page: Page, frame: dict[str, Any]) -> None:
        text, client_id = frames.chat(frame)
        if not page.lines.take():
            raise BadFrame("too-fast", str(client_id))
        self.live.spawn(self._say(room, page, text, client_id))

    async def _say(self, room: Room, page: Page, text: str, client_id: UUID) -> None:
        """Keep a message, then tell it: in the order the page sent them, only once committed."""
        async with page.chatting:
            try:
                shown, new = await self.live.threads.run(
                    ledger.say,
                    self.live.door,
                    page.connection.handshake,
                    room.encounter,
                    text,
                    client_id,
                    self._reader(room, page),
                )
            except (Closed, NotSendable):
                page.connection.post(frames.error(BadFrame("closed", str(client_id))))
            except Denied:
                page.connection.close(REFUSED)
            except Exception:
                log.exception("a message could not be kept")
                page.connection.post(frames.error(BadFrame("unavailable", str(client_id))))
            else:
                told = frames.write("chat", **shown)
                page.connection.post(told)
                if new:
                    room.tell(told, but=page.seat)

    def _reader(self, room: Room, page: Page) -> Handshake | None:
        """The practitioner's open page, when somebody else writes."""
        seat = room.side_present("practitioner")
        if seat is None or seat.page is None or seat is page.seat:
            return None
        return seat.page.connection.handshake


HANDLERS: dict[str, Callable[[Rooms, Room, Page, dict[str, Any]], None]] = {
    "ping": Rooms.ping,
    "bye": Rooms.bye,
    "signal": Rooms.signal,
    "media": Rooms.media,
    "quality": Rooms.quality,
    "chat": Rooms.chat,
}
