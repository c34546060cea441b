"""What is typed about members: invitations, roles, departments, the profile, the new login."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from visavis.accounts.public import (
    Membership,
    OfferedPlace,
    Practitioner,
    Profile,
    User,
    givable_departments,
    givable_roles,
)
from visavis.core.public import Actor, NotAPicture, require_organization, square_picture

MANY = forms.CheckboxSelectMultiple
LARGEST_PHOTO = 2 * 1024 * 1024


def role_choices(actor: Actor) -> list[tuple[str, Any]]:
    """The roles that *actor* may give, each with what it means."""
    about = {
        "owner": _("Owner: everything, with money, rights and the practice itself"),
        "manager": _("Manager: everything within their departments"),
        "practitioner": _("Practitioner: own schedule and own patients"),
        "secretary": _("Secretary: schedules and bookings of the practitioners served"),
    }
    return [(role, about[role]) for role in givable_roles(actor)]


def _departments(actor: Actor) -> list[tuple[str, str]]:
    return [(str(found.pk), found.name) for found in givable_departments(actor)]


def practitioner_choices() -> list[tuple[str, str]]:
    """The practitioners who work here."""
    present = Practitioner.objects.filter(
        membership__ended_at=None, membership__roles__contains=["practitioner"]
    )
    return [(str(found.pk), found.name) for found in present]


def _keys(values: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(value) for value in values)


class InviteForm(forms.Form):
    """Whom an owner invites, and to what."""

    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Please give an email address."),
            "invalid": _("This is not an email address. An example: anne@example.org"),
        },
    )
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=MANY,
        error_messages={"required": _("Please choose at least one role.")},
    )
    departments = forms.MultipleChoiceField(label=_("Departments"), widget=MANY, required=False)
    practitioners = forms.MultipleChoiceField(
        label=_("Serves, as a secretary"), widget=MANY, required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("roles", role_choices(actor))
        self._offer("departments", _departments(actor))
        self._offer("practitioners", practitioner_choices())

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    @property
    def place(self) -> OfferedPlace:
        """What is offered, once valid."""
        given = self.cleaned_data
        return OfferedPlace(
            given["email"],
            given["first_name"],
            given["last_name"],
            given["roles"],
            _keys(given.get("departments", [])),
            _keys(given.get("practitioners", [])),
        )


class RolesForm(forms.Form):
    """The roles of a member."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=MANY,
        error_messages={"required": _("Please choose at least one role.")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(actor)  # type: ignore[attr-defined]


class KeysForm(forms.Form):
    """Some of a list of things, by key: departments, those served, those who serve."""

    chosen = forms.MultipleChoiceField(widget=MANY, required=False)

    def __init__(
        self, *args: Any, label: Any, choices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].label = label
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]

    @property
    def keys(self) -> tuple[UUID, ...]:
        """What was chosen, once valid."""
        return _keys(self.cleaned_data["chosen"])


class ProfileForm(forms.Form):
    """What patients see of a practitioner, as far as the practice decides it."""

    title = forms.CharField(
        label=_("Title"), max_length=40, required=False, help_text=_("For instance Dr or Pr.")
    )
    specialty = forms.CharField(
        label=_("Specialty"),
        max_length=120,
        error_messages={"required": _("Please give a specialty: patients see it.")},
    )
    slug = forms.SlugField(
        label=_("Address of the page"),
        max_length=80,
        help_text=_("Small letters, digits and hyphens, for instance dr-anne-martin."),
        error_messages={
            "required": _("Please give the page an address."),
            "invalid": _("Only letters, digits and hyphens, for instance dr-anne-martin."),
        },
    )
    phone = PhoneNumberField(
        label=_("Phone of the secretariat"),
        required=False,
        error_messages={"invalid": _("This is not a phone number we can read.")},
    )
    is_public = forms.BooleanField(label=_("Patients see this page and can book"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].region = require_organization().country or "FR"  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    @property
    def profile(self) -> Profile:
        """What was typed, once valid."""
        given = self.cleaned_data
        return Profile(
            given["title"],
            given["slug"],
            given["specialty"],
            str(given["phone"] or ""),
            given["is_public"],
        )


class PhotoForm(forms.Form):
    """A picture of a member's face."""

    photo = forms.FileField(
        label=_("Picture"),
        max_length=200,
        help_text=_("A picture file of at most 2 MB; it is cut to a square."),
        widget=forms.ClearableFileInput({"accept": "image/*"}),
        error_messages={"required": _("Please choose a picture.")},
    )

    def clean_photo(self) -> bytes:
        upload = self.cleaned_data["photo"]
        if upload.size > LARGEST_PHOTO:
            raise ValidationError(_("This file is too large: at most 2 MB."))
        try:
            return square_picture(upload)
        except NotAPicture as fault:
            raise ValidationError(_("This is not a picture we can read.")) from fault


def profile_initial(membership: Membership) -> dict[str, Any]:
    """The profile as it is, or a first proposal."""
    shown = Practitioner.objects.filter(membership=membership).first()
    if shown is None:
        return {"slug": slugify(membership.user.name)[:80]}
    return {
        "title": shown.title,
        "specialty": shown.specialty,
        "slug": shown.slug,
        "phone": shown.secretariat_phone,
        "is_public": shown.is_public,
    }


class HoursForm(forms.Form):
    """For how long the links of invitations work."""

    hours = forms.IntegerField(
        label=_("Hours for which a link works"),
        min_value=1,
        max_value=720,
        error_messages={
            "required": _("Please give a number of hours."),
            "invalid": _("Please give a number of hours."),
            "min_value": _("At least one hour."),
            "max_value": _("At most 720 hours, which is 30 days."),
        },
    )


class NewLoginForm(forms.Form):
    """The name and the password of somebody who accepts an invitation."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a sentence is easy to remember."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        password = given.get("password")
        if password:
            person = User(
                email=self.email,
                first_name=given.get("first_name", ""),
                last_name=given.get("last_name", ""),
            )
            try:
                password_validation.validate_password(password, person)
            except ValidationError as fault:
                self.add_error("password", fault)
        return given
