"""Template tags of the design system: what a template cannot say by itself."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from visavis.core.ui import icons, navigation

register = template.Library()

CONTROL_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "checkbox"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxSelectMultiple, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.Widget, "input"),
]


def kind_of(field: BoundField) -> str:
    """How a field is drawn: checkbox, radio, textarea, select or input."""
    widget = field.field.widget
    return next(name for kind, name in CONTROL_CLASSES if isinstance(widget, kind))


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether the field is drawn as *kind*."""
    return kind_of(field) == kind


@register.filter
def is_many(field: BoundField) -> bool:
    """Whether the field is a group of choices, which needs a fieldset."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.simple_tag
def control(field: BoundField, help_given: str = "") -> SafeString:
    """The field's control with our class; Django adds aria-describedby and aria-invalid itself.

    *help_given* is a help sentence of the template's own, which Django does not know of.
    A placeholder would say again what the label says, and go when it is needed: it is left out.
    """
    own = field.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"placeholder": False, "class": f"{kind_of(field)} {own}".strip()}
    if help_given and not field.help_text:
        wrong = f" {field.auto_id}_error" if field.errors else ""
        attrs["aria-describedby"] = f"{field.auto_id}_helptext{wrong}"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """``{% icon "calendar" %}``: quicker than ``<c-icon>`` where there are hundreds."""
    return icons.icon(name, label, extra)


@register.filter
def initials(name: object) -> str:
    """« Dr Anne Le Goff » gives « AG »: first letters of the first and the last name."""
    words = [word for word in str(name).split() if word[:1].isalpha() and not word.endswith(".")]
    words = [word for word in words if word.lower() not in {"dr", "pr", "me", "mme", "mr"}] or words
    return "".join(word[0].upper() for word in ([words[0], words[-1]] if words[1:] else words))


@register.simple_tag(takes_context=True)
def navigation_entries(
    context: dict[str, Any], section: navigation.Section = "main"
) -> list[navigation.Entry]:
    """The navigation of *section* for the actor of this page."""
    actor = context.get("actor")
    return navigation.entries(actor, section) if actor is not None else []


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """The theme this person chose on this device: light, dark, or nothing (as the system)."""
    request = context.get("request")
    chosen = request.COOKIES.get("visavis_theme", "") if request is not None else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """The languages offered, each with its own name."""
    return [dict(get_language_info(code)) for code, _name in settings.LANGUAGES]
