"""A named little world: two organizations, their people, and one full day of visits.

``world.practice`` is « Cabinet du Parc », ``world.neighbour`` « Centre des Lilas », next door and
never to be seen from here. People are attributes (``world.claire``, ``world.alice``), visits are
encounters in ``world.visits`` by name (past, now, early, tomorrow, cancelled, colleagues,
neighbours), roles are words (:data:`ROLES`) for which there is a client and an actor.

Built by bulk inserts: hundreds of tests use it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from visavis.accounts.public import (
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
    actor_of,
    remember_link,
)
from visavis.core.public import Actor, acting_for, secret_hash
from visavis.patients.public import CareRelation, Encounter, Patient, PersonalLink

Role = Literal[
    "visitor",
    "patient",
    "other_patient",
    "practitioner",
    "colleague",
    "secretary",
    "manager",
    "owner",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
]
ROLES: tuple[Role, ...] = (
    "visitor",
    "patient",
    "other_patient",
    "practitioner",
    "colleague",
    "secretary",
    "manager",
    "owner",
    "former",
    "neighbour_practitioner",
    "neighbour_patient",
)
PASSWORD = "tulipe-orange-42"


def secret_of(visit: str) -> str:
    """The secret of the personal link to a visit of this world."""
    return f"secret-of-{visit}-for-the-one-it-was-sent-to"


@dataclass
class World:
    """Everything by name. Rows were made as of ``now``."""

    now: datetime
    practice: Organization
    neighbour: Organization
    users: dict[str, User] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    practitioners: dict[str, Practitioner] = field(default_factory=dict)
    patients: dict[str, Patient] = field(default_factory=dict)
    visits: dict[str, Encounter] = field(default_factory=dict)
    links: dict[str, PersonalLink] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """``world.claire``: the practitioner, patient or (other staff) membership of that name."""
        for people in ("practitioners", "patients", "members"):
            found = self.__dict__.get(people, {}).get(name)
            if found is not None:
                return found
        raise AttributeError(name)

    def organization(self, which: str) -> Organization:
        return {"practice": self.practice, "neighbour": self.neighbour}[which]

    def acting(self, which: str = "practice") -> AbstractContextManager[None]:
        """``with world.acting("practice"):`` inside that organization."""
        return acting_for(self.organization(which))

    def host(self, which: str = "practice") -> str:
        return f"{self.organization(which).subdomain}.localhost"

    def token(self, visit: str) -> str:
        """What stands in the address of the personal link to this visit."""
        return secret_of(visit)

    def client(self, role: Role = "visitor", *, at: str = "practice") -> Client:
        """A browser of this role at that organization: signed in, or with its link opened."""
        client = Client(headers={"host": self.host(at)})
        name = WHO[role]
        if name in self.users:
            client.force_login(self.users[name])
        elif name:
            session = client.session
            with self.acting():
                remember_link(session, self.links[LINK_OF[role]].pk)
            session.save()
            client.cookies["visavis"] = session.session_key or ""
        return client

    def actor(self, role: Role, *, at: str = "practice") -> Actor:
        """The actor that a request of this role at that organization would have."""
        name, session = WHO[role], SessionStore()
        with self.acting(at):
            if role in LINK_OF and at == "practice":
                remember_link(session, self.links[LINK_OF[role]].pk)
            return actor_of(self.users.get(name), session)


# Who plays a role; a patient without a login comes by a link.
WHO: dict[Role, str] = {
    "visitor": "",
    "patient": "alice",
    "other_patient": "bruno",
    "practitioner": "claire",
    "colleague": "paul",
    "secretary": "sophie",
    "manager": "marc",
    "owner": "olivia",
    "former": "fabien",
    "neighbour_practitioner": "luc",
    "neighbour_patient": "nadia",
}
LINK_OF: dict[Role, str] = {"other_patient": "early"}

# name -> first name, last name, has a login
_PEOPLE = {
    "practice": {
        "olivia": ("Olivia", "Laurent", ["owner"]),
        "marc": ("Marc", "Girard", ["manager"]),
        "claire": ("Claire", "Martin", ["practitioner"]),
        "paul": ("Paul", "Petit", ["practitioner"]),
        "sophie": ("Sophie", "Bernard", ["secretary"]),
        "fabien": ("Fabien", "Roux", ["practitioner"]),
    },
    "neighbour": {
        "luc": ("Luc", "Lefèvre", ["owner", "practitioner"]),
        "nora": ("Nora", "Diallo", ["secretary"]),
    },
}
_PRACTITIONERS = {
    "claire": ("Dr", "dr-claire-martin", "Médecine générale", ["fr", "en"]),
    "paul": ("", "paul-petit", "Kinésithérapie", ["fr"]),
    "luc": ("Dr", "dr-luc-lefevre", "Dermatologie", ["fr", "de"]),
}
# name -> organization, first, last, born, primary practitioner
_PATIENTS = {
    "alice": ("practice", "Alice", "Moreau", date(1987, 4, 12), "claire"),
    "bruno": ("practice", "Bruno", "Faure", date(1958, 9, 30), "claire"),
    "chloe": ("practice", "Chloé", "Garnier", date(1999, 1, 5), "paul"),
    "nadia": ("neighbour", "Nadia", "Benali", date(1991, 7, 21), "luc"),
}
_WITH_LOGIN = ("alice", "nadia")
# name -> patient, practitioner, kind, status, starts in (from now)
VISITS: dict[str, tuple[str, str, str, str, timedelta]] = {
    "past": ("alice", "claire", "virtual", "finished", timedelta(days=-7)),
    "now": ("alice", "claire", "virtual", "planned", timedelta(minutes=10)),
    "early": ("bruno", "claire", "virtual", "planned", timedelta(minutes=75)),
    "tomorrow": ("alice", "claire", "ambulatory", "planned", timedelta(days=1)),
    "cancelled": ("alice", "claire", "virtual", "cancelled", timedelta(days=2)),
    "colleagues": ("chloe", "paul", "virtual", "planned", timedelta(minutes=10)),
    "neighbours": ("nadia", "luc", "virtual", "planned", timedelta(minutes=10)),
}
LENGTH = timedelta(minutes=20)


def build() -> World:
    """The world, in the present transaction."""
    parc = Organization(
        name="Cabinet du Parc",
        subdomain="parc",
        phone="+33142685300",
        email="accueil@cabinet-du-parc.fr",
        street="12 rue du Parc",
        postal_code="75014",
        city="Paris",
    )
    lilas = Organization(name="Centre des Lilas", subdomain="lilas", phone="+33143626100")
    Organization.objects.bulk_create([parc, lilas])
    world = World(now=timezone.now().replace(microsecond=0), practice=parc, neighbour=lilas)
    _make_users(world)
    for which in ("practice", "neighbour"):
        with world.acting(which):
            _make_staff(world, which)
            _make_patients(world, which)
            _make_visits(world, which)
    return world


def _make_users(world: World) -> None:
    password = make_password(PASSWORD)
    names = {
        name: (first, last)
        for people in _PEOPLE.values()
        for name, (first, last, _roles) in people.items()
    }
    names |= {name: _PATIENTS[name][1:3] for name in _WITH_LOGIN}
    world.users = {
        name: User(email=f"{name}@exemple.fr", first_name=first, last_name=last, password=password)
        for name, (first, last) in names.items()
    }
    User.objects.bulk_create(world.users.values())


def _make_staff(world: World, which: str) -> None:
    members = {
        name: Membership(user=world.users[name], roles=roles)
        for name, (_first, _last, roles) in _PEOPLE[which].items()
    }
    if "fabien" in members:
        members["fabien"].ended_at = world.now - timedelta(days=30)
    Membership.objects.bulk_create(members.values())
    profiles = {
        name: Practitioner(
            membership=members[name],
            slug=slug,
            title=title,
            first_name=world.users[name].first_name,
            last_name=world.users[name].last_name,
            specialty=specialty,
            languages=languages,
            is_public=True,
        )
        for name, (title, slug, specialty, languages) in _PRACTITIONERS.items()
        if name in members
    }
    Practitioner.objects.bulk_create(profiles.values())
    world.members |= members
    world.practitioners |= profiles
    if which == "practice":
        SecretaryLink.objects.create(secretary=members["sophie"], practitioner=profiles["claire"])


def _make_patients(world: World, which: str) -> None:
    known = {
        name: Patient(
            first_name=first,
            last_name=last,
            birth_date=born,
            email=f"{name}@exemple.fr",
            mobile="+33612345678",
            user=world.users.get(name),
        )
        for name, (where, first, last, born, _by) in _PATIENTS.items()
        if where == which
    }
    Patient.objects.bulk_create(known.values())
    CareRelation.objects.bulk_create(
        CareRelation(
            patient=patient, practitioner=world.practitioners[_PATIENTS[name][4]], kind="primary"
        )
        for name, patient in known.items()
    )
    world.patients |= known


def _make_visits(world: World, which: str) -> None:
    for name, (patient, practitioner, kind, status, delay) in VISITS.items():
        if _PATIENTS[patient][0] != which:
            continue
        start, over = world.now + delay, status in ("finished", "cancelled")
        world.visits[name] = Encounter(
            patient=world.patients[patient],
            practitioner=world.practitioners[practitioner],
            kind=kind,
            status=status,
            opened_at=min(start, world.now) - timedelta(days=1),
            started_at=start if status == "finished" else None,
            ended_at=(start + LENGTH if status == "finished" else world.now) if over else None,
        )
        world.links[name] = PersonalLink(
            encounter=world.visits[name],
            secret_hash=secret_hash(secret_of(name)),
            expires_at=max(start, world.now) + timedelta(days=30),
        )
    here = [name for name in world.visits if _PATIENTS[VISITS[name][0]][0] == which]
    Encounter.objects.bulk_create(world.visits[name] for name in here)
    PersonalLink.objects.bulk_create(world.links[name] for name in here)
