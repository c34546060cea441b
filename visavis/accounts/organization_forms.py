"""What an owner types about the practice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from visavis.accounts.models import LANGUAGES, Organization
from visavis.accounts.organization import DETAILS
from visavis.accounts.whereabouts import countries, regions, zone_named

MOST_MINUTES = 24 * 60
_RANGE = {
    "min_value": _("Please give 0 minutes or more."),
    "max_value": _("Please give a day (1440 minutes) at most."),
    "invalid": _("Please give whole minutes."),
}


class OrganizationForm(forms.Form):
    """The details of the practice, by the names of DETAILS."""

    name = forms.CharField(
        label=_("Name of the practice"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages={"required": _("Please give the practice’s name.")},
    )
    presentation = forms.CharField(
        label=_("Presentation"),
        help_text=_("A few sentences for patients, on top of your public page."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        help_text=_("Patients can call it from every page."),
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    street = forms.CharField(
        label=_("Street and number"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("Town"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "address-level2"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("For visitors whose browser asks for none of ours, and for messages."),
        choices=LANGUAGES,
    )
    timezone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Type a town, such as Paris or Martinique."),
        max_length=64,
        widget=forms.TextInput({"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please choose a time zone.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(
            {
                "hx-get": reverse_lazy("organization:regions"),
                "hx-target": "#region",
                "hx-swap": "outerHTML",
            }
        ),
    )
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("Only where a region has public holidays of its own."),
        required=False,
    )
    door_opens_before = forms.IntegerField(
        label=_("Opens before the appointed time (minutes)"),
        min_value=0,
        max_value=MOST_MINUTES,
        error_messages=_RANGE,
    )
    door_closes_after = forms.IntegerField(
        label=_("Stays open after it (minutes)"),
        min_value=0,
        max_value=MOST_MINUTES,
        error_messages=_RANGE,
    )
    keep_chat = forms.BooleanField(
        label=_("Keep the conversation of a visit"),
        help_text=_("Off: what was written is erased when the visit ends."),
        required=False,
    )

    def __init__(self, data: Any = None, *, organization: Organization, country: str = "") -> None:
        known = {name: getattr(organization, name) for name in DETAILS}
        known["phone"] = organization.phone.as_national if organization.phone else ""
        super().__init__(data, initial=known)
        fields: dict[str, Any] = self.fields
        fields["country"].choices = countries((get_language() or "fr")[:2])
        asked = str(data.get("country", "")) if data is not None else country
        country = asked if asked in dict(fields["country"].choices) else organization.country
        fields["region"].choices = [("", _("The whole country")), *regions(country)]
        fields["region"].error_messages["invalid_choice"] = _("Please choose a region anew.")
        fields["phone"].region = country
        fields["phone"].error_messages["invalid"] = _("This is not a phone number we can read.")

    def clean_timezone(self) -> str:
        zone = zone_named(self.cleaned_data["timezone"])
        if zone is None:
            raise ValidationError(
                _("We do not know this time zone. Please choose one of the list.")
            )
        return zone


class MoveForm(forms.Form):
    """Another subdomain."""

    subdomain = forms.CharField(
        label=_("Address"),
        max_length=63,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": _("Please give an address.")},
    )
    understood = forms.BooleanField(
        label=_("I have understood: everyone signs in anew, at the new address."),
        error_messages={"required": _("Please confirm that you have understood.")},
    )


class LogoForm(forms.Form):
    """A picture of the practice's sign."""

    logo = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP; a wide one on a clear background looks best."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp,image/gif,image/avif"}),
        error_messages={
            "required": _("Please choose a picture."),
            "empty": _("This file is empty. Please choose another one."),
        },
    )


NO_PICTURE = _("We cannot read this picture. Please send a PNG or JPEG under 20 MB.")
