"""The door of the design system for Python: navigation entries, dates as people write them."""

from visavis.core.ui.dates import clock, day, full_date, short_day
from visavis.core.ui.navigation import Item, declare

__all__ = ["Item", "clock", "day", "declare", "full_date", "short_day"]
