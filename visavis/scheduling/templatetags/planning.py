"""Blocks of the planning, written in Python: a week of a practice has hundreds of them."""

from __future__ import annotations

from datetime import date, datetime
from html import escape

from django import template
from django.forms import BoundField, Select
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from visavis.core.public import now
from visavis.core.ui.public import drawings, short_day
from visavis.scheduling.models import Appointment, AppointmentType
from visavis.scheduling.planning import SHORTEST, Block, Column, Planning

register = template.Library()

WEEKDAYS = [
    _lazy("Monday"),
    _lazy("Tuesday"),
    _lazy("Wednesday"),
    _lazy("Thursday"),
    _lazy("Friday"),
    _lazy("Saturday"),
    _lazy("Sunday"),
]
MARKS = ("video", "phone", "home", "pin", "globe", "block", "clock", "check", "user", "alert")
PLACE_MARKS = {"video": "video", "phone": "phone", "home": "home", "in_person": "pin"}
STATUS_MARKS = {"arrived": "user", "checked-in": "user", "fulfilled": "check", "noshow": "alert"}


def _mark(name: str, label: str) -> str:
    """An icon of the page's own set (``planning_marks``), with its name for who cannot see it."""
    return (
        f'<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{escape(label)}">'
        f'<use href="#mark-{name}"/></svg>'
    )


class _Words:
    """What all blocks of one rendering share: words translated once, the address, the moment."""

    def __init__(self) -> None:
        self.places = {key: str(name) for key, name in AppointmentType.PLACES}
        self.states = {key: str(name) for key, name in Appointment.STATUSES}
        self.online = _("Booked online")
        self.marks: dict[tuple[str, str, bool, str], str] = {}
        self.closed = _("Closed")
        self.busy = _("Busy")
        self.held = _("Being booked")
        self.today = f'<span class="badge tone-today">{escape(_("Today"))}</span>'
        self.nothing = {True: _("Nothing planned"), False: _("Closed")}
        self.address = reverse("scheduling:planning")
        self.at = now()
        self.days: dict[date, str] = {}

    @classmethod
    def of(cls, context: Context) -> _Words:
        """Those of the rendering that is going on."""
        kept = context.render_context.get("planning-words")
        if not isinstance(kept, cls):
            kept = context.render_context["planning-words"] = cls()
        return kept

    def day(self, day: date) -> str:
        """« lun. 23 nov. », written once."""
        if day not in self.days:
            self.days[day] = escape(short_day(day))
        return self.days[day]


def _tone(block: Block, column: Column, at: datetime) -> str:
    if block.kind == "closed":
        return "blocked"
    if block.kind != "appointment":
        return "quiet"
    if block.status == "noshow":
        return "late"
    if column.is_today:
        return "today"
    return "later" if block.starts_at > at else "quiet"


def _marks(block: Block, words: _Words) -> str:
    """The signs of a block; the same ones are written once."""
    key = (block.kind, block.place, block.online, block.status)
    if key not in words.marks:
        words.marks[key] = _new_marks(block, words)
    return words.marks[key]


def _new_marks(block: Block, words: _Words) -> str:
    if block.kind == "closed":
        return _mark("block", words.closed)
    if block.kind == "held":
        return _mark("clock", words.held)
    if block.kind == "busy":
        return ""
    found = _mark(PLACE_MARKS[block.place], words.places[block.place])
    if block.online:
        found += _mark("globe", words.online)
    if block.status in STATUS_MARKS:
        found += _mark(STATUS_MARKS[block.status], words.states[block.status])
    return found


def _title(block: Block, words: _Words) -> str:
    if block.kind == "closed":
        return block.title or words.closed
    busy = f"{words.busy} · {block.where}" if block.where else words.busy
    return {"held": words.held, "busy": busy}.get(block.kind, block.title)


