"""Entries of one's own account, and of how people sign in, in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from visavis.accounts.access import may
from visavis.accounts.places import PLATFORM
from visavis.core.public import Actor, require_organization
from visavis.core.ui.public import Item, declare

MINE = (
    ("profile", _("My profile"), "user", "me_profile", 10),
    ("security", _("Signing in"), "lock", "mfa_index", 20),
    ("sessions", _("Open sessions"), "list", "me_sessions", 30),
)
ABOUT = _("The second factor of the team, and how long sessions last.")


def _oneself(actor: Actor) -> bool:
    return actor.user_id is not None and not actor.via


def _oneself_here(actor: Actor) -> bool:
    """The platform itself has the page of signing in alone."""
    return _oneself(actor) and require_organization().subdomain != PLATFORM


def _owner(actor: Actor) -> bool:
    return may(actor, "organization_settings")


def declare_own_pages() -> None:
    """Called when the room is ready."""
    for key, label, icon, url, order in MINE:
        shown = _oneself if key == "security" else _oneself_here
        declare(Item(key, label, icon, url, order, shown=shown, section="me"))
    settings = _("Signing in")
    declare(
        Item(
            "signing_in",
            settings,
            "lock",
            "signing_in",
            60,
            section="settings",
            about=ABOUT,
            shown=_owner,
        )
    )
