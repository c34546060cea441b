"""The door of the design system for Python: navigation, icons, dates as people write them."""

from visavis.core.ui.dates import clock, day, full_date, near_day, short_day
from visavis.core.ui.icons import drawings
from visavis.core.ui.navigation import Item, declare

__all__ = ["Item", "clock", "day", "declare", "drawings", "full_date", "near_day", "short_day"]
