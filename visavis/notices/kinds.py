"""What can be told: each kind with its texts, declared by the room that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.functional import Promise

from visavis.patients.public import Encounter

Channel = Literal["mail", "sms"]
Text = str | Promise
Context = Mapping[str, Any]
StillTrue = Callable[[Encounter | None, Context], bool]


@dataclass(frozen=True)
class Mail:
    """The texts of a mail: a subject without health data (no motive, no specialty), paragraphs.

    Codes are written ``*|code|*`` (codes.CODES). A paragraph ``[Label](*|link|*)`` is a button.
    A line whose codes are all empty is left out, with its paragraph if nothing else is in it.
    """

    subject: Text
    body: tuple[Text, ...]


@dataclass(frozen=True)
class Event:
    """An event for the receiver's calendar. Times are aware; *summary* holds no health data."""

    summary: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False


Calendar = Callable[[Encounter | None, Context], Event | None]


@dataclass(frozen=True)
class Kind:
    """Something that can be told; see :func:`declare`."""

    name: str
    title: Text
    mail: Mail | None
    sms: Text | None
    still_true: StillTrue
    channels: tuple[Channel, ...]
    calendar: Calendar | None


_kinds: dict[str, Kind] = {}


def _always(encounter: Encounter | None, context: Context) -> bool:
    return True


def declare(
    kind: str,
    *,
    title: Text,
    mail: Mail | None = None,
    sms: Text | None = None,
    still_true: StillTrue | None = None,
    channels: tuple[Channel, ...] | None = None,
    calendar: Calendar | None = None,
) -> Kind:
    """Make *kind* known (``room.subject``); call it in an app's ``ready``.

    title: what staff call it, for instance "Confirmation". mail, sms: lazy translations.
    still_true: asked just before sending, with the encounter as it is then and the facts given;
    False cancels the notice. channels: those that have a text, unless given.
    calendar: the event a mail carries, made in the receiver's language; None for none.
    """
    texts: dict[Channel, Any] = {"mail": mail, "sms": sms}
    offered = channels or tuple(channel for channel, text in texts.items() if text)
    _kinds[kind] = Kind(kind, title, mail, sms, still_true or _always, offered, calendar)
    return _kinds[kind]


def kind_named(name: str) -> Kind:
    """The kind declared as *name*.

    Raises:
        KeyError: none was.
    """
    return _kinds[name]


def every_kind() -> list[Kind]:
    """All kinds declared, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def title_of(name: str) -> Text:
    """What staff call the kind; its name when it is no longer declared."""
    return _kinds[name].title if name in _kinds else name
