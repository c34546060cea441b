"""A named little world: two organizations, their people, and one full day of visits.

``world.practice`` is « Cabinet du Parc », ``world.neighbour`` « Centre des Lilas », next door and
never to be seen from here. People are attributes (``world.claire``, ``world.alice``), visits are
encounters in ``world.visits`` and their times in ``world.appointments`` by name (past, now, early,
tomorrow, cancelled, colleagues, neighbours), types are in ``world.types`` (video, in_person,
neighbours), roles are words (:data:`ROLES`, tests/cast.py) with a client and an actor each.

Who is in which department (``world.departments``: cardio, rehab): Claire, Diane, Mona and Alice in
the one, Paul and Chloé in the other, Bruno in both, Denis, Yves and Marc in none. Diane supervises
Alice, who is Claire's. Sophie serves Claire; Sara serves Claire and Paul. Yves works here and next
door.

Built by bulk inserts: hundreds of tests use it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.cast import LENGTH, LINK_OF, ROLES, VISITS, WHO, Role
from visavis.accounts.public import (
    Department,
    DepartmentMember,
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
    actor_of,
    remember_link,
)
from visavis.core.public import Actor, acting_for, secret_hash
from visavis.patients.public import (
    CareRelation,
    Encounter,
    Patient,
    PatientDepartment,
    PersonalLink,
)
from visavis.scheduling.models import (
    Appointment,
    AppointmentType,
    AppointmentTypeOffer,
    BookingRules,
    Site,
    WeeklyHours,
)

__all__ = ["ROLES", "VISITS", "Role", "World", "build"]
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
    types: dict[str, AppointmentType] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)

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
    world = World(
        now=timezone.now().replace(second=0, microsecond=0), practice=parc, neighbour=lilas
    )
    _make_users(world)
    for which in ("practice", "neighbour"):
        with world.acting(which):
            _make_staff(world, which)
            _make_patients(world, which)
            _make_practice(world, which)
            _make_visits(world, which)
            _make_appointments(world, which)
    return world


def _make_users(world: World) -> None:
    password = make_password(PASSWORD)
    names = {
        name: (first, last)
        for people in cast.PEOPLE.values()
        for name, (first, last, _roles) in people.items()
        if name not in cast.LOGIN_OF
    }
    names |= {name: cast.PATIENTS[name][1:3] for name in cast.WITH_LOGIN}
    world.users = {
        name: User(email=f"{name}@exemple.fr", first_name=first, last_name=last, password=password)
        for name, (first, last) in names.items()
    }
    User.objects.bulk_create(world.users.values())


def _make_staff(world: World, which: str) -> None:
    members = {
        name: Membership(user=world.users[cast.LOGIN_OF.get(name, name)], roles=roles)
        for name, (_first, _last, roles) in cast.PEOPLE[which].items()
    }
    if "fabien" in members:
        members["fabien"].ended_at = world.now - timedelta(days=30)
    Membership.objects.bulk_create(members.values())
    profiles = {
        name: Practitioner(
            membership=members[name],
            slug=slug,
            title=title,
            first_name=members[name].user.first_name,
            last_name=members[name].user.last_name,
            specialty=specialty,
            languages=languages,
            is_public=name in cast.PUBLIC,
        )
        for name, (title, slug, specialty, languages) in cast.PRACTITIONERS.items()
        if name in members
    }
    Practitioner.objects.bulk_create(profiles.values())
    world.members |= members
    world.practitioners |= profiles
    if which == "practice":
        _make_links_and_departments(world)


def _make_links_and_departments(world: World) -> None:
    SecretaryLink.objects.bulk_create(
        SecretaryLink(secretary=world.members[name], practitioner=world.practitioners[who])
        for name, served in cast.SERVES.items()
        for who in served
    )
    world.departments = {
        name: Department(name=facts[0]) for name, facts in cast.DEPARTMENTS.items()
    }
    Department.objects.bulk_create(world.departments.values())
    DepartmentMember.objects.bulk_create(
        DepartmentMember(department=world.departments[name], membership=world.members[who])
        for name, (_name, people, _patients) in cast.DEPARTMENTS.items()
        for who in people
    )


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
        for name, (where, first, last, born, _by) in cast.PATIENTS.items()
        if where == which
    }
    Patient.objects.bulk_create(known.values())
    CareRelation.objects.bulk_create(
        CareRelation(
            patient=patient,
            practitioner=world.practitioners[cast.PATIENTS[name][4]],
            kind="primary",
        )
        for name, patient in known.items()
    )
    world.patients |= known
    if which == "practice":
        CareRelation.objects.bulk_create(
            CareRelation(
                patient=known[name], practitioner=world.practitioners[who], kind="supervisor"
            )
            for who, supervised in cast.SUPERVISES.items()
            for name in supervised
        )
        PatientDepartment.objects.bulk_create(
            PatientDepartment(patient=known[name], department=world.departments[where])
            for where, (_name, _people, patients) in cast.DEPARTMENTS.items()
            for name in patients
        )


def _make_practice(world: World, which: str) -> None:
    """Where, when and what can be booked: Monday to Friday, 9:00–12:30 and 14:00–18:00."""
    here = [name for name, person in world.practitioners.items() if name in cast.PEOPLE[which]]
    site = Site.objects.create(name=world.organization(which).name, city="Paris")
    BookingRules.objects.bulk_create(
        BookingRules(practitioner=world.practitioners[name]) for name in here
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=world.practitioners[name],
            weekday=weekday,
            opens=opens,
            closes=closes,
            site=site,
        )
        for name in here
        for weekday in range(1, 6)
        for opens, closes in cast.HOURS
    )
    types = {
        name: AppointmentType(
            names={"fr": french}, minutes=minutes, gap_minutes=gap, place=place, position=position
        )
        for position, (name, (where, french, minutes, gap, place, _by)) in enumerate(
            cast.TYPES.items()
        )
        if where == which
    }
    AppointmentType.objects.bulk_create(types.values())
    AppointmentTypeOffer.objects.bulk_create(
        AppointmentTypeOffer(type=kind, practitioner=world.practitioners[who])
        for name, kind in types.items()
        for who in cast.TYPES[name][5]
    )
    world.types |= types


def _made_here(which: str) -> list[str]:
    return [name for name, visit in VISITS.items() if cast.PATIENTS[visit[0]][0] == which]


def _make_visits(world: World, which: str) -> None:
    here = _made_here(which)
    for name in here:
        patient, practitioner, kind, status, delay = VISITS[name]
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
    Encounter.objects.bulk_create(world.visits[name] for name in here)
    PersonalLink.objects.bulk_create(world.links[name] for name in here)


def _make_appointments(world: World, which: str) -> None:
    for name in _made_here(which):
        visit, delay = world.visits[name], VISITS[name][4]
        kind = "in_person" if visit.kind == "ambulatory" else "video"
        offered = world.types[kind if which == "practice" else "neighbours"]
        start, status = world.now + delay, cast.STATUS[visit.status]
        world.appointments[name] = Appointment(
            practitioner=visit.practitioner,
            type=offered,
            encounter=visit,
            during=(start, start + offered.step),
            starts_at=start,
            minutes=offered.minutes,
            gap_minutes=offered.gap_minutes,
            status=status,
            booked_online=True,
            booked_at=visit.opened_at,
            cancelled_at=world.now if status == "cancelled" else None,
            cancelled_by="patient" if status == "cancelled" else "",
        )
    Appointment.objects.bulk_create(world.appointments[name] for name in _made_here(which))
