"""The platform itself: who mails and audits outside of any practice, and what operators may see.

It is an organization of its own, at a subdomain no browser can ask for. The base domain's pages run
inside it, so mails, jobs, the outbox and the audit work there as they do in a practice
(docs/decisions/0033). It has no members and no patients.
"""

from __future__ import annotations

from django.db.models import QuerySet

from visavis.accounts.identity import organization_at
from visavis.accounts.models import Organization
from visavis.accounts.places import PLATFORM, origin_of
from visavis.core.public import Grant, platform_may

NAME = "Visavis"


def platform_organization() -> Organization:
    """The platform's own organization; made when it is first asked for."""
    found = organization_at(PLATFORM)
    if found is None:
        found, _made = Organization.objects.get_or_create(
            subdomain=PLATFORM, defaults={"name": NAME}
        )
    return found


def operators_address() -> str:
    """Where operators work."""
    return origin_of(PLATFORM) + "/operator/"


def practices() -> QuerySet[Organization]:
    """Every organization but the platform's own."""
    every: QuerySet[Organization] = Organization.objects.exclude(subdomain=PLATFORM)
    return every


_PERSON = ("id", "email", "first_name", "last_name", "language", "is_active")
_MEMBER = ("id", "organization_id", "user_id", "roles", "joined_at", "ended_at")
_PROFILE = (
    "id",
    "organization_id",
    "membership_id",
    "slug",
    "title",
    "first_name",
    "last_name",
    "specialty",
    "is_public",
    "approved_at",
)
_DECIDED = ("state", "decided_at", "decided_by_id", "reason", "version")
_A_PROOF = "EXISTS (SELECT FROM accounts_qualification q WHERE q.proof_id = core_storedfile.id)"


def open_to_operators() -> None:
    """What the platform's database role is granted: organizations, their staff, qualifications
    and the files that prove them. No table of the patients is here (A1.5)."""
    for grant in (
        Grant(
            "accounts_organization",
            select=("*",),
            update=("suspended_at", "suspended_reason"),
            insert=True,
        ),
        Grant("accounts_retiredsubdomain", select=("*",)),
        Grant("accounts_user", select=_PERSON),
        Grant("accounts_membership", select=_MEMBER),
        Grant("accounts_platformoperator", select=("*",)),
        Grant("accounts_practitioner", select=_PROFILE, update=("approved_at",)),
        Grant("accounts_qualification", select=("*",), update=_DECIDED),
        Grant("accounts_supportaccess", select=("*",)),
        Grant("core_storedfile", select=("*",), rows=_A_PROOF),
        # When something last happened, not what; and what operators did themselves is written.
        Grant(
            "core_auditevent",
            select=("organization_id", "at"),
            insert=True,
            written="actor_kind = 'operator'",
        ),
    ):
        platform_may(grant)
