"""Django's PostgreSQL engine, asking the socket instead of the server whether the line stands."""

from __future__ import annotations

import select

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection kept from one request to the next.

    Django asks before each request by a statement of its own, a way to the server and back. A
    server that has gone has closed the line, which the socket knows at once: only then is it read.
    """

    def is_usable(self) -> bool:
        """Whether the server has not closed the line (restart, failover, time-out)."""
        line = self.connection.pgconn if self.connection is not None else None
        if line is None or line.status != ConnStatus.OK:
            return False
        poll = select.poll()
        poll.register(line.socket, select.POLLIN)
        try:
            while poll.poll(0):  # a last word may come before the end
                line.consume_input()
        except psycopg.OperationalError:
            return False
        return bool(line.status == ConnStatus.OK)
