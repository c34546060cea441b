"""Keeps the open rooms true to the database: state, rights, the beginning of the call."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from visavis.consultations.room import ledger
from visavis.consultations.room.frames import write
from visavis.consultations.room.table import Page, Room
from visavis.core.live.public import REFUSED, Live
from visavis.core.public import BadToken, Denied

log = logging.getLogger(__name__)

ENDED = 4410
RETRY = 1.0


class Keeper:
    """What happens in a room because something changed elsewhere."""

    def __init__(self, live: Live) -> None:
        self.live = live

    def ask(self, room: Room) -> None:
        """The visit has changed: ask how it is now, once for all pages."""
        if room.asking:
            room.ask_again = True
        else:
            room.asking = True
            self.live.spawn(self._ask(room))

    async def _ask(self, room: Room) -> None:
        try:
            while room.seats:
                room.ask_again = False
                try:
                    facts = await self.live.threads.run(
                        ledger.facts_of, room.organization, room.encounter
                    )
                except Exception:
                    log.exception("a room could not ask for its visit")
                    await asyncio.sleep(RETRY)
                    continue
                self._take(room, facts)
                if not room.ask_again:
                    return
        finally:
            room.asking = False

    def _take(self, room: Room, facts: dict[str, Any]) -> None:
        clock = {"server_now": facts["server_now"]}
        if {**room.facts, **clock} != facts:
            room.facts = facts
            room.tell(write("state", **facts))
        if room.state == "ended":
            for seat in tuple(room.present):
                if seat.page is not None:
                    seat.page.connection.close(ENDED)
        self.begin_if_both(room)

    def begin_if_both(self, room: Room) -> None:
        """Once patient and practitioner are both there after the admission, the call has begun."""
        if room.state == "admitted" and room.both_present:
            self.live.spawn(self.live.threads.run(ledger.begin, room.organization, room.encounter))

    def check(self, room: Room, page: Page) -> None:
        """The rights behind *page* may have changed."""
        page.checked_at = time.monotonic()
        self.live.spawn(self._check(room, page))

    async def _check(self, room: Room, page: Page) -> None:
        if page.seat is None:
            return
        try:
            await self.live.threads.run(
                ledger.still_seated,
                self.live.door,
                page.connection.handshake,
                room.encounter,
                page.seat.side,
            )
        except (Denied, BadToken):
            page.said_bye = True
            page.connection.close(REFUSED)
