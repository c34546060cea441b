"""Whatever somebody holds and however the switches stand: the neighbour is never let in."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visavis.core.public import Actor, Denied
from visavis.patients import public as patients

pytestmark = pytest.mark.django_db

ROLES = ("owner", "manager", "practitioner", "secretary")
SWITCHES = ("strict_departments", "strict_patients", "own_patients_only", "everybodys_schedule")
WHO = ("claire", "paul", "diane", "yves", "yves_there", "luc", None)
STRANGERS = ("nadia",)


@pytest.mark.proves("A1.1", "A1.3", "A1.4", "A2.1")
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_the_policy_never_lets_the_neighbour_in(world, data):
    with world.acting():
        for switch in SWITCHES:
            setattr(world.practice, switch, data.draw(st.booleans(), switch))
        actor = _actor(world, data)
        seen = set(patients.visible_to(actor).values_list("pk", flat=True))
        here = {p.pk for name, p in world.patients.items() if name not in STRANGERS}
        assert seen <= here
        for encounter in patients.encounters_visible_to(actor):
            assert encounter.organization_id == world.practice.pk
            assert not actor.is_staff or encounter.patient_id in seen
        for name, patient in world.patients.items():
            assert bool(patients.why(actor, patient)) is (actor.is_staff and patient.pk in seen)
            if patient.pk not in seen:
                with pytest.raises(Denied):
                    patients.get(actor, patient.pk)
            assert name not in STRANGERS or not patients.may_arrange(actor, patient)
        if world.practice.strict_departments and not actor.has("owner") and actor.is_staff:
            assert world.denis.pk not in seen, "a patient in no department is the owners'"


def _actor(world, data):
    """Somebody with rights from here and from next door, mixed as no honest session would be."""
    kind = data.draw(st.sampled_from(["staff", "patient", "visitor"]), "kind")
    roles = data.draw(st.sets(st.sampled_from(ROLES)), "roles") if kind == "staff" else set()
    own = data.draw(st.sampled_from(WHO), "own")
    served = data.draw(st.sets(st.sampled_from(WHO[:-1])), "served")
    departments = data.draw(st.sets(st.sampled_from(sorted(world.departments))), "departments")
    links = data.draw(st.sets(st.sampled_from(sorted(world.links))), "links")
    key = world.practitioners[own].pk if own else None
    return Actor(
        kind,
        world.practice.pk,
        user_id=data.draw(st.sampled_from([None, *(u.pk for u in world.users.values())]), "user"),
        roles=frozenset(roles),
        practitioner_id=key,
        practitioner_ids=frozenset({world.practitioners[name].pk for name in served} | {key})
        - {None},
        department_ids=frozenset(world.departments[name].pk for name in departments),
        link_ids=frozenset(world.links[name].pk for name in links),
    )
