"""Sowing the demo, and telling what was sown."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from visavis.accounts.public import (
    Membership,
    Organization,
    Practitioner,
    SecretaryLink,
    User,
    actor_of,
    add_operator,
    state_qualification,
)
from visavis.config.demo import days
from visavis.config.demo.agreements import sow_agreements
from visavis.config.demo.people import (
    LILAS,
    OPERATOR,
    PARC,
    PASSWORD,
    WAITING,
    WAITING_NUMBER,
    Person,
    Practice,
    Professional,
)
from visavis.core.public import acting_for
from visavis.front.public import practice_address
from visavis.patients.public import CareRelation, Patient
from visavis.scheduling.public import (
    AppointmentType,
    AppointmentTypeOffer,
    BookingRules,
    Site,
    WeeklyHours,
)

ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""Stands for the picture of a professional card."""


class NotADemo(RuntimeError):
    """The demo was asked for where real people are cared for."""


def seed() -> None:
    """Make the demo's practices where they are missing, and a visit that can be joined now.

    Raises:
        NotADemo: in production.
    """
    if settings.ENV.mode == "production":
        raise NotADemo("The demo's passwords are known to all; it is not for production.")
    _sow_operator()
    for practice in (PARC, LILAS):
        organization = Organization.objects.filter(subdomain=practice.subdomain).first()
        if organization is None:
            organization = _sow(practice)
        with acting_for(organization):
            days.keep_fresh(practice)


def _sow_operator() -> None:
    """An operator of the platform, who sets up a second factor at the first visit."""
    who = OPERATOR
    user, is_new = User.objects.get_or_create(
        email=who.email,
        defaults={
            "first_name": who.first,
            "last_name": who.last,
            "password": make_password(PASSWORD),
        },
    )
    if is_new:
        add_operator(email=user.email)


def _sow(practice: Practice) -> Organization:
    organization: Organization = Organization.objects.create(
        name=practice.name,
        subdomain=practice.subdomain,
        street=practice.street,
        postal_code=practice.postal_code,
        city=practice.city,
        phone=practice.phone,
        email=practice.email,
        presentation=practice.presentation,
    )
    with acting_for(organization):
        password = make_password(PASSWORD)
        site = Site.objects.create(
            name=practice.name,
            street=practice.street,
            postal_code=practice.postal_code,
            city=practice.city,
            phone=practice.phone,
        )
        types = _sow_types(practice)
        profiles = {
            who.slug: _sow_professional(who, password, site, types)
            for who in practice.professionals
        }
        for person in practice.staff:
            member = _member(person, [person.role], password)
            if person.role == "secretary":
                SecretaryLink.objects.bulk_create(
                    SecretaryLink(secretary=member, practitioner=profiles[slug])
                    for slug in practice.secretary_serves
                )
        if practice is LILAS:
            _sow_waiting(password, site, types)
        _sow_patients(practice, profiles, password)
        owner = Membership.objects.select_related("user").filter(roles__contains=["owner"]).first()
        assert owner is not None  # noqa: S101
        sow_agreements(owner.user)
        days.fill_past(practice)
    return organization


def _member(who: Person | Professional, roles: list[str], password: str) -> Membership:
    user = User.objects.create(
        email=who.email, first_name=who.first, last_name=who.last, password=password
    )
    member: Membership = Membership.objects.create(user=user, roles=roles)
    return member


def _sow_types(practice: Practice) -> dict[str, AppointmentType]:
    types = {
        name: AppointmentType(
            names=offer.names,
            minutes=offer.minutes,
            gap_minutes=offer.gap,
            place=offer.place,
            colour=offer.colour,
            position=position,
        )
        for position, (name, offer) in enumerate(practice.offers.items())
    }
    AppointmentType.objects.bulk_create(types.values())
    return types


def _sow_professional(
    who: Professional, password: str, site: Site, types: dict[str, AppointmentType]
) -> Practitioner:
    alone = who is LILAS.professionals[0]
    member = _member(who, ["owner", "practitioner"] if alone else ["practitioner"], password)
    profile: Practitioner = Practitioner.objects.create(
        membership=member,
        slug=who.slug,
        title=who.title,
        first_name=who.first,
        last_name=who.last,
        specialty=who.specialty,
        presentation=who.presentation,
        languages=list(who.languages),
        is_public=True,
    )
    BookingRules.objects.create(
        practitioner=profile, earliest_notice_minutes=who.notice_minutes, latest_cancel_hours=2
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(practitioner=profile, weekday=day, opens=opens, closes=closes, site=site)
        for weekdays, opens, closes in who.hours
        for day in weekdays
    )
    AppointmentTypeOffer.objects.bulk_create(
        AppointmentTypeOffer(type=types[name], practitioner=profile) for name in who.offers
    )
    return profile


def _sow_waiting(password: str, site: Site, types: dict[str, AppointmentType]) -> None:
    """A professional who has stated a registration that nobody has checked yet."""
    profile = _sow_professional(WAITING, password, site, types)
    profile.approved_at = None
    profile.save(update_fields=["approved_at"])
    state_qualification(
        actor_of(profile.membership.user, {}),
        profession="physician",
        register="rpps",
        number=WAITING_NUMBER,
        proof=("carte-professionnelle.png", ONE_PIXEL),
    )


def _sow_patients(practice: Practice, profiles: dict[str, Practitioner], password: str) -> None:
    people = [
        Patient(
            first_name=who.first,
            last_name=who.last,
            birth_date=who.born,
            email=who.email,
            mobile=who.mobile,
        )
        for who in practice.patients
    ]
    first = practice.patients[0]
    people[0].user = User.objects.create(
        email=first.email, first_name=first.first, last_name=first.last, password=password
    )
    Patient.objects.bulk_create(people)
    CareRelation.objects.bulk_create(
        CareRelation(patient=patient, practitioner=profiles[who.of], kind="primary")
        for patient, who in zip(people, practice.patients, strict=True)
    )


def facts(port: int | None = None) -> dict[str, Any]:
    """Addresses and sign-ins of the demo; *port* where it differs from the settings'.

    Issues a new personal link to the visit of now, because only the hash of one is kept.
    """
    organization = Organization.objects.get(subdomain=PARC.subdomain)

    def address(path: str) -> str:
        return practice_address(organization, path, port)

    with acting_for(organization):
        secret = days.link_of_now(PARC)
    people: dict[str, Person | Professional] = {
        "owner": PARC.staff[0],
        "practitioner": PARC.professionals[0],
        "secretary": PARC.staff[1],
        "patient": PARC.patients[0],
    }
    shown = {
        "practice": address("/"),
        "booking": address(f"/book/{PARC.professionals[0].slug}/"),
        "outbox": address("/outbox/"),
        "visit": address(f"/v/{secret}/"),
        "neighbour": practice_address(
            Organization.objects.get(subdomain=LILAS.subdomain), "/", port
        ),
    }
    operators = practice_address(organization, "/operator/", port).replace(
        f"//{PARC.subdomain}.", "//"
    )
    shown["operator"] = operators
    sign_ins = [
        {"role": role, "email": who.email, "password": PASSWORD, "url": address("/accounts/login/")}
        for role, who in people.items()
    ]
    sign_ins.append(
        {"role": "operator", "email": OPERATOR.email, "password": PASSWORD, "url": operators}
    )
    return {**shown, "sign_ins": sign_ins}
