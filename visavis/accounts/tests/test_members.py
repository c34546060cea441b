"""Members: what owners and managers may do to them, and that an owner always remains."""

from __future__ import annotations

import pytest

from visavis.accounts.public import (
    AddressTaken,
    Department,
    DepartmentMember,
    LastOwner,
    Membership,
    Profile,
    end_membership,
    former_members,
    link_secretary,
    members,
    set_departments,
    set_member_profile,
    set_roles,
    unlink_secretary,
)
from visavis.core.public import AuditEvent, Denied

pytestmark = pytest.mark.django_db


def names(rows):
    return {row.user.first_name for row in rows}


@pytest.fixture
def acting(world):
    with world.acting():
        yield world


def department(world, name, *who):
    made = Department.objects.create(name=name)
    DepartmentMember.objects.bulk_create(
        DepartmentMember(department=made, membership=world.members[one]) for one in who
    )
    return made


@pytest.mark.proves("A2.1")
def test_the_last_owner_stays(acting):
    owner, olivia = acting.actor("owner"), acting.members["olivia"]
    with pytest.raises(LastOwner):
        set_roles(owner, membership=olivia, roles=["manager"])
    with pytest.raises(LastOwner):
        end_membership(owner, membership=olivia)
    set_roles(owner, membership=acting.members["marc"], roles=["owner", "manager"])
    set_roles(owner, membership=olivia, roles=["secretary"])
    assert Membership.objects.get(pk=olivia.pk).roles == ["secretary"]


@pytest.mark.proves("A2.2")
def test_several_roles_at_once(acting):
    paul = acting.members["paul"]
    set_roles(acting.actor("owner"), membership=paul, roles=["secretary", "practitioner"])
    assert acting.actor("colleague").roles == {"practitioner", "secretary"}


def test_a_manager_has_the_staff_of_their_departments(acting):
    DepartmentMember.objects.all().delete()
    care = department(acting, "Soins", "marc", "paul", "olivia")
    manager = acting.actor("manager")
    assert names(members(manager)) == {"Marc", "Paul", "Olivia"}
    set_roles(manager, membership=acting.members["paul"], roles=["practitioner", "secretary"])
    for who in ("olivia", "claire", "marc"):
        with pytest.raises(Denied):
            set_roles(manager, membership=acting.members[who], roles=["secretary"])
        with pytest.raises(Denied):
            end_membership(manager, membership=acting.members[who])
    for roles in (["owner"], ["manager"], []):
        with pytest.raises(Denied):
            set_roles(manager, membership=acting.members["paul"], roles=roles)
    other = department(acting, "Autre")
    with pytest.raises(Denied):
        set_departments(manager, membership=acting.members["paul"], departments=[other.pk])
    set_departments(acting.actor("owner"), membership=acting.members["paul"], departments=[care.pk])


@pytest.mark.parametrize("role", ["practitioner", "secretary", "patient", "former", "visitor"])
def test_others_see_and_change_nobody(acting, role):
    actor = acting.actor(role)
    assert not members(actor).exists()
    assert not former_members(actor).exists()
    with pytest.raises(Denied):
        set_roles(actor, membership=acting.members["paul"], roles=["secretary"])
    with pytest.raises(Denied):
        end_membership(actor, membership=acting.members["paul"])


def test_the_neighbours_are_not_members(acting):
    assert not {"Luc", "Nora"} & names(members(acting.actor("owner")))
    with pytest.raises(Denied):
        end_membership(acting.actor("owner"), membership=acting.members["luc"])


@pytest.mark.proves("A5.2")
def test_leaving_ends_the_way_in_and_keeps_what_was_made(acting):
    owner, claire = acting.actor("owner"), acting.members["claire"]
    end_membership(owner, membership=claire)
    assert acting.actor("practitioner").kind == "patient"
    acting.claire.refresh_from_db()
    assert not acting.claire.is_public
    assert acting.actor("secretary").practitioner_ids == frozenset()
    assert acting.visits["past"].practitioner.name == "Dr Claire Martin"
    assert names(former_members(owner)) == {"Claire", "Fabien"}
    assert acting.users["claire"].is_active
    with pytest.raises(Denied):
        end_membership(owner, membership=claire)
    (event,) = AuditEvent.objects.filter(verb="member.left")
    assert (event.on_id, event.actor_name) == (claire.pk, "Olivia Laurent")


def test_a_profile_is_the_practitioners_and_its_address_once(acting):
    owner = acting.actor("owner")
    taken = Profile("Dr", "paul-petit", "Médecine")
    with pytest.raises(AddressTaken):
        set_member_profile(owner, membership=acting.members["claire"], profile=taken)
    mine = Profile("Dr", "claire", "Médecine", "+33142685301", True)
    shown = set_member_profile(owner, membership=acting.members["claire"], profile=mine)
    assert (shown.slug, shown.is_public) == ("claire", True)
    with pytest.raises(Denied):
        set_member_profile(owner, membership=acting.members["sophie"], profile=mine)


@pytest.mark.proves("A2.3")
def test_practitioner_and_owner_link_and_unlink(acting):
    sophie = acting.members["sophie"]
    for role in ("colleague", "owner"):
        actor = acting.actor(role)
        link_secretary(actor, secretary=sophie, practitioner=acting.paul)
        link_secretary(actor, secretary=sophie, practitioner=acting.paul)
        assert acting.paul.pk in acting.actor("secretary").practitioner_ids
        unlink_secretary(actor, secretary=sophie, practitioner=acting.paul)
        assert acting.paul.pk not in acting.actor("secretary").practitioner_ids
    for role in ("practitioner", "secretary", "patient", "neighbour_practitioner"):
        with pytest.raises(Denied):
            link_secretary(acting.actor(role), secretary=sophie, practitioner=acting.paul)
    with pytest.raises(Denied):
        link_secretary(
            acting.actor("owner"), secretary=acting.members["marc"], practitioner=acting.paul
        )
