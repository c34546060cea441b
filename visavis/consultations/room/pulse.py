"""The pulse of the rooms: silent lines are cut, presence is written down, the gone are found."""

from __future__ import annotations

import asyncio
import logging
import time
from uuid import UUID

from visavis.consultations.room import ledger, presence
from visavis.consultations.room.frames import PING
from visavis.consultations.room.keeper import Keeper
from visavis.consultations.room.table import Page, Room
from visavis.core.live.public import Live
from visavis.core.public import now

log = logging.getLogger(__name__)

BEAT = 2.0
SILENT = 6.0
"""Seconds without a word after which the page is asked for one (hidden pages slow their clocks)."""
DEAD = 15.0
"""Seconds without a word after which the line counts as lost."""
RECHECK = 600.0
"""Seconds after which the rights behind an open page are asked again."""
SWEEP_EVERY = 15.0
SWEEP_ALL_EVERY = 300.0


class Pulse:
    """Two tasks beside the rooms: one for lines, one for what is written down."""

    def __init__(self, live: Live, rooms: dict[tuple[str, UUID], Room], keeper: Keeper) -> None:
        self.live = live
        self.rooms = rooms
        self.keeper = keeper
        self._restless: dict[str, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        live.hub.watch("waiting:", self._heard)

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._lines()), loop.create_task(self._written())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _heard(self, organization: str, topic: str) -> None:
        """Somebody came or went there: look after that organization for a while."""
        again = presence.FORGOTTEN.total_seconds() + 2 * SWEEP_EVERY
        self._restless[organization] = time.monotonic() + again

    # ── lines ─────────────────────────────────────────────────────────────────────────────

    async def _lines(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            moment = time.monotonic()
            for room in tuple(self.rooms.values()):
                for seat in tuple(room.present):
                    if seat.page is not None:
                        self._feel(room, seat.page, moment)

    def _feel(self, room: Room, page: Page, moment: float) -> None:
        silent = moment - page.connection.heard_at
        if silent > DEAD:
            page.connection.abort()
        elif silent > SILENT:
            page.connection.post(PING)
        over = page.until is not None and page.until <= now()
        if over or moment - page.checked_at > RECHECK:
            self.keeper.check(room, page)

    # ── what is written down ──────────────────────────────────────────────────────────────

    async def _written(self) -> None:
        every = presence.SEEN_EVERY.total_seconds()
        sweep_all = time.monotonic() + presence.FORGOTTEN.total_seconds()
        while True:
            await asyncio.sleep(every)
            try:
                await self._write_presence()
                if time.monotonic() > sweep_all:
                    sweep_all = time.monotonic() + SWEEP_ALL_EVERY
                    await self.live.threads.run(presence.sweep_everywhere)
                await self._sweep_restless()
            except Exception:
                log.exception("presence could not be written down")

    async def _write_presence(self) -> None:
        present: dict[str, list[str]] = {}
        for room in self.rooms.values():
            if room.state != "ended":
                present.setdefault(room.organization, []).extend(seat.id for seat in room.present)
        for organization, participants in present.items():
            if participants:
                await self.live.threads.run(ledger.seen, organization, participants)

    async def _sweep_restless(self) -> None:
        moment = time.monotonic()
        for organization, until in list(self._restless.items()):
            if moment > until:
                del self._restless[organization]
            await self.live.threads.run(ledger.sweep, organization)
