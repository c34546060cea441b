"""The table of roles and switches."""

from __future__ import annotations

import itertools

import pytest

from visavis.accounts.public import LADDER, SWITCHES, acts_for, may, require, role_may
from visavis.core.public import Denied, system

pytestmark = pytest.mark.django_db

OWNERS_ONLY = {"statistics", "money_settings", "rights_settings", "organization_settings"}
# switch -> what opens it to whom
OPENED = {
    ("practitioner", "delete_invoices"): "practitioners_delete_invoices",
    ("practitioner", "send_forms"): "practitioners_send_forms",
    ("secretary", "see_notes"): "secretaries_see_notes",
    ("secretary", "reach_dashboard"): "secretaries_reach_dashboard",
}
ALWAYS = {
    "owner": set(SWITCHES),
    "manager": set(SWITCHES) - OWNERS_ONLY,
    "practitioner": {"see_notes", "reach_dashboard"},
    "secretary": set(),
}


@pytest.mark.proves("A2.1", "A3.1", "A3.2")
@pytest.mark.parametrize("role", LADDER)
@pytest.mark.parametrize("switch", SWITCHES)
def test_each_role_may_what_the_table_says(world, role, switch):
    with world.acting():
        column = OPENED.get((role, switch))
        for on in (True, False) if column else (None,):
            if column:
                setattr(world.practice, column, on)
            expected = switch in ALWAYS[role] or bool(on)
            actor = world.actor(role)
            assert may(actor, switch) is expected
            if not expected:
                with pytest.raises(Denied):
                    require(actor, switch)


@pytest.mark.proves("A2.1")
def test_who_can_do_more_can_do_less(world):
    for column in OPENED.values():
        setattr(world.practice, column, True)
    for lower, higher in itertools.pairwise(LADDER):
        for switch in SWITCHES:
            if role_may(world.practice, lower, switch):
                assert role_may(world.practice, higher, switch)


def test_only_staff_may_and_the_service_itself(world):
    with world.acting():
        for role in ("visitor", "patient", "other_patient", "former", "neighbour_practitioner"):
            assert not any(may(world.actor(role), switch) for switch in SWITCHES)
            assert not acts_for(world.actor(role)).exists()
        assert all(may(system(world.practice.pk), switch) for switch in SWITCHES)


@pytest.mark.proves("A2.1", "A2.2")
def test_a_profile_and_links_count_while_the_role_lasts(world):
    with world.acting():
        world.sophie.roles = ["practitioner"]
        world.sophie.save()
        assert world.actor("secretary").practitioner_ids == frozenset()
        member = world.members["claire"]
        member.roles = ["manager"]
        member.save()
        assert world.actor("practitioner").practitioner_id is None
