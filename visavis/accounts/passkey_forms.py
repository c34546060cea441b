"""What a browser brings from a passkey: allauth's forms, which take any input with a sentence."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as given
from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _

from visavis.accounts.signin import set_length, visitor
from visavis.core.public import current_organization, record

NONSENSE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What the ceremony's reader raises on input that no browser makes."""


def _refused() -> ValidationError:
    return ValidationError(_("This passkey was not accepted. Please try again."))


class AddForm(given.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    passwordless = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = 80
        self.fields["name"].help_text = _("To tell your passkeys apart: “Telephone”, “Office”…")

    def clean(self) -> Any:
        try:
            return super().clean()
        except NONSENSE:
            raise _refused() from None
        except ValidationError:
            raise _refused() from None


class _Shown(given.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey shown."""

    def clean_credential(self) -> Authenticator:
        try:
            found: Authenticator = super().clean_credential()
        except (ValidationError, *NONSENSE):
            if current_organization() is not None:
                address = context.request.META.get("REMOTE_ADDR", "")
                record("login.failed", on=None, by=visitor(), address=address, passkey=True)
            raise _refused() from None
        return found


class SecondForm(_Shown):
    """A passkey after the password."""


class LoginForm(_Shown):
    """A passkey instead of the password."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)

    def clean_credential(self) -> Authenticator:
        found = super().clean_credential()
        set_length(context.request, stays=bool(self.data.get("remember")))
        return found


class AgainForm(_Shown):
    """A passkey to confirm that it is still the same person."""

    reauthenticated = True
