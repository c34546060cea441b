"""The forms of signing in: allauth's, with our words and our limits."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from visavis.accounts import attempts
from visavis.accounts.passwords import ask_reset
from visavis.accounts.second_factor import MFAAdapter, check_code
from visavis.accounts.signin import set_length, visitor
from visavis.core.public import current_organization, record


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Mail and password; « stay signed in » lasts as long as the practice says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email")
        self.fields["remember"].label = _("Stay signed in")
        self.fields["remember"].help_text = _("Not on a shared computer.")

    def _login_with_password(self, request: HttpRequest, *args: Any) -> Any:
        response = super()._login_with_password(request, *args)
        set_length(request, stays=bool(self.cleaned_data["remember"]))
        return response


class ResetForm(forms.Form):
    """Where to send the link; the answer is the same for every address."""

    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = str(self.cleaned_data["email"])
        ask_reset(email=email)
        return email


class _Code(forms.Form):
    """A code of the app or a recovery code, with our limits and used up for good."""

    user: Any
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code-input",
            }
        ),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        try:
            attempt = attempts.begin(("code", str(self.user.pk)))
        except attempts.TooMany as closed:
            raise attempts.sentence(closed.until) from None
        found = check_code(self.user, code)
        if found is None:
            if current_organization() is not None:
                address = context.request.META.get("REMOTE_ADDR", "")
                record("login.failed", on=None, by=visitor(), address=address, code=True)
            raise MFAAdapter().validation_error("incorrect_code")
        attempt.succeeded()
        self.authenticator = found
        return code


class CodeForm(_Code, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class CodeAgainForm(_Code, ReauthenticateForm):  # type: ignore[misc]
    """Confirming by a code that it is still the same person."""
