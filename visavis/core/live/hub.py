"""Who in this process follows which topic, and telling them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Protocol

log = logging.getLogger(__name__)

FRESH = 15.0
"""Seconds for which a change is told to those who come to follow its topic: a page may have been
made just before the change and its socket be opened just after."""


class Follower(Protocol):
    """Somebody who wants to hear; must neither block nor fail."""

    def changed(self, topic: str) -> None: ...


Watcher = Callable[[str, str], None]


class Hub:
    """Topics of all organizations in this process. Used from the event loop's thread only."""

    def __init__(self) -> None:
        self._followers: dict[str, set[Follower]] = {}
        self._watchers: list[tuple[str, Watcher]] = []
        self._recent: dict[str, float] = {}
        self._blind_until = time.monotonic() + FRESH

    def follow(self, organization: str, topics: Iterable[str], follower: Follower) -> None:
        """Tell *follower* of changes from now on, and at once of those that have just been."""
        moment = time.monotonic()
        for topic in topics:
            key = f"{organization}:{topic}"
            self._followers.setdefault(key, set()).add(follower)
            if moment < self._blind_until or moment - self._recent.get(key, -FRESH) < FRESH:
                follower.changed(topic)

    def unfollow(self, organization: str, topics: Iterable[str], follower: Follower) -> None:
        """Stop telling *follower*."""
        for topic in topics:
            key = f"{organization}:{topic}"
            those = self._followers.get(key)
            if those is not None:
                those.discard(follower)
                if not those:
                    del self._followers[key]

    def watch(self, prefix: str, watcher: Watcher) -> None:
        """Call ``watcher(organization, topic)`` for every change below *prefix*, anywhere."""
        self._watchers.append((prefix, watcher))

    def announce(self, organization: str, topic: str) -> None:
        """*topic* has changed."""
        key = f"{organization}:{topic}"
        self._recent[key] = time.monotonic()
        for prefix, watcher in self._watchers:
            if topic.startswith(prefix):
                watcher(organization, topic)
        for follower in tuple(self._followers.get(key, ())):
            follower.changed(topic)

    def announce_all(self) -> None:
        """Anything may have changed: the line to the bus was away."""
        self._blind_until = time.monotonic() + FRESH
        for key, those in list(self._followers.items()):
            topic = key.partition(":")[2]
            for follower in tuple(those):
                follower.changed(topic)

    def forget_old(self) -> None:
        """Drop what is no longer fresh; called now and then."""
        limit = time.monotonic() - FRESH
        self._recent = {key: at for key, at in self._recent.items() if at > limit}

    def __len__(self) -> int:
        return len(self._followers)