def _block(block: Block, column: Column, words: _Words) -> str:
    """One block: a link to what it is about, or plain where there is nothing to open.

    Where htmx puts the answer stands once around all of them.
    """
    begin, end = f"{block.starts_at:%H:%M}", f"{block.ends_at:%H:%M}"
    classes = f"plan-block is-{block.kind} tone-{_tone(block, column, words.at)}"
    if block.minutes < 25:
        classes += " is-short"
    body = (
        f'<span class="plan-time">{begin}<span class="plan-until">–{end}</span></span> '
        f'<span class="plan-name">{escape(_title(block, words))}</span> '
        f'<span class="plan-marks">{_marks(block, words)}</span>'
    )
    if block.type_name:
        body += (
            f' <span class="plan-type"><i class="dot dot-{block.colour}"></i>'
            f"{escape(block.type_name)}</span>"
        )
    style = f'style="--at:{block.at};--for:{max(block.minutes, SHORTEST)}"'
    if block.key is None:
        return f'<div class="{classes}" {style}>{body}</div>'
    if block.kind == "closed":
        return (
            f'<button type="button" class="{classes}" {style} id="c{block.key}-{block.at}" '
            f'data-opens="reopen" data-closure="{block.key}" '
            f'data-what="{escape(_title(block, words))}, {begin}–{end}">{body}</button>'
        )
    key = str(block.key)
    return (
        f'<a class="{classes}" {style} id="b{key}" href="{words.address}{key}/" '
        f'hx-get="{words.address}{key}/">{body}</a>'
    )


@register.simple_tag(takes_context=True)
def planning_head(context: Context, column: Column, view: str) -> SafeString:
    """What stands above a column: the day in a week, the person in a day; how many visits."""
    words = _Words.of(context)
    if view != "week":
        body = f"<span>{escape(column.practitioner.name)}</span>"
    else:
        body = f"<span>{words.day(column.day)}</span>"
        body += f" {words.today}" if column.is_today else ""
        if column.holiday:
            body += f' <span class="plan-holiday">{escape(column.holiday)}</span>'
    if count := column.count:
        visits = ngettext("%(n)s visit", "%(n)s visits", count) % {"n": count}
        body += f' <span class="soft plan-count">{escape(visits)}</span>'
    now_class = " is-today" if column.is_today else ""
    return mark_safe(f'<h3 class="plan-head{now_class}">{body}</h3>')  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def planning_column(context: Context, column: Column, planning: Planning) -> SafeString:
    """One column: the open hours as a lighter ground, its blocks in order of time, now."""
    words = _Words.of(context)
    parts = [f'<div class="plan-column{" is-today" if column.is_today else ""}">']
    parts += [
        f'<div class="plan-open" style="--at:{lower};--for:{upper - lower}"></div>'
        for lower, upper in column.open
    ]
    parts += [_block(block, column, words) for block in column.blocks]
    if column.is_today:
        at = f'style="--at:{planning.minute}"'
        parts.append(f'<div class="plan-now" data-now {at} aria-hidden="true"></div>')
    if not column.blocks:
        nothing = words.nothing[bool(column.open)]
        parts.append(f'<p class="plan-nothing">{escape(nothing)}</p>')
    return mark_safe("".join([*parts, "</div>"]))  # noqa: S308 - every value is escaped above


@register.simple_tag
def planning_marks() -> SafeString:
    """The icons that blocks refer to, once per page."""
    symbols = "".join(
        f'<symbol id="mark-{name}" viewBox="0 0 24 24">{drawings()[name]}</symbol>'
        for name in MARKS
    )
    return mark_safe(f'<svg class="sr-only" aria-hidden="true">{symbols}</svg>')  # noqa: S308


@register.filter
def hour_label(hour: int) -> str:
    """The time at the edge of the grid."""
    return f"{hour:02d}:00"


@register.filter
def is_past(moment: datetime) -> bool:
    """Whether *moment* is over."""
    return moment < timezone.now()


@register.filter
def weekday_name(weekday: int) -> str:
    """« lundi » for 1, as ISO counts."""
    return str(capfirst(str(WEEKDAYS[weekday - 1])))


@register.filter
def hours_input(field: BoundField) -> SafeString:
    """A small control of the table of hours, with its day and meaning as its name."""
    select = isinstance(field.field.widget, Select)
    number = field.name.split("_")[0][1:]
    label = f"{weekday_name(int(number))}, {field.label}"
    kind = "select" if select else "input hours-time"
    return field.as_widget(attrs={"class": kind, "aria-label": label})
