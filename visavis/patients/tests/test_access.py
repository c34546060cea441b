from datetime import date, timedelta

import pytest

from visavis.core.public import Denied, now, system
from visavis.patients import public as patients

pytestmark = pytest.mark.django_db


def names(found):
    return {patient.first_name for patient in found}


@pytest.mark.proves("A3.1", "A4.1")
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("visitor", set()),
        ("patient", {"Alice"}),
        ("other_patient", {"Bruno"}),
        ("practitioner", {"Alice", "Bruno"}),
        ("colleague", {"Chloé"}),
        ("secretary", {"Alice", "Bruno"}),
        ("manager", {"Alice", "Bruno", "Chloé", "Denis"}),
        ("owner", {"Alice", "Bruno", "Chloé", "Denis"}),
        ("supervisor", {"Alice"}),
        ("department_manager", {"Alice", "Bruno"}),
        ("double_secretary", {"Alice", "Bruno", "Chloé"}),
        ("visiting", {"Denis"}),
        ("former", set()),
        ("neighbour_practitioner", set()),
        ("neighbour_patient", set()),
    ],
)
def test_who_sees_which_patients(world, role, seen):
    actor = world.actor(role)
    with world.acting():
        assert names(patients.visible_to(actor)) == seen
        for name in ("alice", "bruno", "chloe", "denis"):
            patient = world.patients[name]
            if patient.first_name in seen:
                assert patients.get(actor, patient.pk) == patient
            else:
                with pytest.raises(Denied):
                    patients.get(actor, patient.pk)


@pytest.mark.proves("A4.1")
def test_the_end_of_a_relation_ends_the_sight_at_once(world):
    actor = world.actor("practitioner")
    with world.acting():
        world.alice.relations.update(ended_at=now())
        assert names(patients.visible_to(actor)) == {"Bruno"}


@pytest.mark.proves("A3.1", "A1.4")
def test_the_switches_widen_and_narrow_what_practitioners_see(world):
    actor = world.actor("practitioner")
    world.practice.own_patients_only = False
    with world.acting():
        assert names(patients.visible_to(actor)) == {"Alice", "Bruno", "Chloé", "Denis"}
        world.practice.strict_patients = True
        assert names(patients.visible_to(actor)) == {"Alice", "Bruno"}


@pytest.mark.proves("C1.2")
def test_a_link_opens_one_encounter_and_only_while_it_lives(world):
    with world.acting():
        link = patients.open_link(world.actor("visitor"), world.token("early"))
        assert link.encounter == world.visits["early"]
        for secret in ("", "x", world.token("early") + "x", world.token("neighbours")):
            with pytest.raises(Denied):
                patients.open_link(world.actor("visitor"), secret)
        bruno = world.actor("other_patient")
        assert list(patients.encounters_as_patient(bruno)) == [world.visits["early"]]
        with pytest.raises(Denied):
            patients.encounter_as_patient(bruno, world.visits["now"].pk)
        patients.revoke_links(system(world.practice.pk), encounter=world.visits["early"])
        with pytest.raises(Denied):
            patients.open_link(world.actor("visitor"), world.token("early"))
        assert not patients.encounters_as_patient(bruno).exists()


@pytest.mark.proves("C1.2")
def test_an_expired_link_opens_nothing(world):
    with world.acting():
        world.visits["early"].links.update(expires_at=now() - timedelta(seconds=1))
        with pytest.raises(Denied):
            patients.open_link(world.actor("visitor"), world.token("early"))


def _register(actor, **changed):
    facts = {
        "first_name": "Alice",
        "last_name": "Moreau",
        "birth_date": date(1987, 4, 12),
        "email": "alice@exemple.fr",
        "mobile": "+33612345678",
    }
    return patients.register(actor, **(facts | changed))


def test_registering_finds_the_same_person_and_never_merges_two(world):
    visitor = world.actor("visitor")
    with world.acting():
        assert _register(visitor, first_name=" ALICE ", email="Alice@Exemple.fr") == world.alice
        assert _register(visitor, first_name="Léo", birth_date=date(2015, 1, 1)) != world.alice
    with world.acting("neighbour"):
        assert _register(visitor) != world.alice


@pytest.mark.proves("A4.1")
def test_there_is_one_primary_practitioner(world):
    actor = world.actor("owner")
    with world.acting():
        again = patients.relate(actor, patient=world.alice, practitioner=world.claire)
        other = patients.relate(actor, patient=world.alice, practitioner=world.paul)
        assert (again.kind, other.kind) == ("primary", "other")
        assert world.alice.relations.exclude(kind="supervisor").count() == 2


def test_an_encounter_only_moves_forward(world):
    actor = world.actor("practitioner")
    with world.acting():
        encounter = world.visits["now"]
        assert patients.start_encounter(actor, encounter)
        assert not patients.start_encounter(actor, encounter)
        assert not patients.cancel_encounter(actor, encounter)
        assert patients.finish_encounter(actor, encounter)
        assert not patients.finish_encounter(actor, encounter)
        encounter.refresh_from_db()
        assert encounter.status == "finished"
        assert encounter.started_at <= encounter.ended_at
