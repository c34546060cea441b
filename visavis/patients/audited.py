"""What this room writes into the audit: the sentences, and who was looked at (A9.3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from visavis.core.public import Act, Actor, seen
from visavis.patients.models import Encounter, Patient

ACTS = {
    "patient.viewed": Act("look", _("File opened")),
    "patients.listed": Act("look", _("Shown in the list of patients")),
    "visit.viewed": Act("look", _("Page of a visit opened")),
    "patient.registered": Act("change", _("New patient")),
    "care_relation.started": Act("rights", _("Added to the care team")),
    "encounter.opened": Act("change", _("Visit planned")),
    "encounter.in-progress": Act("change", _("Visit begun")),
    "encounter.finished": Act("change", _("Visit finished")),
    "encounter.cancelled": Act("change", _("Visit cancelled")),
    "link.issued": Act("rights", _("Personal link made")),
    "link.opened": Act("entry", _("Let in by a personal link")),
    "link.revoked": Act("rights", _("Personal links closed")),
}


def file_seen(actor: Actor, patient: Patient) -> None:
    """*actor* opened the file of *patient*: recorded each time."""
    seen("patient.viewed", by=actor, on=patient, patients=[patient.pk])


def list_seen(actor: Actor, patients: Iterable[Patient]) -> None:
    """*actor* saw these in a list or a search: names, birth dates, addresses."""
    seen("patients.listed", by=actor, patients=[one.pk for one in patients], live=True)


def visits_seen(actor: Actor, encounters: Iterable[Encounter]) -> None:
    """*actor* saw a page about these visits, most often as their patient."""
    found = list(encounters)
    on = found[0] if len(found) == 1 else None
    patients = [one.patient_id for one in found]
    seen("visit.viewed", by=actor, on=on, patients=patients, live=True)
