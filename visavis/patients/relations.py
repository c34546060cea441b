"""Who cares for a patient, and in which departments (A4.1, A1.2): set, changed and ended."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Case, QuerySet, When

from visavis.accounts.public import (
    Department,
    Practitioner,
    covers_all,
    rights_changed,
    seeing_in,
    seeing_through,
    shares_department,
)
from visavis.core.public import Actor, Denied, changed, now, record, require_organization
from visavis.patients.access import may_arrange
from visavis.patients.models import CareRelation, Patient, PatientDepartment


def lasting(patient: Patient) -> QuerySet[CareRelation]:
    """The relations of care of *patient* that last, the primary practitioner's first."""
    found: QuerySet[CareRelation] = CareRelation.objects.filter(patient=patient, ended_at=None)
    places = [When(kind=kind, then=place) for place, (kind, _name) in enumerate(CareRelation.KINDS)]
    return found.select_related("practitioner").order_by(Case(*places), "started_at")


def practitioners_to_add(actor: Actor) -> QuerySet[Practitioner]:
    """Whom *actor* may make care for a patient: who practises here; with strictly separate
    departments, in one of their own."""
    here: QuerySet[Practitioner] = Practitioner.objects.filter(
        membership__ended_at=None, membership__roles__contains=["practitioner"]
    )
    if covers_all(actor) or not require_organization().strict_departments:
        return here
    near = Practitioner.objects.filter(shares_department(actor)).values("pk")
    return here.filter(pk__in=near)


def departments_to_set(actor: Actor) -> QuerySet[Department]:
    """The departments that *actor* may put patients in, and take them out of."""
    every: QuerySet[Department] = Department.objects.filter(archived_at=None).order_by("name")
    return every if covers_all(actor) else every.filter(pk__in=actor.department_ids)


def _locked(actor: Actor, patient: Patient) -> None:
    """Lock the file's row: relations of one patient change one after the other.

    Raises:
        Denied: *actor* does not set who cares for this patient.
    """
    Patient.objects.select_for_update().get(pk=patient.pk)
    if not may_arrange(actor, patient):
        raise Denied("does not set who cares for this patient")


def _tell(patient: Patient, practitioners: Iterable[Practitioner]) -> None:
    changed(f"patient:{patient.pk}")
    rights_changed(seeing_through(practitioners))


@transaction.atomic
def set_relation(
    actor: Actor, *, patient: Patient, practitioner: Practitioner, kind: str
) -> CareRelation:
    """*practitioner* cares for *patient* as *kind* from now on. Who was primary before a new
    primary practitioner becomes another one. Done twice it is done once.

    Raises:
        Denied: *actor* does not set who cares for this patient, or may not choose this one.
    """
    _locked(actor, patient)
    known = lasting(patient).filter(practitioner=practitioner).first()
    if known is not None and known.kind == kind:
        return known
    if known is None and not practitioners_to_add(actor).filter(pk=practitioner.pk).exists():
        raise Denied("not a practitioner to choose")
    if kind == "primary":
        for former in lasting(patient).filter(kind="primary"):
            _change(actor, former, "other")
    if known is not None:
        _change(actor, known, kind)
    else:
        known = _start(actor, patient, practitioner, kind)
    _tell(patient, [practitioner])
    return known


def _start(actor: Actor, patient: Patient, practitioner: Practitioner, kind: str) -> CareRelation:
    try:
        with transaction.atomic():
            made: CareRelation = CareRelation.objects.create(
                patient=patient, practitioner=practitioner, kind=kind
            )
    except IntegrityError:  # a booking made one in the same moment
        return lasting(patient).get(practitioner=practitioner)
    record("care_relation.started", on=made, by=actor, patient_id=patient.pk, kind=kind)
    return made


def _change(actor: Actor, relation: CareRelation, kind: str) -> None:
    before, relation.kind = relation.kind, kind
    relation.save(update_fields=["kind"])
    facts = {"before": before, "kind": kind}
    record("care_relation.changed", on=relation, by=actor, patient_id=relation.patient_id, **facts)


@transaction.atomic
def end_relation(actor: Actor, *, patient: Patient, practitioner: Practitioner) -> bool:
    """The practitioner cares for the patient no more, and by this sees nothing of the file any
    more, on open pages too. False when there was no relation.

    Raises:
        Denied: *actor* does not set who cares for this patient.
    """
    _locked(actor, patient)
    known = lasting(patient).filter(practitioner=practitioner).first()
    if known is None:
        return False
    known.ended_at = now()
    known.save(update_fields=["ended_at"])
    record("care_relation.ended", on=known, by=actor, patient_id=patient.pk, kind=known.kind)
    _tell(patient, [practitioner])
    return True


@transaction.atomic
def set_departments(actor: Actor, *, patient: Patient, departments: Iterable[Department]) -> None:
    """Of the departments *actor* may set, the patient belongs to these; others stay as they are.

    Raises:
        Denied: *actor* does not set who cares for this patient, or not one of *departments*.
    """
    _locked(actor, patient)
    settable = {department.pk: department for department in departments_to_set(actor)}
    wanted = {department.pk for department in departments}
    if not wanted <= settable.keys():
        raise Denied("not a department to set")
    rows = PatientDepartment.objects.filter(patient=patient)
    present = set(rows.filter(department__in=settable).values_list("department_id", flat=True))
    for key in sorted(wanted - present):
        PatientDepartment.objects.create(patient=patient, department=settable[key])
        record("patient.joined_department", on=settable[key], by=actor, patient_id=patient.pk)
    for key in sorted(present - wanted):
        record("patient.left_department", on=settable[key], by=actor, patient_id=patient.pk)
    rows.filter(department__in=present - wanted).delete()
    touched = [settable[key] for key in wanted ^ present]
    if touched:
        changed(f"patient:{patient.pk}")
        rights_changed(seeing_in(touched))


def join_departments_of(actor: Actor, *, patient: Patient, practitioner: Practitioner) -> None:
    """A patient who comes to a practitioner with whom they share no department belongs to that
    practitioner's departments from then on (decision 0025)."""
    theirs = Department.objects.filter(
        members__membership=practitioner.membership_id, archived_at=None
    )
    if not theirs or theirs.filter(patients__patient=patient).exists():
        return
    PatientDepartment.objects.bulk_create(
        [PatientDepartment(patient=patient, department=department) for department in theirs],
        ignore_conflicts=True,
    )
    for department in theirs:
        record("patient.joined_department", on=department, by=actor, patient_id=patient.pk)
    rights_changed(seeing_in(theirs))
