"""The door of the live part of core: topics, sockets, the live process."""

from visavis.core.live.changes import changed, changed_at
from visavis.core.live.connection import REFUSED, Connection, Handshake
from visavis.core.live.hub import Hub
from visavis.core.live.server import Door, Endpoint, Live, serve
from visavis.core.live.topic_sockets import TopicSockets
from visavis.core.live.topics import may_follow, own_access, rule

__all__ = [
    "REFUSED",
    "Connection",
    "Door",
    "Endpoint",
    "Handshake",
    "Hub",
    "Live",
    "TopicSockets",
    "changed",
    "changed_at",
    "may_follow",
    "own_access",
    "rule",
    "serve",
]
