"""The door of patients: who is cared for, the encounter, who may see it."""

from visavis.patients.access import (
    encounter,
    encounter_as_patient,
    encounters_as_patient,
    encounters_visible_to,
    get,
    visible_to,
)
from visavis.patients.audited import file_seen, list_seen, visits_seen
from visavis.patients.encounters import (
    EncounterKind,
    cancel_encounter,
    finish_encounter,
    open_encounter,
    start_encounter,
)
from visavis.patients.file import register, relate
from visavis.patients.let_in import issue_link, open_link, revoke_links
from visavis.patients.models import CareRelation, Encounter, Patient, PersonalLink

__all__ = [
    "CareRelation",
    "Encounter",
    "EncounterKind",
    "Patient",
    "PersonalLink",
    "cancel_encounter",
    "encounter",
    "encounter_as_patient",
    "encounters_as_patient",
    "encounters_visible_to",
    "file_seen",
    "finish_encounter",
    "get",
    "issue_link",
    "list_seen",
    "open_encounter",
    "open_link",
    "register",
    "relate",
    "revoke_links",
    "start_encounter",
    "visible_to",
    "visits_seen",
]
