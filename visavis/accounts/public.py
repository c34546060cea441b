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
    PlatformOperator,
    Practitioner,
    Qualification,
    SecretaryLink,
    User,
)
from visavis.accounts.pages import staff_page
from visavis.accounts.places import origin_of, places_of
from visavis.accounts.platform import platform_organization, practices
from visavis.accounts.previews import start_preview
from visavis.accounts.reach import (
    everybodys_rights_changed,
    rights_changed,
    seeing_in,
    seeing_through,
)
from visavis.accounts.second_factor import has_second_factor, must_set_up, reset_second_factor
from visavis.accounts.sessions import end_sessions
from visavis.accounts.signin import sign_in

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
    "PlatformOperator",
    "Practitioner",
    "Qualification",
    "SecretaryLink",
    "Switch",
    "User",
    "Way",
    "actor_from",
    "actor_of",
    "acts_for",
    "covers_all",
    "declare_way",
    "end_sessions",
    "everybodys_rights_changed",
    "has_second_factor",
    "has_taken",
    "leave_place",
    "may",
    "must_set_up",
    "organization_at",
    "origin_of",
    "own_actor_of",
    "place_of",
    "places_of",
    "platform_organization",
    "practices",
    "public_practitioners",
    "remember_link",
    "require",
    "require_staff",
    "reset_second_factor",
    "rights_changed",
    "role_may",
    "runs",
    "seeing_in",
    "seeing_through",
    "serves",
    "shares_department",
    "sign_in",
    "staff_page",
    "start_preview",
    "take_place",
]
