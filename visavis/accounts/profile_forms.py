"""The forms of one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from visavis.accounts.models import LANGUAGES, Organization, User
from visavis.accounts.profile import photo_of
from visavis.core.public import NotAPicture

if TYPE_CHECKING:
    _UserForm = forms.ModelForm[User]
    _OrganizationForm = forms.ModelForm[Organization]
else:
    _UserForm = _OrganizationForm = forms.ModelForm

LARGEST = 8 * 1024 * 1024


class ProfileForm(_UserForm):
    """Name, phone, language, appearance; for staff a photo."""

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("Shown to your team and, for practitioners, to patients. Cut to a square."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    drop_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone", "language", "theme"]
        labels = {
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "phone": _("Phone"),
            "language": _("Language"),
            "theme": _("Appearance"),
        }
        help_texts = {
            "phone": _("For your practice; patients do not see it."),
            "language": _("Of the pages and of the mails you get."),
        }
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, membership: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("", _("As the practice")), *LANGUAGES],
            required=False,
            help_text=_("Of the pages and of the mails you get."),
        )
        if not membership:
            del self.fields["photo"], self.fields["drop_photo"]
            self.fields["phone"].help_text = ""

    def clean_photo(self) -> bytes | None:
        """The picture, square, or nothing."""
        upload = self.cleaned_data.get("photo")
        if not upload:
            return None
        if upload.size > LARGEST:
            raise forms.ValidationError(_("This file is too large: use a picture below 8 MB."))
        try:
            return photo_of(upload)
        except NotAPicture:
            raise forms.ValidationError(_("This file cannot be read as a picture.")) from None

    def facts(self) -> dict[str, Any]:
        """What to change, as the verb takes it. The instance is read anew there."""
        return dict(self.cleaned_data)


class AddressForm(forms.Form):
    """The new mail address."""

    email = forms.EmailField(
        label=_("New email address"),
        max_length=254,
        help_text=_("We send a link there; the address changes when you open it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SigningInForm(_OrganizationForm):
    """How people sign in to this practice."""

    class Meta:
        model = Organization
        fields = ["second_factor", "session_days"]
        labels = {
            "second_factor": _("Second factor of the team"),
            "session_days": _("“Stay signed in” lasts (days)"),
        }
        help_texts = {
            "second_factor": _(
                "Required: whoever has none is led to set it up before anything else, at their "
                "next page. Patients are never forced."
            ),
            "session_days": _("Without a visit for so long, one signs in again. 1 to 90."),
        }
        widgets = {"second_factor": forms.RadioSelect}
