"""What stands above every page while it is so: seen from another's place, support open, …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from visavis.core.actor import Actor


@dataclass(frozen=True)
class Note:
    """A sentence above the page, with a button that sends a form to *url* and the time it ends."""

    text: str
    url: str = ""
    action: str = ""
    until: datetime | None = None
    tone: str = "walkin"
    icon: str = "info"


Maker = Callable[[HttpRequest, Actor], Note | None]
_makers: dict[str, Maker] = {}


def declare_note(key: str, maker: Maker) -> None:
    """Ask *maker* at every page; call it in an app's ``ready``. It must be cheap to say None."""
    _makers[key] = maker


def notes_for(request: HttpRequest, actor: Actor) -> list[Note]:
    """What stands above this page."""
    return [note for maker in _makers.values() if (note := maker(request, actor)) is not None]
