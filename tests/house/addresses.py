"""Every address the system answers at, and how to fill one in for the little world."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.urls import URLPattern, URLResolver

from tests.house import texts
from tests.world import World
from visavis.core.public import secret_hash

PRACTICE = "visavis.config.urls"
PLATFORM = "visavis.config.urls_platform"
SOCKETS = ("live/topics/", "live/visit/<uuid:encounter_id>/")


def _walk(entries: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        address = before + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, address)
        else:
            yield address


def addresses_of(urlconf: str) -> list[str]:
    """The addresses in *urlconf*, as written there, without the leading slash."""
    return list(_walk(importlib.import_module(urlconf).urlpatterns, ""))


def all_addresses() -> list[str]:
    """Pages of practices and of the platform, and sockets."""
    return [*addresses_of(PRACTICE), *addresses_of(PLATFORM), *SOCKETS]


def address_of(route: str, world: World, about: str = "now") -> str:
    """The address of *route*, speaking of the visit *about*: its patient, link, notice."""

    def fill(match: re.Match[str]) -> str:
        return str(_named(match.group(1), world, about))

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", fill, route)


def _named(name: str, world: World, about: str) -> object:
    visit = world.visits[about]
    if name == "notice_id":
        return _notice_of(world, about)
    if name in ("text_id", "use_id", "consent_id"):
        return texts.key_of(name, world, about)
    if name == "provider_id":
        return _provider_of(world)
    if name == "department_id":
        return _department_of(world, about)
    if name in ("invitation_id", "secret"):
        return _invitation_of(world)[name]
    return {
        "membership_id": world.members["sophie"].pk,
        "encounter_id": visit.pk,
        "patient_id": visit.patient_id,
        "file_id": visit.pk,  # a file that is not there
        "slug": "dr-claire-martin",
        "kind": "terms",
        "token": world.token(about),
        "uidb36": "1",
        "key": "set-password",
        "key_id": "00000000-0000-7000-8000-000000000000",
        "letter": "not-a-token",
    }[name]


def _invitation_of(world: World) -> dict[str, object]:
    """An open invitation to the practice, and what stands in its link; made when there is none."""
    from visavis.accounts.public import Invitation

    secret = "secret-of-the-invitation-of-ines"
    with world.acting():
        made, _new = Invitation.objects.get_or_create(
            secret_hash=secret_hash(secret),
            defaults={
                "email": "ines@exemple.fr",
                "first_name": "Inès",
                "last_name": "Colin",
                "roles": ["secretary"],
                "invited_by": world.members["olivia"],
                "sent_at": world.now,
                "expires_at": world.now + timedelta(days=3),
            },
        )
    return {"invitation_id": made.pk, "secret": secret}


def _notice_of(world: World, about: str) -> UUID:
    """A notice of the visit; made when there is none."""
    from visavis.notices.public import Notice, send

    visit = world.visits[about]
    which = "practice" if visit.organization_id == world.practice.pk else "neighbour"
    with world.acting(which):
        notice = Notice.objects.filter(encounter=visit).first()
        if notice is None:
            facts = {"starts_at": world.now, "ends_at": world.now, "place": "ici"}
            (notice, *_others) = send(
                "appointment.booked", to=visit.patient, encounter=visit, facts=facts
            )
        key: UUID = notice.pk
        return key


def _provider_of(world: World) -> UUID:
    """The practice's provider of logins, at an address where nobody answers."""
    from visavis.accounts.models import IdentityProvider

    with world.acting():
        provider, _made = IdentityProvider.objects.get_or_create(
            issuer="http://127.0.0.1:9",
            defaults={"name": "Nobody", "button_text": "Sign in by nobody", "enabled": True},
        )
        key: UUID = provider.pk
        return key


def _department_of(world: World, about: str) -> UUID:
    """A department of the visit's organization; made when there is none."""
    from visavis.accounts.public import Department

    visit = world.visits[about]
    which = "practice" if visit.organization_id == world.practice.pk else "neighbour"
    with world.acting(which):
        found = Department.objects.order_by("pk").first() or Department.objects.create(name="A")
        key: UUID = found.pk
        return key
