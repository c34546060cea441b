"""What people type: sentences beside the fields, and forgiving reading of dates and numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visavis.core.public import require_organization
from visavis.scheduling.booking import MOTIVE_LENGTH, Person
from visavis.scheduling.models import BookingRules

_MOBILE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.UNKNOWN,
)
DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"]
OLDEST = 130  # years


def mobile_number(text: str, country: str) -> str:
    """*text* as an international (E.164) mobile number; *country* where no prefix is given.

    Raises:
        ValidationError: it is no number, or not a mobile one.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as fault:
        raise ValidationError(_("This is not a phone number we can read.")) from fault
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This phone number does not exist. Is a digit missing?"))
    if phonenumbers.number_type(number) not in _MOBILE:
        raise ValidationError(_("Please give a mobile number: we send the link there."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class DetailsForm(forms.Form):
    """Who comes, and why: screen 2 of booking."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages={"required": _("Please give your first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "family-name"}),
        error_messages={"required": _("Please give your last name.")},
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=DATES,
        widget=forms.DateInput({"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Please give your date of birth."),
            "invalid": _("Please write the date as in 31/12/1980."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send the confirmation and your personal link there."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("This e-mail address does not look right."),
        },
    )
    mobile = forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        help_text=_("For the reminder, and if the connection fails."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Please give your mobile number.")},
    )
    motive = forms.CharField(
        label=_("Reason for the visit"),
        max_length=MOTIVE_LENGTH,
        required=False,
        help_text=_("Only your practitioner reads it. 200 characters at most."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, rules: BookingRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mobile"].required = rules.mobile_required
        if rules.motive_mode == "T":
            del self.fields["motive"]

    def clean_birth_date(self) -> date:
        """A day on which somebody alive can have been born."""
        born: date = self.cleaned_data["birth_date"]
        today = timezone.localdate()
        if born > today:
            raise ValidationError(_("This date is still to come."))
        if born.year < today.year - OLDEST:
            raise ValidationError(_("Please check the year."))
        return born

    def clean_mobile(self) -> str:
        """The number in its international form; empty when it may be."""
        text: str = self.cleaned_data["mobile"]
        return mobile_number(text, require_organization().country) if text else ""

    def person(self, language: str) -> Person:
        """What was typed, as the person it tells of."""
        told = self.cleaned_data
        return Person(
            told["first_name"],
            told["last_name"],
            told["birth_date"],
            told["email"],
            told["mobile"],
            language,
        )
