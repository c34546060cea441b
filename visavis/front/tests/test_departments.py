"""Departments: made, renamed, archived, brought back; members in and out; who sees which."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from tests.world import Role, World
from visavis.accounts.public import (
    Department,
    DepartmentArchived,
    DepartmentMember,
    Membership,
    NameTaken,
    add_to_department,
    archive_department,
    bring_back_department,
    open_department,
    rename_department,
    take_from_department,
)
from visavis.core.public import AuditEvent, Denied
from visavis.front.departments import shown_departments
from visavis.patients.public import PatientDepartment

PAGE = "/desk/settings/departments/"
ENGLISH = {"accept-language": "en"}


def read(client: Client) -> str:
    answer = client.get(PAGE, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def made(world: World, name: str = "Pédiatrie") -> Department:
    with world.acting():
        return open_department(world.actor("owner"), name=name)


@pytest.mark.proves("A1.2")
def test_an_owner_makes_renames_archives_and_brings_back(world: World) -> None:
    owner = world.client("owner")
    with world.acting():
        DepartmentMember.objects.all().delete()
        PatientDepartment.objects.all().delete()
        Department.objects.all().delete()
    assert "No departments yet" in read(owner)
    assert owner.post(PAGE, {"name": "Pédiatrie"}).status_code == 302
    with world.acting():
        department = Department.objects.get()
    one = f"{PAGE}{department.pk}/"
    assert owner.post(f"{one}name/", {"name": "Pédiatrie et PMI"}).status_code == 302
    assert "Pédiatrie et PMI" in read(owner)
    assert owner.post(f"{one}archive/").status_code == 302
    text = read(owner)
    assert "Archived" in text
    assert f"{one}back/" in text
    assert f"{one}add/" not in text
    assert owner.post(f"{one}back/").status_code == 302
    assert f"{one}add/" in read(owner)
    with world.acting():
        verbs = AuditEvent.objects.filter(verb__startswith="department.")
        assert set(verbs.values_list("verb", flat=True)) == {
            "department.opened",
            "department.renamed",
            "department.archived",
            "department.brought_back",
        }


@pytest.mark.proves("A1.2")
def test_staff_and_patients_belong_to_any_number_and_are_counted(world: World) -> None:
    first, second = made(world), made(world, "Adultes")
    owner, claire = world.client("owner"), world.members["claire"]
    for department in (first, second):
        owner.post(f"{PAGE}{department.pk}/add/", {"member": str(claire.pk)})
        with world.acting():
            for name in ("alice", "bruno"):
                PatientDepartment.objects.create(
                    department=department, patient=world.patients[name]
                )
    assert read(owner).count("2 patients") >= 2
    with world.acting():
        shown = {one.department.pk: one for one in shown_departments(world.actor("owner"))}
    for department in (first, second):
        assert shown[department.pk].members == [claire]
        assert shown[department.pk].patients == 2
        assert claire not in shown[department.pk].others
    before = world.actor("practitioner").department_ids
    assert before >= {first.pk, second.pk}
    owner.post(f"{PAGE}{first.pk}/take-out/", {"member": str(claire.pk)})
    assert world.actor("practitioner").department_ids == before - {first.pk}
    owner.post(f"{PAGE}{second.pk}/archive/")
    assert world.actor("practitioner").department_ids == before - {first.pk, second.pk}


def test_an_archived_department_takes_nobody_and_one_name_is_one_department(world: World) -> None:
    owner, department = world.actor("owner"), made(world)
    with world.acting():
        archive_department(owner, department=department)
        with pytest.raises(DepartmentArchived):
            add_to_department(owner, department=department, membership=world.members["claire"])
        other = open_department(owner, name="pédiatrie")
        with pytest.raises(NameTaken):
            bring_back_department(owner, department=department)
        third = open_department(owner, name="Adultes")
        with pytest.raises(NameTaken):
            rename_department(owner, department=third, name="PÉDIATRIE")
        with pytest.raises(NameTaken):
            open_department(owner, name="Pédiatrie")
        rename_department(owner, department=other, name="Enfants")
        bring_back_department(owner, department=department)
    answer = world.client("owner").post(PAGE, {"name": "enfants"}, headers=ENGLISH)
    assert "There is a department of this name already." in answer.content.decode()


def test_one_who_has_left_is_added_to_nothing(world: World) -> None:
    department = made(world)
    with world.acting(), pytest.raises(Denied):
        add_to_department(
            world.actor("owner"), department=department, membership=world.members["fabien"]
        )


def test_a_manager_sees_their_own_departments_and_changes_none(world: World) -> None:
    mine, other = made(world, "Du manager"), made(world, "Une autre")
    with world.acting():
        DepartmentMember.objects.create(department=mine, membership=world.members["marc"])
    manager = world.client("manager")
    text = read(manager)
    assert "Du manager" in text
    assert "Une autre" not in text
    assert f"{PAGE}{mine.pk}/add/" not in text
    actor = world.actor("manager")
    for department in (mine, other):
        assert manager.post(f"{PAGE}{department.pk}/name/", {"name": "X"}).status_code == 404
        with world.acting(), pytest.raises(Denied):
            add_to_department(actor, department=department, membership=world.members["paul"])
    assert manager.post(PAGE, {"name": "X"}).status_code == 404


@pytest.mark.parametrize("role", ["patient", "practitioner", "secretary", "former"])
def test_others_find_no_departments(world: World, role: Role) -> None:
    assert world.client(role).get(PAGE).status_code == 404
    with world.acting(), pytest.raises(Denied):
        open_department(world.actor(role), name="X")


def test_the_neighbours_department_does_not_exist_here(world: World) -> None:
    with world.acting("neighbour"):
        theirs = Department.objects.create(name="Chez eux")
        member = Membership.objects.filter(roles__contains=["owner"]).first()
    assert member is not None
    owner, ours = world.client("owner"), made(world)
    for verb in ("name", "archive", "back", "add", "take-out"):
        answer = owner.post(f"{PAGE}{theirs.pk}/{verb}/", {"name": "X", "member": str(member.pk)})
        assert answer.status_code == 404
    assert "Chez eux" not in read(owner)
    answer = owner.post(f"{PAGE}{ours.pk}/add/", {"member": str(member.pk)}, headers=ENGLISH)
    assert "Please choose a member." in owner.get(answer.headers["Location"]).content.decode()
    with world.acting():
        assert not DepartmentMember.objects.filter(department=ours).exists()


def test_open_pages_are_told_when_departments_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[set[UUID]] = []
    where = "visavis.accounts.departments.rights_changed"
    monkeypatch.setattr(where, lambda found: heard.append(set(found)))
    owner, department, claire = world.actor("owner"), made(world), world.members["claire"]
    with world.acting():
        add_to_department(owner, department=department, membership=claire)
        archive_department(owner, department=department)
        take_from_department(owner, department=department, membership=claire)
    sophie = world.members["sophie"]  # serves her, and sees what she sees
    assert len(heard) == 3
    assert all(found >= {claire.pk, sophie.pk} for found in heard)
