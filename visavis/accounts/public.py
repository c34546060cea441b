"""The door of accounts: who works here, for which organization, with which rights."""

from visavis.accounts.access import (
    LADDER,
    RIGHTS,
    SWITCHES,
    Switch,
    acts_for,
    covers_all,
    may,
    public_practitioners,
    require,
    require_staff,
    role_may,
    runs,
    serves,
    shares_department,
)
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
    "LADDER",
    "LANGUAGES",
    "RIGHTS",
    "SWITCHES",
    "Department",
    "Membership",
    "Organization",
    "Practitioner",
    "SecretaryLink",
    "Switch",
    "User",
    "actor_from",
    "actor_of",
    "acts_for",
    "covers_all",
    "may",
    "organization_at",
    "public_practitioners",
    "remember_link",
    "require",
    "require_staff",
    "role_may",
    "runs",
    "serves",
    "shares_department",
    "staff_page",
]
