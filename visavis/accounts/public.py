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
from visavis.accounts.acting_as import (
    Place,
    Way,
    declare_way,
    has_taken,
    leave_place,
    place_of,
    take_place,
)
from visavis.accounts.identity import (
    actor_from,
    actor_of,
    organization_at,
    own_actor_of,
    remember_link,
)
from visavis.accounts.models import (
    LANGUAGES,
    Department,
    DepartmentMember,
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
)
from visavis.accounts.pages import (
    staff_page,
)
from visavis.accounts.previews import (
    start_preview,
)

__all__ = [
    "LADDER",
    "LANGUAGES",
    "RIGHTS",
    "SWITCHES",
    "Department",
    "DepartmentMember",
    "Membership",
    "Organization",
    "Place",
    "Practitioner",
    "SecretaryLink",
    "Switch",
    "User",
    "Way",
    "actor_from",
    "actor_of",
    "acts_for",
    "covers_all",
    "declare_way",
    "has_taken",
    "leave_place",
    "may",
    "organization_at",
    "own_actor_of",
    "place_of",
    "public_practitioners",
    "remember_link",
    "require",
    "require_staff",
    "role_may",
    "runs",
    "serves",
    "shares_department",
    "staff_page",
    "start_preview",
    "take_place",
]
