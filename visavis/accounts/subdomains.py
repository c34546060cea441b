"""The names under which practices answer: how they may look, and those that are not given away."""

from __future__ import annotations

import re
from uuid import UUID

from visavis.accounts.models import Organization, RetiredSubdomain

SHORTEST, LONGEST = 3, 40
_SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# Names by which people expect the platform itself, its machines, or a mail's sender.
_WORDS = """
    about abuse account accounts admin administrator aide api app apps assets auth autoconfig
    autodiscover backup beta billing blog cdn cloud contact dashboard demo desk dev dns docs
    download email fhir files ftp git health help home host hostmaster imap info internal
    legal live local localhost login logout mail mailer media metrics mobile monitor mx news
    noreply ns ns1 ns2 oauth office operator ops outbox partner pay payment platform pop pop3
    portal postmaster preview privacy prod production proxy public register relay root rtc
    sales secure security settings sfu shop signin signup sip site sms smtp sso staff
    staging stat static stats status store stun support system terms test testing turn
    update upload user users video visavis web webhook webmail webmaster webrtc websocket
    wiki ws www wwww
"""
RESERVED = frozenset(_WORDS.split())


class BadSubdomain(Exception):
    """Not a name to answer at."""


class ReservedSubdomain(BadSubdomain):
    """A name the platform keeps for itself."""


class TakenSubdomain(BadSubdomain):
    """Another organization answers there."""


def read_subdomain(text: str) -> str:
    """*text* as a subdomain an organization may have.

    Raises:
        ReservedSubdomain: kept for the platform.
        BadSubdomain: no such name can be.
    """
    name = text.strip().lower()
    if not SHORTEST <= len(name) <= LONGEST or not _SHAPE.fullmatch(name) or name[2:4] == "--":
        raise BadSubdomain(name)
    if name in RESERVED:
        raise ReservedSubdomain(name)
    return name


def is_free(name: str, *, organization: UUID | None = None) -> bool:
    """Whether an organization may answer at *name*: a new one, or *organization*, to which the
    names it has left are still kept."""
    try:
        if read_subdomain(name) != name:
            return False
    except BadSubdomain:
        return False
    kept = RetiredSubdomain.objects.filter(name=name)
    there = Organization.objects.filter(subdomain=name)
    if organization is not None:
        kept, there = kept.exclude(organization_id=organization), there.exclude(pk=organization)
    return not kept.exists() and not there.exists()


def retire(organization: Organization, *, before: str) -> None:
    """Keep *before* for *organization*, which answers elsewhere now; what it took back is in use
    again."""
    RetiredSubdomain.objects.filter(organization=organization, name=organization.subdomain).delete()
    RetiredSubdomain.objects.get_or_create(name=before, defaults={"organization": organization})


def successor(name: str) -> str | None:
    """Where the organization answers now that answered at *name* before, if any."""
    found = RetiredSubdomain.objects.filter(name=name.lower())
    return found.values_list("organization__subdomain", flat=True).first()
