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
    "consents.viewed": Act("look", _("Consents looked at")),
    "patient.own_viewed": Act("look", _("Own details looked at")),
    "consent.given": Act("change", _("Consent given")),
    "consent.withdrawn": Act("change", _("Consent withdrawn")),
    "data_use.added": Act("rights", _("Optional use of data added")),
    "data_use.reworded": Act("rights", _("Optional use of data reworded")),
    "data_use.switched": Act("rights", _("Optional use of data switched")),
    "legal_text.drafted": Act("rights", _("Legal text drafted")),
    "legal_text.published": Act("rights", _("Legal text published")),
    "legal_text.discarded": Act("rights", _("Draft of a legal text discarded")),
    "patient.contact_changed": Act("change", _("Contact details changed")),
    "patient.changed": Act("change", _("Details of the patient changed")),
    "patient.invited": Act("rights", _("Login offered to the patient")),
    "patient.invitation_revoked": Act("rights", _("Invitation of the patient revoked")),
    "patient.invitation_accepted": Act("entry", _("Invitation accepted by the patient")),
    "patient.sign_up_asked": Act("entry", _("Patient’s account asked for")),
    "patient.signed_up": Act("entry", _("Patient’s account opened")),
    "patient.login_joined": Act("rights", _("Login joined to the file")),
    "care_relation.changed": Act("rights", _("Place in the care team changed")),
    "care_relation.ended": Act("rights", _("Removed from the care team")),
    "patient.joined_department": Act("rights", _("Patient added to a department")),
    "patient.left_department": Act("rights", _("Patient removed from a department")),
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


def own_files_seen(actor: Actor, patients: Iterable[Patient]) -> None:
    """*actor* saw their own details, or what they agreed to."""
    seen("patient.own_viewed", by=actor, patients=[one.pk for one in patients], live=True)
