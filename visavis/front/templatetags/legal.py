"""``{{ text|legal_text }}``: a legal text as the patient reads it; what a use of data says."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from visavis.front.legal_markup import rendered
from visavis.front.legal_pages import Shown, shown
from visavis.patients.public import DataUse, LegalText, words

register = template.Library()


@register.filter
def legal_html(body: str) -> SafeString:
    """Simple markup as safe HTML."""
    return rendered(body)


@register.filter
def in_words(text: LegalText) -> Shown:
    """The text in the reader's language, or in French with that said."""
    return shown(text)


@register.filter
def use_name(use: DataUse) -> str:
    """What the box says."""
    return words(use.names, (get_language() or "")[:2])


@register.filter
def use_details(use: DataUse) -> str:
    """What stands below the box."""
    return words(use.details, (get_language() or "")[:2])
