"""The door of the embedded PostgreSQL, for those who run the house."""

from visavis.core.pg.binaries import find as programs
from visavis.core.pg.launcher import DatabaseUnavailable, Server, running, start
from visavis.core.pg.processes import alive, bound_to_us, call_ourselves, die_with_parent
from visavis.core.pg.roles import APP, OWNER, answers, prepare_roles

__all__ = [
    "APP",
    "OWNER",
    "DatabaseUnavailable",
    "Server",
    "alive",
    "answers",
    "bound_to_us",
    "call_ourselves",
    "die_with_parent",
    "prepare_roles",
    "programs",
    "running",
    "start",
]
