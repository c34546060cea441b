"""Who sits in a room now: seats, their pages, and what is said to all. In memory only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from visavis.consultations.access import Side
from visavis.consultations.room.frames import Allowance, write
from visavis.consultations.room.ledger import Entry
from visavis.core.live.public import Connection
from visavis.core.public import now

REPLACED = 4409
GONE_WELL = 1000
_RANK: dict[Side, int] = {"practitioner": 0, "patient": 1}


class Page:
    """One open page of a participant: a socket that has said hello."""

    __slots__ = (
        "chatting",
        "checked_at",
        "connection",
        "frames",
        "lines",
        "listener",
        "media",
        "said_bye",
        "seat",
        "session",
        "until",
    )

    def __init__(self, connection: Connection, session: str, media: dict[str, bool] | None) -> None:
        self.connection = connection
        self.session = session
        self.media = media
        self.seat: Seat | None = None
        self.said_bye = False
        self.listener: Listener | None = None
        self.until: datetime | None = None
        self.checked_at = time.monotonic()
        self.frames = Allowance(rate=40, burst=240)
        self.lines = Allowance(rate=2, burst=12)
        self.chatting = asyncio.Lock()


class Listener:
    """What a page hears of from the hub: its visit, and its own rights."""

    __slots__ = ("rights", "topics", "visit")

    def __init__(
        self,
        room: Room,
        access: tuple[str, ...],
        visit: Callable[[], None],
        rights: Callable[[], None],
    ) -> None:
        self.topics = (room.topic, *access)
        self.visit = visit
        self.rights = rights

    def changed(self, topic: str) -> None:
        """Called by the hub."""
        if topic == self.topics[0]:
            self.visit()
        else:
            self.rights()


class Seat:
    """A participant in the room, also for the grace after the line was lost."""

    __slots__ = ("id", "lost_at", "name", "page", "side", "timer")

    def __init__(self, entry: Entry) -> None:
        self.id = entry.id
        self.side: Side = entry.side
        self.name = entry.name
        self.page: Page | None = None
        self.lost_at: datetime | None = None
        self.timer: asyncio.TimerHandle | None = None

    @property
    def person(self) -> dict[str, str]:
        return {"id": self.id, "role": self.side, "name": self.name}

    def seen_by(self, other: Seat) -> dict[str, Any]:
        """As rtc/protocol.ts calls it: Peer, for *other*'s eyes. One of two makes the first
        offer, always the same one: the practitioner."""
        page = self.page
        offers = (_RANK[other.side], other.id) < (_RANK[self.side], self.id)
        return {
            **self.person,
            "session": page.session if page else "",
            "offerer": offers,
            "polite": not offers,
            "media": page.media if page else None,
        }

    def post(self, text: str) -> None:
        if self.page is not None:
            self.page.connection.post(text)


class Room:
    """The seats of one visit, and the visit as last heard of."""

    def __init__(self, organization: str, encounter: UUID, facts: dict[str, Any]) -> None:
        self.organization = organization
        self.encounter = encounter
        self.facts = facts
        self.seats: dict[str, Seat] = {}
        self.asking = False
        self.ask_again = False

    @property
    def topic(self) -> str:
        return f"visit:{self.encounter}"

    @property
    def state(self) -> str:
        return str(self.facts["state"])

    @property
    def in_call(self) -> bool:
        """Whether signals may flow."""
        return self.state in ("admitted", "in-call")

    @property
    def present(self) -> Iterator[Seat]:
        """The seats with an open page."""
        return (seat for seat in self.seats.values() if seat.page is not None)

    def side_present(self, side: Side) -> Seat | None:
        """The seat of that side, if its page is open."""
        return next((seat for seat in self.present if seat.side == side), None)

    @property
    def both_present(self) -> bool:
        return all(self.side_present(side) is not None for side in _RANK)

    def tell(self, text: str, *, but: Seat | None = None) -> None:
        """Send *text* to every open page, except that of one seat."""
        for seat in self.present:
            if seat is not but:
                seat.post(text)

    def sit(self, entry: Entry, page: Page) -> Seat:
        """Put *page* on its seat; an older page of the same participant gives way."""
        seat = self.seats.get(entry.id) or Seat(entry)
        self.seats[entry.id] = seat
        older, seat.page, page.seat = seat.page, page, seat
        seat.lost_at = None
        if seat.timer is not None:
            seat.timer.cancel()
            seat.timer = None
        if older is not None:
            older.seat = None
            same = older.session == page.session
            older.connection.close(GONE_WELL if same else REPLACED)
        return seat

    def welcome(self, seat: Seat, entry: Entry) -> str:
        """The first frame for a page."""
        return write(
            "welcome",
            you=seat.person,
            peers=[other.seen_by(seat) for other in self.present if other is not seat],
            visit=self.fresh_facts(),
            chat=entry.chat,
            ice=entry.ice,
        )

    def fresh_facts(self) -> dict[str, Any]:
        """The visit with the clock as it is now."""
        return {**self.facts, "server_now": now().isoformat()}

    def joined(self, seat: Seat) -> None:
        """Tell the others who has come (back)."""
        for other in self.present:
            if other is not seat:
                other.post(write("peer-joined", peer=seat.seen_by(other)))

    def left(self, seat: Seat, reason: str) -> None:
        """Tell the others who has gone, or is out of reach."""
        self.tell(write("peer-left", peer=seat.person, reason=reason), but=seat)
