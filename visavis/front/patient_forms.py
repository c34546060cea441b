"""What patients type about themselves: signing up, their details."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import LANGUAGES, User
from visavis.core.public import require_organization
from visavis.patients.public import Wish
from visavis.scheduling.public import born_on, mobile_number

DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"]


def _name(label: Any, autocomplete: str, sentence: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        widget=forms.TextInput({"autocomplete": autocomplete}),
        error_messages={"required": sentence},
    )


def _birth_date() -> forms.DateField:
    return forms.DateField(
        label=_("Date of birth"),
        input_formats=DATES,
        widget=forms.DateInput({"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Please give your date of birth."),
            "invalid": _("Please write the date as in 31/12/1980."),
        },
    )


def _email(help_text: Any) -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=help_text,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("This e-mail address does not look right."),
        },
    )


def _mobile(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        required=False,
        help_text=help_text,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


def _new_password() -> forms.CharField:
    return forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        help_text=_("Ten characters at least. Three words nobody else would put together do well."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": _("Please choose a password.")},
    )


class MobileMixin:
    """Reads the mobile number as people write it."""

    cleaned_data: dict[str, Any]

    def clean_mobile(self) -> str:
        """The number in its international form; empty when not given."""
        text: str = self.cleaned_data["mobile"]
        return mobile_number(text, require_organization().country) if text else ""


class PersonForm(MobileMixin, forms.Form):
    """Who somebody is, for a file of their own."""

    first_name = _name(_("First name"), "given-name", _("Please give your first name."))
    last_name = _name(_("Last name"), "family-name", _("Please give your last name."))
    birth_date = _birth_date()
    mobile = _mobile(_("For the reminder, and if the connection fails."))

    def clean_birth_date(self) -> date:
        """A day on which somebody alive can have been born."""
        return born_on(self.cleaned_data["birth_date"])

    def wish(self, email: str) -> Wish:
        """What was typed, as the person it tells of."""
        told = self.cleaned_data
        return Wish(
            told["first_name"],
            told["last_name"],
            told["birth_date"],
            email,
            told["mobile"],
            (get_language() or "")[:2],
        )


class SignUpForm(PersonForm):
    """A login of one's own."""

    email = _email(_("You sign in with it. We send a link there first."))
    password = _new_password()
    field_order = ["first_name", "last_name", "birth_date", "email", "mobile", "password"]

    def clean(self) -> dict[str, Any]:
        """The password is none that many use, nor like the name."""
        told = super().clean() or {}
        who = User(
            email=told.get("email", ""),
            first_name=told.get("first_name", ""),
            last_name=told.get("last_name", ""),
        )
        check_new_password(self, told.get("password"), who)
        return told


def check_new_password(form: forms.Form, password: str | None, who: User) -> None:
    """Put what is wrong with a new password beside its field."""
    if password is None:
        return
    try:
        password_validation.validate_password(password, who)
    except ValidationError as fault:
        form.add_error("password", fault)


class PasswordForm(forms.Form):
    """The password given a moment ago, in another browser."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Please give the password.")},
    )


class JoinForm(forms.Form):
    """Taking up an invitation: the birth date of the file, a password for a login that is new."""

    birth_date = _birth_date()
    password = _new_password()

    def __init__(self, *args: Any, asks_birth: bool, who: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who = who
        if not asks_birth:
            del self.fields["birth_date"]
        if who is None:
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        """The password is none that many use, nor like the name."""
        told = super().clean() or {}
        if self.who is not None:
            check_new_password(self, told.get("password"), self.who)
        return told


class ContactForm(MobileMixin, forms.Form):
    """How a patient is reached."""

    email = _email(
        _("For confirmations and reminders. The address you sign in with stays as it is.")
    )
    mobile = _mobile(_("For the reminder, and if the connection fails."))
    language = forms.ChoiceField(label=_("Language of our messages"), choices=LANGUAGES)
