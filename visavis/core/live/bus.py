"""How a commit in any process is heard in this one: PostgreSQL's NOTIFY, or Redis/Valkey.

One line per process. It comes back by itself; after each (re)connection everything counts as
changed, because nobody knows what was missed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Protocol

import psycopg
from django.db import connections

from visavis.core.live.changes import CHANNEL
from visavis.core.live.hub import Hub

log = logging.getLogger(__name__)

QUIET = 15.0
"""Seconds without a word after which the line is tried."""
RETRY = (0.1, 5.0)


class Bus(Protocol):
    """A line on which changes are heard."""

    up: bool

    async def listen(self) -> None:
        """Hear changes until the line breaks (raises) or the task is cancelled."""
        ...


def hear(hub: Hub, payload: str | bytes) -> None:
    """Pass one message of the line on; what is not ours is ignored."""
    try:
        message = json.loads(payload)
        organization, topic = message["o"], message["t"]
    except (ValueError, KeyError, TypeError):
        log.warning("a message on the live channel could not be read")
        return
    hub.announce(organization, topic)


class PostgresBus:
    """LISTEN on a connection of our own, as the application's role."""

    faults: tuple[type[Exception], ...] = (psycopg.Error, OSError)

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.up = False

    async def listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(**_parameters()) as line:
            await line.execute(f"LISTEN {CHANNEL}")
            self.up = True
            self.hub.announce_all()
            while True:
                async for notice in line.notifies(timeout=QUIET):
                    hear(self.hub, notice.payload)
                await line.execute("SELECT 1")


def _parameters() -> dict[str, Any]:
    """Django's own connection settings, for a line that stays open."""
    settings = connections["default"].settings_dict
    given = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        "options": settings["OPTIONS"].get("options"),
    }
    line = {name: value for name, value in given.items() if value}
    return {**line, "autocommit": True, "connect_timeout": 5, "application_name": "visavis live"}


class RedisBus:
    """SUBSCRIBE on Redis or Valkey."""

    def __init__(self, hub: Hub, url: str) -> None:
        from redis.exceptions import RedisError

        self.faults: tuple[type[Exception], ...] = (RedisError, OSError)
        self.hub = hub
        self.url = url
        self.up = False

    async def listen(self) -> None:
        from redis import asyncio as redis

        client: Any = redis.from_url(self.url, socket_connect_timeout=5)
        try:
            line = client.pubsub()
            await line.subscribe(CHANNEL)
            self.up = True
            self.hub.announce_all()
            while True:
                message = await line.get_message(ignore_subscribe_messages=True, timeout=QUIET)
                if message is None:
                    await line.ping()
                elif message["type"] == "message":
                    hear(self.hub, message["data"])
        finally:
            await client.aclose()


def bus_at(url: str, hub: Hub) -> PostgresBus | RedisBus:
    """The line that LIVE_URL names."""
    return RedisBus(hub, url) if url.startswith(("redis:", "rediss:")) else PostgresBus(hub)


async def keep_listening(bus: PostgresBus | RedisBus) -> None:
    """Listen for as long as the process runs, through losses of the line."""
    pause = RETRY[0]
    while True:
        try:
            await bus.listen()
        except bus.faults as fault:
            if bus.up:
                pause = RETRY[0]
                log.warning("the live line is lost: %s", str(fault).strip().splitlines()[:1])
        finally:
            bus.up = False
        await asyncio.sleep(pause)
        pause = min(pause * 2, RETRY[1])
