"""The door of the design system for Python: navigation, icons, dates as people write them."""

from visavis.core.ui.dates import clock, day, full_date, near_day, short_day
from visavis.core.ui.icons import drawings
from visavis.core.ui.navigation import Item, declare, entries
from visavis.core.ui.notes import Note, declare_note, notes_for

__all__ = [
    "Item",
    "Note",
    "clock",
    "day",
    "declare",
    "declare_note",
    "drawings",
    "entries",
    "full_date",
    "near_day",
    "notes_for",
    "short_day",
]
