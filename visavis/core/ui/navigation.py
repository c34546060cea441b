"""What the staff's navigation offers. Rooms declare their pages; core knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.functional import Promise

from visavis.core.actor import Actor

Label = str | Promise
Section = Literal["main", "settings", "me"]


@dataclass(frozen=True)
class Item:
    """One entry of the navigation.

    key: what a page gives as `nav` to be shown as the current one.
    url: name of the URL, e.g. "front:desk".
    shown: whether this actor sees the entry.
    badge: how many things wait there (0 shows nothing); asked at each page, so keep it cheap.
    section: the main navigation, the practice's settings, or one's own account (`me`).
    about: one sentence on what is done there, for the settings' first page.
    """

    key: str
    label: Label
    icon: str
    url: str
    order: int
    shown: Callable[[Actor], bool] = lambda actor: actor.is_staff
    badge: Callable[[Actor], int] | None = None
    section: Section = "main"
    about: Label = ""


@dataclass(frozen=True)
class Entry:
    """An item as one page shows it."""

    key: str
    label: Label
    icon: str
    url: str
    badge: int | None
    about: Label = ""


_items: dict[str, Item] = {}


def declare(item: Item) -> None:
    """Adds *item* to the staff's navigation; call it in an app's ``ready``."""
    _items[item.key] = item


def entries(actor: Actor, section: Section = "main") -> list[Entry]:
    """What *actor* is offered in *section*, in order."""
    here = (item for item in _items.values() if item.section == section)
    shown = (item for item in here if item.shown(actor))
    return [
        Entry(
            item.key,
            item.label,
            item.icon,
            reverse(item.url),
            item.badge(actor) if item.badge else None,
            item.about,
        )
        for item in sorted(shown, key=lambda item: item.order)
    ]
