"""What goes into the log: where and what kind, never who, what was typed, or a key to anything.

An exception's words may carry a name, a row or a form, so that of each only its kind is told, with
the places in the code; paths lose what opens something; addresses and numbers of people are hidden.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO

HIDDEN = "…"
_DEEPEST = 40

# What follows these in a path opens something to whoever has it.
_OPENING = re.compile(
    r"(/(?:v|enter|support|sign-up|[a-z-]*invitation|address|reset/key|confirm[a-z-]*|hand-over)/)"
    r"(?!link/|page/)[^/\s'\"?#<>]+"
)
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_LONG = re.compile(  # any other part of a path that is neither a word of ours nor a row's id
    rf"(?<=/)(?!{_UUID}(?![\w-]))(?![a-z_-]+(?:[/\s'\"?#.]|$))[\w:.=~%+-]{{20,}}(?=[/\s'\"?#]|$)"
)
_QUERY = re.compile(r"(/[^\s'\"?#]*)\?[^\s'\"#]+")
_KEY = re.compile(r"\bvvk_[\w-]+|(?i:\b(?:bearer|basic)\s+)[\w.~+/=-]+")
_MAIL = re.compile(r"[^\s@<>'\"(),;:=]+@[^\s@<>'\"(),;:]+")
_PHONE = re.compile(r"(?<![\w.-])\+\d[\d .]{6,16}\d")
_DETAIL = re.compile(r"^\s*(?:DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+)\b.*$\n?", re.MULTILINE)
_VALUES = re.compile(r"(?:Failing row contains|Key) \([^\n]*")


def masked(text: str) -> str:
    """*text* without what opens something or names somebody."""
    text = _VALUES.sub(HIDDEN, _DETAIL.sub("", text))
    text = _QUERY.sub(rf"\1?{HIDDEN}", text)
    text = _LONG.sub(HIDDEN, _OPENING.sub(rf"\1{HIDDEN}", text))
    return _PHONE.sub(HIDDEN, _MAIL.sub(HIDDEN, _KEY.sub(HIDDEN, text)))


def told(fault: BaseException) -> str:
    """An exception's kind, and what its database says of it without values: never its words."""
    kind = type(fault)
    name = kind.__qualname__
    words = name if kind.__module__ == "builtins" else f"{kind.__module__}.{name}"
    source = fault if hasattr(fault, "sqlstate") else fault.__cause__  # Django wraps them
    state = getattr(source, "sqlstate", None)
    constraint = getattr(getattr(source, "diag", None), "constraint_name", None)
    number = getattr(fault, "errno", None) if isinstance(fault, OSError) else None
    facts = [str(fact) for fact in (state, constraint, number) if fact]
    return f"{words} ({', '.join(facts)})" if facts else words


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    return [f"  {one.filename}:{one.lineno} in {one.name}" for one in frames[-_DEEPEST:]]


def _chain(fault: BaseException) -> list[BaseException]:
    """The exception and what led to it, first cause first."""
    found: list[BaseException] = []
    one: BaseException | None = fault
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found[::-1]


class Discreet(logging.Formatter):
    """Formats for all who write into our log."""

    def format(self, record: logging.LogRecord) -> str:
        """One entry; what an exception says of itself is left out, wherever it stands."""
        plain = logging.makeLogRecord(record.__dict__)
        plain.args = _without_words(record.args)
        if isinstance(record.msg, BaseException):
            plain.msg = told(record.msg)
        plain.exc_text = None
        return super().format(plain)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return masked(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The places in the code; neither lines of code nor values."""
        lines: list[str] = []
        for fault in _chain(ei[1]) if ei[1] is not None else []:
            lines += [*_places(fault.__traceback__), told(fault)]
        return "\n".join(lines)


def _without_words(args: Any) -> Any:
    if isinstance(args, tuple):
        return tuple(told(one) if isinstance(one, BaseException) else one for one in args)
    return args


class Console(logging.StreamHandler[TextIO]):
    """To standard error; a line that cannot be made says only where, not what it was made of."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        kind = sys.exc_info()[0]
        name = kind.__name__ if kind is not None else ""
        self.stream.write(f"a log line failed: {record.pathname}:{record.lineno} {name}\n")


FORMATTERS: dict[str, Any] = {
    "plain": {"()": "visavis.config.logs.Discreet", "format": "%(levelname)s %(name)s %(message)s"}
}
HANDLERS: dict[str, Any] = {"console": {"()": "visavis.config.logs.Console", "formatter": "plain"}}
TO_ROOT: dict[str, Any] = {"handlers": [], "propagate": True}
"""For loggers to which their packages give handlers of their own."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": FORMATTERS,
    "handlers": HANDLERS,
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "visavis": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "django": TO_ROOT | {"level": "WARNING"},
        "django.server": TO_ROOT | {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
OF_GRANIAN: dict[str, Any] = {
    "formatters": FORMATTERS,
    "handlers": HANDLERS,
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}
"""The web process's server, which sets up its logging after Django; no access log."""
