"""Setting who cares for a patient, and in which departments; what it opens and ends."""

from __future__ import annotations

import pytest

from visavis.core.public import AuditEvent, Denied
from visavis.patients import public as patients

pytestmark = pytest.mark.django_db


def kinds(patient):
    return {relation.practitioner.slug: relation.kind for relation in patients.lasting(patient)}


@pytest.mark.proves("A4.1")
def test_a_new_primary_practitioner_makes_another_of_the_former(world):
    actor = world.actor("practitioner")
    with world.acting():
        for _twice in range(2):
            patients.set_relation(
                actor, patient=world.alice, practitioner=world.paul, kind="primary"
            )
        assert kinds(world.alice) == {
            "paul-petit": "primary",
            "dr-claire-martin": "other",
            "dr-diane-morel": "supervisor",
        }
        assert patients.get(world.actor("colleague"), world.alice.pk) == world.alice
        verbs = AuditEvent.objects.filter(patient=world.alice.pk, verb__startswith="care_relation")
        assert sorted(verbs.values_list("verb", flat=True)) == [
            "care_relation.changed",
            "care_relation.started",
        ]


@pytest.mark.proves("A4.1")
def test_the_end_of_the_care_ends_the_sight(world):
    supervisor = world.actor("supervisor")
    with world.acting():
        assert patients.get(supervisor, world.alice.pk) == world.alice
        assert patients.end_relation(
            world.actor("owner"), patient=world.alice, practitioner=world.diane
        )
        assert not patients.end_relation(
            world.actor("owner"), patient=world.alice, practitioner=world.diane
        )
        with pytest.raises(Denied):
            patients.get(supervisor, world.alice.pk)
        assert not patients.encounters_visible_to(supervisor).exists()


@pytest.mark.proves("A4.1")
@pytest.mark.parametrize(
    "role",
    ["secretary", "double_secretary", "colleague", "visiting", "patient", "visitor", "former"],
)
def test_others_do_not_set_who_cares(world, role):
    actor = world.actor(role)
    with world.acting():
        assert not patients.may_arrange(actor, world.alice)
        for verb in (
            lambda: patients.set_relation(
                actor, patient=world.alice, practitioner=world.paul, kind="other"
            ),
            lambda: patients.end_relation(actor, patient=world.alice, practitioner=world.claire),
            lambda: patients.set_departments(actor, patient=world.alice, departments=[]),
        ):
            with pytest.raises(Denied):
                verb()


@pytest.mark.proves("A1.3")
def test_behind_strict_departments_one_chooses_among_ones_own(world):
    world.practice.strict_departments = True
    actor = world.actor("practitioner")
    with world.acting():
        offered = set(patients.practitioners_to_add(actor).values_list("slug", flat=True))
        assert offered == {"dr-claire-martin", "dr-diane-morel"}
        with pytest.raises(Denied):
            patients.set_relation(actor, patient=world.alice, practitioner=world.paul, kind="other")
        with pytest.raises(Denied):
            patients.set_departments(
                actor, patient=world.alice, departments=[world.departments["rehab"]]
            )


@pytest.mark.proves("A1.2", "A1.3")
def test_taken_out_of_the_last_department_a_patient_is_the_owners(world):
    world.practice.strict_departments = True
    with world.acting():
        patients.set_departments(world.actor("practitioner"), patient=world.alice, departments=[])
        for role in ("practitioner", "supervisor", "department_manager", "manager", "secretary"):
            with pytest.raises(Denied):
                patients.get(world.actor(role), world.alice.pk)
        assert patients.get(world.actor("owner"), world.alice.pk) == world.alice


@pytest.mark.proves("A1.2")
def test_a_patient_joins_the_departments_of_whom_they_come_to(world):
    with world.acting():
        patients.relate(world.actor("visitor"), patient=world.denis, practitioner=world.claire)
        names = [row.department.name for row in world.denis.departments.all()]
        assert names == ["Cardiologie"]
        patients.relate(world.actor("visitor"), patient=world.bruno, practitioner=world.diane)
        assert world.bruno.departments.count() == 2


@pytest.mark.parametrize(
    ("role", "patient", "sentence"),
    [
        ("practitioner", "alice", "You are this patient’s primary practitioner."),
        ("supervisor", "alice", "You supervise the care of this patient."),
        (
            "secretary",
            "alice",
            "You are the secretary of Dr Claire Martin, who cares for this patient.",
        ),
        (
            "department_manager",
            "bruno",
            "You manage the department Cardiologie, where this patient is cared for.",
        ),
        ("manager", "denis", "You manage the whole practice."),
        ("owner", "denis", "You are an owner of the practice."),
        ("colleague", "alice", ""),
    ],
)
def test_the_policy_says_why(world, role, patient, sentence):
    from django.utils import translation

    with world.acting(), translation.override("en"):
        assert patients.why(world.actor(role), world.patients[patient]) == sentence
