"""Who is at the other end of a request or socket, inside the present organization."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from visavis.accounts.acting_as import has_taken, place_of
from visavis.accounts.models import (
    DepartmentMember,
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
)
from visavis.accounts.sso.sessions import is_foreign
from visavis.core.public import Actor, Role, require_organization

LINKS_KEY = "visavis.links"


@cache
def _organization_query() -> str:
    """The query of every page, compiled once: by the ORM it costs more than the rest of it."""
    query, _values = Organization.objects.filter(subdomain="").query.sql_with_params()
    return str(query)


def organization_at(subdomain: str) -> Organization | None:
    """The organization that answers at *subdomain*, if any (A1.1)."""
    with connection.cursor() as cursor:
        cursor.execute(_organization_query(), [subdomain.lower()])
        row = cursor.fetchone()
    if row is None:
        return None
    names = [field.attname for field in Organization._meta.concrete_fields]
    return Organization.from_db(connection.alias, names, row)


def actor_of(user: Any, session: Any) -> Actor:
    """The actor for a signed-in *user* (or anonymous one) and what *session* has opened.

    Where they have taken a member's place, it is that member's, via them (acting_as.py).
    """
    if getattr(user, "is_authenticated", False) and has_taken(session):
        place = place_of(user, session)
        if place is not None:
            acted = _staff_actor(place.membership, place.membership.user, frozenset())
            return dataclasses.replace(
                acted,
                via=user.name,
                via_user_id=user.pk,
                via_way=place.way.key,
                read_only=place.way.read_only,
                until=place.until,
            )
    return own_actor_of(user, session)


def own_actor_of(user: Any, session: Any) -> Actor:
    """As :func:`actor_of`, of who really sits there, whatever place they have taken."""
    organization = require_organization()
    links = frozenset(
        UUID(link) for link in session.get(LINKS_KEY, {}).get(str(organization.pk), [])
    )
    if getattr(user, "is_authenticated", False) and not is_foreign(session):
        membership = Membership.objects.filter(user=user, ended_at=None).first()
        if membership is not None:
            return _staff_actor(membership, user, links)
        return Actor("patient", organization.pk, user.name, user_id=user.pk, link_ids=links)
    return Actor("patient" if links else "visitor", organization.pk, link_ids=links)


def _staff_actor(membership: Membership, user: User, links: frozenset[UUID]) -> Actor:
    """A profile counts while one is a practitioner here, links while one is a secretary."""
    own: UUID | None = None
    served: set[UUID] = set()
    if "practitioner" in membership.roles:
        profiles = Practitioner.objects.filter(membership=membership)
        own = profiles.values_list("pk", flat=True).first()
    if "secretary" in membership.roles:
        serving = SecretaryLink.objects.filter(secretary=membership, ended_at=None)
        served = set(serving.values_list("practitioner_id", flat=True))
    departments = DepartmentMember.objects.filter(
        membership=membership, department__archived_at=None
    ).values_list("department_id", flat=True)
    return Actor(
        "staff",
        membership.organization_id,
        user.name,
        user_id=user.pk,
        membership_id=membership.pk,
        roles=frozenset(cast(list[Role], membership.roles)),
        practitioner_id=own,
        practitioner_ids=frozenset(served | ({own} if own else set())),
        link_ids=links,
        department_ids=frozenset(departments),
    )


def actor_from(request: HttpRequest) -> Actor:
    """The actor of *request*, worked out once."""
    kept = getattr(request, "_visavis_actor", None)
    if kept is None:
        kept = actor_of(request.user, request.session)
        request._visavis_actor = kept  # type: ignore[attr-defined]
    return kept


def remember_link(session: Any, link_id: UUID) -> None:
    """Keep in *session* that a personal link was opened in this browser."""
    organization = str(require_organization().pk)
    links = session.setdefault(LINKS_KEY, {})
    kept = [link for link in links.get(organization, []) if link != str(link_id)]
    links[organization] = [*kept, str(link_id)][-20:]
    session.modified = True
