"""A published text, an optional use and a consent of the little world, made when asked for."""

from __future__ import annotations

from uuid import UUID

from tests.world import World
from visavis.core.public import now
from visavis.patients.public import Consent, DataUse, LegalText


def in_force(world: World, which: str = "practice") -> tuple[LegalText, DataUse]:
    """The terms in force and a use that is asked for."""
    with world.acting(which):
        text = LegalText.objects.filter(kind="terms").first()
        if text is None:
            text = LegalText.objects.create(
                kind="terms",
                version=1,
                bodies={"fr": "Un texte."},
                published_at=now(),
                published_by=world.users["olivia"],
            )
        use = DataUse.objects.filter(key="research").first()
        if use is None:
            use = DataUse.objects.create(key="research", names={"fr": "La recherche"})
        return text, use


def key_of(name: str, world: World, about: str) -> UUID:
    """The key of the text, the use, or the consent of the visit's patient to the use."""
    visit = world.visits[about]
    which = "practice" if visit.organization_id == world.practice.pk else "neighbour"
    text, use = in_force(world, which)
    if name != "consent_id":
        return (text if name == "text_id" else use).pk
    with world.acting(which):
        consent = Consent.objects.filter(patient=visit.patient, withdrawn_at=None).first()
        if consent is None:
            consent = Consent.objects.create(
                patient=visit.patient, use=use, how="in_session", given_at=now()
            )
        return consent.pk
