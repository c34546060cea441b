"""The practice itself: what it is called, where it answers, how it works (A1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from visavis.accounts.access import may, require
from visavis.accounts.models import Organization
from visavis.accounts.subdomains import TakenSubdomain, is_free, read_subdomain, retire
from visavis.core.public import (
    WEBP,
    Actor,
    Denied,
    StoredFile,
    fitted_picture,
    record,
    remove,
    require_organization,
    store,
)
from visavis.core.ui.public import Item, declare

# What an owner may change on the settings page; rights and money have pages of their own.
DETAILS = (
    "name",
    "presentation",
    "phone",
    "email",
    "street",
    "postal_code",
    "city",
    "language",
    "timezone",
    "country",
    "region",
    "door_opens_before",
    "door_closes_after",
    "keep_chat",
)
LOGO_WIDTH, LOGO_HEIGHT = 640, 240


def change_organization(actor: Actor, *, details: Mapping[str, Any]) -> list[str]:
    """Write *details* (of DETAILS); the names of those that changed.

    Raises:
        Denied: *actor* may not.
    """
    require(actor, "organization_settings")
    organization = require_organization()
    given = {name: details[name] for name in DETAILS if name in details}
    changed = [name for name, value in given.items() if getattr(organization, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(organization, name, given[name])
    organization.save(update_fields=changed)
    record("organization.changed", on=organization, by=actor, fields=", ".join(changed))
    return changed


def move_organization(actor: Actor, *, subdomain: str) -> Organization:
    """Let the practice answer at another subdomain; the old one stays its own and leads on.

    Raises:
        Denied: *actor* may not.
        BadSubdomain: it cannot answer there; ReservedSubdomain and TakenSubdomain say why.
    """
    require(actor, "organization_settings")
    organization, name = require_organization(), read_subdomain(subdomain)
    before = organization.subdomain
    if name == before:
        return organization
    if not is_free(name, organization=organization.pk):
        raise TakenSubdomain(name)
    organization.subdomain = name
    try:
        with transaction.atomic():
            organization.save(update_fields=["subdomain"])
            retire(organization, before=before)
    except IntegrityError as fault:
        organization.subdomain = before
        raise TakenSubdomain(name) from fault
    record("organization.moved", on=organization, by=actor, before=before, after=name)
    return organization


def set_logo(actor: Actor, *, picture: bytes | IO[bytes]) -> StoredFile:
    """Show *picture* in the head of every public page, instead of the one before.

    Raises:
        Denied: *actor* may not.
        NotAPicture: it cannot be read.
    """
    require(actor, "organization_settings")
    drawn = fitted_picture(picture, width=LOGO_WIDTH, height=LOGO_HEIGHT)
    organization = require_organization()
    before = organization.logo
    organization.logo = store(actor, drawn, name="logo.webp", content_type=WEBP)
    organization.save(update_fields=["logo"])
    if before is not None:
        remove(actor, before)
    record("organization.changed", on=organization, by=actor, fields="logo")
    return organization.logo


def remove_logo(actor: Actor) -> None:
    """Show the practice's name alone again.

    Raises:
        Denied: *actor* may not.
    """
    require(actor, "organization_settings")
    organization = require_organization()
    before = organization.logo
    if before is None:
        return
    organization.logo = None
    organization.save(update_fields=["logo"])
    remove(actor, before)
    record("organization.changed", on=organization, by=actor, fields="logo")


def logo_of(organization: Organization, file_id: UUID) -> StoredFile:
    """The logo in use, which anyone may see.

    Raises:
        Denied: *file_id* is not the logo.
    """
    if organization.logo_id != file_id or organization.logo is None:
        raise Denied("not the logo")
    return organization.logo


def declare_page() -> None:
    """The entry of the settings page; called in the app's ``ready``."""
    declare(
        Item(
            "organization",
            _("The practice"),
            "home",
            "organization:settings",
            10,
            section="settings",
            about=_("Name, logo, address, phone, language, time zone, waiting room."),
            shown=lambda actor: may(actor, "organization_settings"),
        )
    )
