"""The door of the live part of core: topics, sockets, the live process."""

from visavis.core.live.changes import changed
from visavis.core.live.connection import REFUSED, Connection, Handshake
from visavis.core.live.hub import Hub
from visavis.core.live.server import Door, Endpoint, Live, serve
from visavis.core.live.topic_sockets import TopicSockets
from visavis.core.live.topics import may_follow, rule

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
    "may_follow",
    "rule",
    "serve",
]
