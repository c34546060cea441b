"""What the named world is, in plain words: the reference of the separation table.

Nothing here asks the database or the policy. The facts are those of tests/cast.py, the rules are
the sentences of the specification (A1.3, A1.4, A2.1, A3.1, A4.1), written as a person would say
them, one member and one patient at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests import cast
from tests.cast import VISITS, WHO, Role

MEMBERS: tuple[Role, ...] = (
    "owner",
    "manager",
    "department_manager",
    "practitioner",
    "colleague",
    "supervisor",
    "visiting",
    "secretary",
    "double_secretary",
)
PATIENTS = tuple(name for name, facts in cast.PATIENTS.items() if facts[0] == "practice")
HERE = tuple(name for name, visit in VISITS.items() if visit[0] in PATIENTS)
PRACTITIONERS = ("claire", "paul", "diane", "yves")


@dataclass(frozen=True)
class Setting:
    """How the switches of the practice stand."""

    name: str
    strict_departments: bool = False
    strict_patients: bool = False
    own_patients_only: bool = True
    everybodys_schedule: bool = True

    def switches(self) -> Mapping[str, bool]:
        return {key: value for key, value in vars(self).items() if key != "name"}


SETTINGS = (
    Setting("default"),
    Setting("strict departments", strict_departments=True),
    Setting("strict departments, everybody's patients", True, own_patients_only=False),
    Setting("strict patients", strict_patients=True, own_patients_only=False),
    Setting("everybody's patients", own_patients_only=False),
    Setting("schedules closed", everybodys_schedule=False),
)


def departments_of(person: str) -> set[str]:
    """Of a member or of a patient."""
    return {
        name
        for name, (_title, people, patients) in cast.DEPARTMENTS.items()
        if person in people or person in patients
    }


def carers_of(patient: str) -> set[str]:
    """Who has a relation of care with the patient."""
    primary = cast.PATIENTS[patient][4]
    return {primary} | {who for who, whom in cast.SUPERVISES.items() if patient in whom}


def shares(one: str, other: str) -> bool:
    return bool(departments_of(one) & departments_of(other))


def is_manager(member: str) -> bool:
    return "manager" in cast.PEOPLE["practice"][member][2]


def covers_all(member: str, setting: Setting) -> bool:
    """An owner; a manager in no department, unless departments are strict."""
    if "owner" in cast.PEOPLE["practice"][member][2]:
        return True
    return is_manager(member) and not departments_of(member) and not setting.strict_departments


def _practitioner_sees(practitioner: str, patient: str, setting: Setting) -> bool:
    if setting.strict_departments and not shares(practitioner, patient):
        return False
    everybodys = not setting.own_patients_only and not setting.strict_patients
    return practitioner in carers_of(patient) or everybodys


def sees_patient(role: Role, patient: str, setting: Setting) -> bool:
    """Whether the member sees the patient at all."""
    member = WHO[role]
    if covers_all(member, setting):
        return True
    if is_manager(member):
        of_theirs = any(shares(member, carer) for carer in carers_of(patient))
        return shares(member, patient) or (of_theirs and not setting.strict_departments)
    if member in PRACTITIONERS:
        return _practitioner_sees(member, patient, setting)
    return any(
        served in carers_of(patient) and _practitioner_sees(served, patient, setting)
        for served in cast.SERVES[member]
    )


def sees_visit(role: Role, visit: str, setting: Setting) -> bool:
    """Whether the member sees the visit with its names: of patients they see; behind strict
    departments only with a practitioner of theirs; a secretary, with one they serve."""
    member = WHO[role]
    patient, practitioner = VISITS[visit][:2]
    if not sees_patient(role, patient, setting):
        return False
    if covers_all(member, setting):
        return True
    if member in cast.SERVES:
        return practitioner in cast.SERVES[member]
    if setting.strict_departments:
        return shares(member, practitioner)
    by_department = is_manager(member) and not shares(member, patient)
    return shares(member, practitioner) if by_department else True


def runs(role: Role, practitioner: str, setting: Setting) -> bool:
    """Whether the member runs the practitioner's planning and desk."""
    member = WHO[role]
    if covers_all(member, setting) or member == practitioner:
        return True
    if is_manager(member):
        return shares(member, practitioner)
    return practitioner in cast.SERVES.get(member, ())


def opens_planning(role: Role, practitioner: str, setting: Setting) -> bool:
    """Whether the practitioner's planning is offered, if only as busy time."""
    member = WHO[role]
    if runs(role, practitioner, setting):
        return True
    if member in cast.SERVES or not setting.everybodys_schedule:
        return False
    return shares(member, practitioner) or not setting.strict_departments


def sits_in_room(role: Role, visit: str, setting: Setting) -> bool:
    """Whether the member may enter the room as its practitioner, and write there."""
    return VISITS[visit][1] == WHO[role] and sees_visit(role, visit, setting)


def reads_messages(role: Role, visit: str, setting: Setting) -> bool:
    """Whether the member may read what patient and practitioner of this visit write."""
    return WHO[role] not in cast.SERVES and sees_visit(role, visit, setting)


def waits_for(role: Role, visit: str, setting: Setting) -> bool:
    """Whether the patient of this visit stands in the member's list, once arrived."""
    return runs(role, VISITS[visit][1], setting) and sees_visit(role, visit, setting)


def is_named_in_planning(role: Role, visit: str, setting: Setting) -> bool:
    """Whether the planning the member may open shows the visit with its name."""
    return opens_planning(role, VISITS[visit][1], setting) and sees_visit(role, visit, setting)


def arranges(role: Role, patient: str, setting: Setting) -> bool:
    """Whether the member sets who cares for the patient: not as a secretary."""
    return WHO[role] not in cast.SERVES and sees_patient(role, patient, setting)


def primary_of(patient: str) -> str:
    return cast.PATIENTS[patient][4]
