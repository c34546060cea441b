"""Forms of the guided set-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from visavis.accounts.public import LANGUAGES, LARGEST, Qualification, checked_number, kind_of

_SPOKEN = [
    *LANGUAGES,
    ("ar", "العربية"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("pt", "Português"),
]


class ContactForm(forms.Form):
    """How patients reach the practice."""

    phone = PhoneNumberField(
        label=_("Phone of the practice"),
        region="FR",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("This is not a phone number we can read.")},
    )
    email = forms.EmailField(label=_("Email shown to patients"), max_length=254)
    street = forms.CharField(
        label=_("Street"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("Town"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "address-level2"}),
    )


def _minutes(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class VisitsForm(forms.Form):
    """What can be booked: by video, at the practice, each with length and gap."""

    video = forms.BooleanField(label=_("By video"), required=False)
    video_minutes = _minutes(_("Minutes"), 5, 720)
    video_gap = _minutes(_("Minutes between two visits"), 0, 240)
    in_person = forms.BooleanField(label=_("At the practice"), required=False)
    in_person_minutes = _minutes(_("Minutes"), 5, 720)
    in_person_gap = _minutes(_("Minutes between two visits"), 0, 240)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("video") and not told.get("in_person"):
            raise ValidationError(_("Offer at least one kind of visit."))
        return told


class ProfileForm(forms.Form):
    """How patients see the professional."""

    title = forms.CharField(label=_("Title, as in Dr"), max_length=40, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    specialty = forms.CharField(label=_("Specialty"), max_length=120)
    presentation = forms.CharField(
        label=_("A few words for patients"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=_SPOKEN, widget=forms.CheckboxSelectMultiple
    )
    is_public = forms.BooleanField(
        label=_("Patients may find me and book with me as soon as I am approved"), required=False
    )


class RegistrationForm(forms.Form):
    """Profession, number and proof."""

    profession = forms.ChoiceField(label=_("Profession"), choices=Qualification.PROFESSIONS)
    register = forms.ChoiceField(
        label=_("Register"), choices=Qualification.REGISTERS, widget=forms.RadioSelect
    )
    number = forms.CharField(
        label=_("Registration number"),
        max_length=40,
        help_text=_("RPPS: 11 digits. ADELI: 9 digits."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    proof = forms.FileField(
        label=_("Proof: certificate or professional card"),
        help_text=_("A PDF or a picture, 10 MB at most."),
        widget=forms.FileInput({"accept": "application/pdf,image/*"}),
        error_messages={"required": _("Add the proof.")},
    )

    def __init__(self, *args: Any, has_proof: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = not has_proof

    def clean_proof(self) -> tuple[str, bytes] | None:
        given: Any = self.cleaned_data.get("proof")
        if given is None:
            return None
        if (given.size or 0) > LARGEST:
            raise ValidationError(_("This file is larger than 10 MB."))
        content = given.read()
        if not kind_of(content):
            raise ValidationError(_("This is neither a PDF nor a picture we can show."))
        return str(given.name), content

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("number") and told.get("register"):
            try:
                told["number"] = checked_number(told["register"], told["number"])
            except ValidationError as fault:
                self.add_error("number", fault)
        return told
