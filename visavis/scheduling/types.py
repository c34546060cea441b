"""Types of visit: what a practitioner offers, how long it lasts, where (B4.1)."""

from __future__ import annotations

from django.db import transaction

from visavis.accounts.public import Practitioner
from visavis.core.public import Actor, changed, record, require_organization
from visavis.scheduling.access import require_running
from visavis.scheduling.holds import topic
from visavis.scheduling.models import AppointmentType, AppointmentTypeOffer, Site

NAMES = {
    "video": {
        "fr": "Téléconsultation",
        "en": "Video consultation",
        "nl": "Videoconsult",
        "de": "Videosprechstunde",
    },
    "in_person": {
        "fr": "Consultation au cabinet",
        "en": "Visit at the practice",
        "nl": "Consult in de praktijk",
        "de": "Sprechstunde in der Praxis",
    },
    "home": {
        "fr": "Visite à domicile",
        "en": "Home visit",
        "nl": "Huisbezoek",
        "de": "Hausbesuch",
    },
    "phone": {
        "fr": "Consultation par téléphone",
        "en": "Consultation by phone",
        "nl": "Telefonisch consult",
        "de": "Telefonsprechstunde",
    },
}
COLOURS = {"video": "teal", "in_person": "blue", "home": "amber", "phone": "violet"}


def offered(practitioner: Practitioner) -> list[AppointmentType]:
    """What *practitioner* offers, to whomever, in order."""
    every = AppointmentType.objects.filter(offers__practitioner=practitioner, active=True)
    return list(every.order_by("position", "id"))


@transaction.atomic
def offer_visit(
    actor: Actor, practitioner: Practitioner, *, place: str, minutes: int, gap_minutes: int
) -> AppointmentType:
    """Offer visits at *place* with this length and gap; one that is offered already is changed,
    unless colleagues offer it too: then one of their own is made.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    there = next((kind for kind in offered(practitioner) if kind.place == place), None)
    if there is not None and there.offers.exclude(practitioner=practitioner).exists():
        there.offers.filter(practitioner=practitioner).delete()
        there = None
    kind = there or AppointmentType(names=NAMES[place], place=place, colour=COLOURS[place])
    kind.minutes, kind.gap_minutes = minutes, gap_minutes
    kind.position = kind.position or list(NAMES).index(place)
    kind.save()
    AppointmentTypeOffer.objects.get_or_create(type=kind, practitioner=practitioner)
    record("type.offered", on=kind, by=actor, place=place, minutes=minutes, gap=gap_minutes)
    changed(topic(practitioner))
    return kind


@transaction.atomic
def stop_offering(actor: Actor, practitioner: Practitioner, *, place: str) -> None:
    """Offer no visits at *place* any more; what is booked stays.

    Raises:
        Denied: *actor* does not run this planning.
    """
    require_running(actor, practitioner.pk)
    for kind in offered(practitioner):
        if kind.place == place:
            kind.offers.filter(practitioner=practitioner).delete()
            record("type.stopped", on=kind, by=actor, place=place)
    changed(topic(practitioner))


@transaction.atomic
def first_site(actor: Actor) -> Site:
    """Where patients are received: the first place, made from the practice's address if need be."""
    found = Site.objects.first()
    if found is None:
        home = require_organization()
        found = Site.objects.create(
            name=home.name, street=home.street, postal_code=home.postal_code, city=home.city
        )
        record("site.made", on=found, by=actor)
    return found
