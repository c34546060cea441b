"""The one form of a professional's sign-up, with its sentences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visavis.accounts.founding import Wish, proposed
from visavis.accounts.models import Qualification, User
from visavis.accounts.subdomains import BadSubdomain, ReservedSubdomain, is_free, read_subdomain

NOT_FREE = _("Another practice has this address. Choose another one.")
NOT_AN_ADDRESS = _("Please use 3 to 40 letters without accents, digits or hyphens.")
KEPT = _("This address is kept for the platform. Please choose another one.")


def address_field() -> forms.CharField:
    """The address of a practice, told beside it while it is typed."""
    return forms.CharField(
        label=_("Address of the practice"),
        max_length=63,
        required=False,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def checked_address(text: str) -> str:
    """The address as it is kept.

    Raises:
        ValidationError: it is none, or not free.
    """
    try:
        found = read_subdomain(text)
    except ReservedSubdomain as fault:
        raise ValidationError(KEPT) from fault
    except BadSubdomain as fault:
        raise ValidationError(NOT_AN_ADDRESS) from fault
    if not is_free(found):
        raise ValidationError(NOT_FREE)
    return found


class FoundingForm(forms.Form):
    """Who opens a practice, and how it is called."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 characters; a short sentence is easy to remember."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )
    profession = forms.ChoiceField(label=_("Profession"), choices=Qualification.PROFESSIONS)
    practice = forms.CharField(
        label=_("Name of the practice"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    subdomain = address_field()
    terms = forms.BooleanField(
        label=_(
            "I practise lawfully, I keep my login to myself, and I answer for the data of my "
            "patients: I accept these terms of use."
        ),
        error_messages={"required": _("Tick this box to go on.")},
    )

    def clean_subdomain(self) -> str:
        typed = str(self.cleaned_data.get("subdomain", ""))
        found = typed.strip() or proposed(str(self.cleaned_data.get("practice", "")))
        return checked_address(found)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        person = User(
            email=told.get("email", ""),
            first_name=told.get("first_name", ""),
            last_name=told.get("last_name", ""),
        )
        if told.get("password"):
            try:
                validate_password(told["password"], person)
            except ValidationError as fault:
                self.add_error("password", fault)
        return told

    @property
    def wish(self) -> Wish:
        """What was asked for; the form is valid."""
        names = ("email", "first_name", "last_name", "practice", "subdomain", "profession")
        return Wish(**{name: self.cleaned_data[name] for name in names})
