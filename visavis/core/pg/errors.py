"""What can keep the database from starting, as sentences a host can act on."""

from __future__ import annotations


class DatabaseUnavailable(RuntimeError):
    """The database cannot be started or prepared; the message says why and what to do."""
