"""Organizations, the people in them, and how they get in."""

from visavis.accounts.models.entry import (
    ApiKey,
    IdentityProvider,
    Invitation,
    ProviderProblem,
    Qualification,
    SupportAccess,
)
from visavis.accounts.models.logins import FailedAttempts, Handover
from visavis.accounts.models.organizations import (
    LANGUAGES,
    Department,
    Organization,
    RetiredSubdomain,
)
from visavis.accounts.models.people import (
    DepartmentMember,
    Membership,
    PlatformOperator,
    Practitioner,
    SecretaryLink,
    User,
    UserManager,
)
from visavis.accounts.models.signups import ProfessionalSignUp

__all__ = [
    "LANGUAGES",
    "ApiKey",
    "Department",
    "DepartmentMember",
    "FailedAttempts",
    "Handover",
    "IdentityProvider",
    "Invitation",
    "Membership",
    "Organization",
    "PlatformOperator",
    "Practitioner",
    "ProfessionalSignUp",
    "ProviderProblem",
    "Qualification",
    "RetiredSubdomain",
    "SecretaryLink",
    "SupportAccess",
    "User",
    "UserManager",
]
