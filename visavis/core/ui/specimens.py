"""What the living page shows: a form in all its states, and sample things for the components."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visavis.core.ui import icons

TONES = ["today", "later", "blocked", "late", "walkin", "quiet"]
STATES = [
    "today", "later", "waiting", "late", "walkin", "in-call", "ended", "cancelled", "absent",
    "blocked",
]  # fmt: skip
COLOURS = [
    "base-100", "base-200", "base-300", "base-content", "primary", "secondary", "neutral", "info",
    "success", "warning", "error", "wash", "line", "line-strong",
]  # fmt: skip


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("First and last name"), max_length=80)
    email = forms.EmailField(
        label=_("Email"), help_text=_("We send the confirmation and the link to this address.")
    )
    phone = forms.CharField(label=_("Mobile phone"), required=False)
    kind = forms.ChoiceField(
        label=_("Reason for the visit"),
        choices=[("", "—"), ("first", _("First visit")), ("follow", _("Follow-up"))],
    )
    place = forms.ChoiceField(
        label=_("How would you like to meet?"),
        choices=[("video", _("By video")), ("site", _("At the practice"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What brings you here?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agree = forms.BooleanField(label=_("I have read how my data is protected"))


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the living page needs."""
    now = timezone.now()
    filled = {"name": "Ada Lovelace", "email": "ada@example.org", "kind": "first", "place": "video"}
    wrong = SpecimenForm({"name": "", "email": "ada@", "place": "moon"}, prefix="wrong")
    wrong.is_valid()
    return {
        "empty_form": SpecimenForm(initial=filled, prefix="right"),
        "wrong_form": wrong,
        "tones": TONES,
        "states": STATES,
        "colours": COLOURS,
        "icons": sorted(icons.drawings()),
        "steps": [_("Time"), _("Your details"), _("Confirmation")],
        "page": Paginator(range(45), 10).page(2),
        "until": (now + timedelta(minutes=9, seconds=40)).isoformat(),
        "now": now.isoformat(),
        "times": ["09:00", "09:20", "09:40", "10:20", "11:00", "14:00"],
    }
