"""Single sign-on's place in the practice's settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from visavis.accounts.access import may
from visavis.core.ui.public import Item, declare


def declare_settings() -> None:
    """Offer the settings to owners."""
    declare(
        Item(
            "sso",
            _("Single sign-on"),
            "key",
            "sso:overview",
            60,
            shown=lambda actor: may(actor, "organization_settings"),
            section="settings",
            about=_("Members sign in with the account they already have elsewhere."),
        )
    )
