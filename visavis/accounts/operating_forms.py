"""Forms of the operators' area."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visavis.accounts.founding_form import address_field, checked_address


class ReasonForm(forms.Form):
    """Why; the people concerned read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The people concerned read it."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class OrganizationForm(forms.Form):
    """A new organization and its owner."""

    name = forms.CharField(label=_("Name of the practice"), max_length=120)
    subdomain = address_field()
    first_name = forms.CharField(label=_("First name of the owner"), max_length=80)
    last_name = forms.CharField(label=_("Last name of the owner"), max_length=80)
    email = forms.EmailField(label=_("Email of the owner"), max_length=254)

    def clean_subdomain(self) -> str:
        return checked_address(str(self.cleaned_data.get("subdomain", "")))
