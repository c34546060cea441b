"""The door of accounts: who works here, for which organization, with which rights."""

from visavis.accounts.access import acts_for, public_practitioners, require_staff, runs
from visavis.accounts.identity import actor_from, actor_of, organization_at, remember_link
from visavis.accounts.models import (
    LANGUAGES,
    Department,
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
)
from visavis.accounts.pages import staff_page

__all__ = [
    "LANGUAGES",
    "Department",
    "Membership",
    "Organization",
    "Practitioner",
    "SecretaryLink",
    "User",
    "actor_from",
    "actor_of",
    "acts_for",
    "organization_at",
    "public_practitioners",
    "remember_link",
    "require_staff",
    "runs",
    "staff_page",
]
