"""What the record of acts can be narrowed to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from visavis.core.public import KIND_NAMES, Sought, require_organization
from visavis.office.acts import members, name_of

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class SoughtForm(forms.Form):
    """Person, patient, period and kind; an empty field does not narrow."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    q = forms.CharField(
        label=_("Patient"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of act"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=_DAY)
    until = forms.DateField(label=_("Until"), required=False, widget=_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(key), name) for key, name in members()]
        asked = str(self.data.get("person", ""))
        if asked and asked not in dict(known):
            known += _somebody(asked)
        self.fields["person"] = forms.ChoiceField(
            label=_("Person"), required=False, choices=[("", _("Everybody")), *known]
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of act"),
            required=False,
            choices=[("", _("Every kind")), *KIND_NAMES.items()],
        )
        self.order_fields(["person", "q", "kind", "since", "until"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        for name in ("since", "until"):
            if told.get(name) and not EARLIEST <= told[name] <= LATEST:
                self.add_error(name, _("Give a date between 2000 and 2100."))
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning."))
        return told

    def sought(self) -> Sought:
        """What is asked for; a field with a fault does not narrow."""
        told = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else {}
        person = told.get("person")
        since, until = told.get("since"), told.get("until")
        return Sought(
            person=UUID(person) if person else None,
            patient=told.get("patient"),
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
            kind=told.get("kind") or "",
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=require_organization().zone)


def _somebody(asked: str) -> list[tuple[str, str]]:
    """One who acted here without being a member: a patient's login, a key."""
    try:
        key = UUID(asked)
    except ValueError:
        return []
    name = name_of(key)
    return [(asked, name)] if name else []
