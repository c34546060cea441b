"""A member's page over HTTP: its forms, the photo, leaving with patients still booked."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from django.test import Client
from PIL import Image

from tests.world import Role, World
from visavis.accounts.public import Membership, Organization, Practitioner, SecretaryLink
from visavis.core.public import AuditEvent, StoredFile
from visavis.scheduling.public import Appointment

pytestmark = pytest.mark.django_db
MEMBERS = "/desk/settings/members/"
ENGLISH = {"accept-language": "en"}


def page(world: World, who: str) -> str:
    return f"{MEMBERS}{world.members[who].pk}/"


def again(world: World, who: str) -> Membership:
    with world.acting():
        return Membership.objects.get(pk=world.members[who].pk)


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(file, "PNG")
    file.seek(0)
    file.name = "face.png"
    return file


@pytest.mark.proves("A2.1")
def test_roles_are_given_and_the_last_owner_stays_with_a_sentence(world: World) -> None:
    owner = world.client("owner")
    sent = {"part": "roles", "roles": ["practitioner", "secretary"]}
    assert owner.post(page(world, "paul"), sent).status_code == 302
    assert again(world, "paul").roles == ["practitioner", "secretary"]
    own = {"part": "roles", "roles": ["secretary"]}
    refused = owner.post(page(world, "olivia"), own, headers=ENGLISH)
    assert refused.status_code == 422
    assert "keeps at least one owner" in refused.content.decode()
    assert again(world, "olivia").roles == ["owner"]


@pytest.mark.proves("A2.3")
def test_secretaries_are_linked_and_unlinked(world: World) -> None:
    owner, paul = world.client("owner"), world.paul.pk

    def served() -> set[UUID]:
        with world.acting():
            links = SecretaryLink.objects.filter(secretary=world.members["sophie"], ended_at=None)
            return set(links.values_list("practitioner", flat=True))

    before = served()
    for chosen in (before | {paul}, before - {paul}):
        sent = {"part": "serves", "chosen": [str(pk) for pk in chosen]}
        assert owner.post(page(world, "sophie"), sent).status_code == 302
        assert served() == chosen


def test_the_public_profile_has_one_address_each(world: World) -> None:
    owner = world.client("owner")
    sent = {"part": "profile", "title": "Dr", "specialty": "Gériatrie", "slug": "dr-petit"}
    assert owner.post(page(world, "paul"), sent).status_code == 302
    with world.acting():
        assert Practitioner.objects.get(pk=world.paul.pk).slug == "dr-petit"
    taken = owner.post(page(world, "paul"), sent | {"slug": world.claire.slug}, headers=ENGLISH)
    assert taken.status_code == 422
    assert "has this address already" in taken.content.decode()


def test_the_photo_is_set_shown_and_removed(world: World) -> None:
    owner, there = world.client("owner"), page(world, "claire")
    assert owner.get(f"{there}photo/").status_code == 404
    assert owner.post(there, {"part": "photo", "photo": picture()}).status_code == 302
    shown = owner.get(f"{there}photo/")
    assert Image.open(io.BytesIO(b"".join(shown))).size == (512, 512)
    assert world.client("patient").get(f"{there}photo/").status_code == 404
    no_picture = io.BytesIO(b"no picture")
    no_picture.name = "face.png"
    assert owner.post(there, {"part": "photo", "photo": no_picture}).status_code == 422
    assert owner.post(there, {"part": "photo", "remove": "1"}).status_code == 302
    assert owner.get(f"{there}photo/").status_code == 404
    with world.acting():
        assert not StoredFile.objects.exists()


@pytest.mark.parametrize("part", ["", "money", "serves"])
def test_parts_that_a_member_does_not_have_are_not_there(world: World, part: str) -> None:
    assert world.client("owner").post(page(world, "paul"), {"part": part}).status_code == 404


@pytest.mark.parametrize("role", ["practitioner", "secretary", "department_manager", "patient"])
def test_others_change_nobody_here(world: World, role: Role) -> None:
    sent = {"part": "roles", "roles": ["secretary"]}
    client: Client = world.client(role)
    assert client.post(page(world, "olivia"), sent).status_code == 404
    assert client.post(f"{page(world, 'olivia')}end/").status_code == 404


@pytest.mark.proves("A5.2")
def test_who_has_appointments_ahead_leaves_only_knowingly_and_nothing_is_cancelled(
    world: World,
) -> None:
    owner, there = world.client("owner"), f"{page(world, 'claire')}end/"
    with world.acting():
        before = dict(Appointment.objects.values_list("pk", "status"))
    shown = owner.get(there, headers=ENGLISH).content.decode()
    assert "still to come" in shown
    assert "Alice Moreau" in shown
    refused = owner.post(there, headers=ENGLISH)
    assert refused.status_code == 422
    assert "Please tick that you know" in refused.content.decode()
    assert again(world, "claire").ended_at is None
    assert owner.post(there, {"known": "on"}).status_code == 302
    assert again(world, "claire").ended_at is not None
    with world.acting():
        assert dict(Appointment.objects.values_list("pk", "status")) == before
        assert AuditEvent.objects.filter(verb="member.left").count() == 1
    assert world.client("practitioner").get("/desk/").status_code != 200


@pytest.mark.proves("A5.1")
def test_how_long_invitations_work_is_set_in_one_place(world: World) -> None:
    owner = world.client("owner")
    owner.post("/desk/settings/sign-in/", {"second_factor": "allow", "session_days": "14"})
    for hours, kept in (("24", 24), ("0", 24), ("721", 24), ("x", 24), ("720", 720)):
        assert owner.post(f"{MEMBERS}invitations/hours/", {"hours": hours}).status_code == 302
        assert Organization.objects.get(pk=world.practice.pk).invitation_hours == kept
    assert "invitation" not in owner.get("/desk/settings/sign-in/", headers=ENGLISH).content.decode(
    ).partition("<form class=\"fields")[2].partition("</form>")[0]  # fmt: skip
    assert world.client("manager").post(f"{MEMBERS}invitations/hours/").status_code == 404
