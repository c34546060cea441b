"""What a new practice tells of itself in the guided set-up: contact, its owner's profile (B1.3)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from visavis.accounts.models import Organization, Practitioner
from visavis.accounts.qualifications import own_profile
from visavis.core.public import Actor, Denied, record, require_organization

CONTACT = ("phone", "email", "street", "postal_code", "city")
PROFILE = ("title", "first_name", "last_name", "specialty", "presentation", "languages")


@transaction.atomic
def set_contact(actor: Actor, **told: Any) -> Organization:
    """Phone, mail and address of the practice, shown to patients.

    Raises:
        Denied: *actor* is no owner.
    """
    if not actor.has("owner"):
        raise Denied("no owner")
    organization = require_organization()
    fields = [name for name in CONTACT if name in told]
    for name in fields:
        setattr(organization, name, told[name])
    organization.save(update_fields=fields)
    record("organization.contact_set", on=organization, by=actor, fields=fields)
    return organization


@transaction.atomic
def set_profile(actor: Actor, *, is_public: bool, **told: Any) -> Practitioner:
    """One's own profile, and whether patients may see it (once approved).

    Raises:
        Denied: *actor* is no practitioner here.
    """
    profile = own_profile(actor)
    for name in PROFILE:
        if name in told:
            setattr(profile, name, told[name])
    profile.is_public = is_public
    profile.save()
    record("profile.set", on=profile, by=actor, is_public=is_public)
    return profile
