"""Inviting to the staff: what is mailed, what its link opens, and what it opens no more (A5.1)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from visavis.accounts.public import Invitation, Membership, User
from visavis.core.public import now
from visavis.notices.tests.conftest import deliver_due

pytestmark = pytest.mark.django_db
MEMBERS = "/desk/settings/members/"
JEAN = {
    "email": "Jean.Roy@exemple.fr",
    "first_name": "Jean",
    "last_name": "Roy",
    "roles": ["secretary"],
}
LOGIN = {"first_name": "Jean", "last_name": "Roy", "password": "pomme-verte-et-neige"}
LINK = re.compile(r"http://\S+/invitation/\S+")


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


def invite(world, **more):
    return world.client("owner").post(f"{MEMBERS}invite/", JEAN | more)


def received(world, mail_server):
    """The path of the link in the last mail."""
    deliver_due(world.practice)
    text = mail_server.mails[-1].get_body(("plain",)).get_content()
    return urlsplit(LINK.search(text).group(0)).path


@pytest.fixture
def link(world, mail_server):
    answer = invite(world, practitioners=[str(world.claire.pk)])
    assert answer.status_code == 302
    return received(world, mail_server)


def invitation(world):
    with world.acting():
        return Invitation.objects.get(email="jean.roy@exemple.fr")


@pytest.mark.proves("A5.1")
def test_the_mail_arrives_and_its_link_makes_a_login(world, mail_server, link):
    (mail,) = mail_server.mails
    assert mail["To"] == "Jean Roy <jean.roy@exemple.fr>"
    assert mail["Subject"] == "Olivia Laurent vous invite à rejoindre Cabinet du Parc"
    client = world.client("visitor")
    page = client.get(link)
    assert page.status_code == 200
    assert not User.objects.filter(email="jean.roy@exemple.fr").exists(), "a link only shows"
    assert client.post(link, LOGIN).status_code == 302
    assert client.get("/desk/").status_code == 200, "signed in, at work"
    with world.acting():
        member = Membership.objects.get(user__email="jean.roy@exemple.fr")
        assert member.roles == ["secretary"]
        assert [one.practitioner_id for one in member.serves.all()] == [world.claire.pk]
    again = world.client("visitor").get(link)
    assert again.status_code == 410
    assert "a déjà servi" in again.content.decode()


@pytest.mark.proves("A5.1")
def test_sent_again_the_old_link_is_dead(world, mail_server, link):
    world.client("owner").post(f"{MEMBERS}invitations/{invitation(world).pk}/again/")
    newer = received(world, mail_server)
    assert newer != link
    assert world.client("visitor").get(link).status_code == 404
    assert world.client("visitor").get(newer).status_code == 200


def test_sent_again_before_it_left_only_the_new_link_is_mailed(world, mail_server):
    invite(world)
    world.client("owner").post(f"{MEMBERS}invitations/{invitation(world).pk}/again/")
    path = received(world, mail_server)
    assert len(mail_server.mails) == 1
    assert world.client("visitor").get(path).status_code == 200


@pytest.mark.proves("A5.1")
def test_revoked_and_expired_have_their_sentence(world, mail_server, link):
    with world.acting():
        Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    expired = world.client("visitor").post(link, LOGIN)
    assert (expired.status_code, "a expiré" in expired.content.decode()) == (410, True)
    world.client("owner").post(f"{MEMBERS}invitations/{invitation(world).pk}/revoke/")
    revoked = world.client("visitor").post(link, LOGIN)
    assert (revoked.status_code, "a été retirée" in revoked.content.decode()) == (410, True)
    assert not User.objects.filter(email="jean.roy@exemple.fr").exists()


@pytest.mark.proves("A5.1", "A1.1")
def test_a_foreign_link_looks_like_none(world, mail_server, link):
    foreign = world.client("visitor", at="neighbour").get(link)
    unknown = world.client("visitor", at="neighbour").get("/invitation/no-such-secret/")
    assert foreign.status_code == unknown.status_code == 404
    strip = re.compile(r'name="csrf-token" content="\w*"|value="\w{64}"|/invitation/[\w-]+/')
    same = [strip.sub("", page.content.decode()) for page in (foreign, unknown)]
    assert same[0] == same[1]


def test_who_has_a_login_confirms_by_signing_in(world, mail_server):
    assert invite(world, email="luc@exemple.fr").status_code == 302
    path = received(world, mail_server)
    page = world.client("visitor").get(path).content.decode()
    assert 'type="password"' not in page
    assert f"/accounts/login/?next={path.replace('/', '%2F')}" in page
    world.client("visitor").post(path, LOGIN)
    with world.acting():
        assert not Membership.objects.filter(user=world.users["luc"]).exists()
    client = world.client("neighbour_practitioner")
    assert client.post(path).status_code == 302
    assert client.get("/desk/").status_code == 200
    assert world.users["luc"].check_password("tulipe-orange-42"), "the password is as it was"


def test_who_is_signed_in_as_another_does_not_take_the_place(world, mail_server, link):
    page = world.client("practitioner").post(link, LOGIN)
    assert "jean.roy@exemple.fr" in page.content.decode()
    assert not User.objects.filter(email="jean.roy@exemple.fr").exists()


def test_the_owner_reads_the_same_whether_the_address_has_a_login(world, mail_server):
    answers = [
        world.client("owner").post(f"{MEMBERS}invite/", JEAN | {"email": email}, follow=True)
        for email in ("nadia@exemple.fr", "nadja@exemple.fr")
    ]
    known, unknown = (answer.content.decode() for answer in answers)
    assert "L’invitation part vers nadia@exemple.fr." in known
    assert "L’invitation part vers nadja@exemple.fr." in unknown


@pytest.mark.parametrize(
    ("email", "words"),
    [("claire@exemple.fr", "déjà membre"), ("Jean.Roy@exemple.fr", "déjà invitée")],
)
def test_a_member_or_an_invited_address_is_refused(world, mail_server, link, email, words):
    answer = invite(world, email=email)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_plan_holds_for_inviting_and_for_accepting(world, mail_server, link):
    with world.acting():
        world.practice.member_limit = 5  # as many as work here
        world.practice.save()
    full = invite(world, email="autre@exemple.fr")
    assert full.status_code == 422
    assert "formule" in full.content.decode()
    late = world.client("visitor").post(link, LOGIN)
    assert late.status_code == 422
    assert not User.objects.filter(email="jean.roy@exemple.fr").exists()


@pytest.mark.proves("A5.2")
def test_who_has_left_comes_back_to_their_place(world, mail_server):
    invite(world, email="fabien@exemple.fr", roles=["practitioner", "secretary"])
    path = received(world, mail_server)
    client = world.client("former")
    assert client.get("/desk/").status_code == 404
    assert client.post(path).status_code == 302
    assert client.get("/desk/").status_code == 200
    with world.acting():
        (back,) = Membership.objects.filter(user=world.users["fabien"])
        assert back.pk == world.members["fabien"].pk
        assert back.roles == ["practitioner", "secretary"]


@pytest.mark.parametrize("password", ["court", "1234567890", "jean.roy@exemple.fr"])
def test_a_weak_password_is_refused_beside_its_field(world, mail_server, link, password):
    answer = world.client("visitor").post(link, LOGIN | {"password": password})
    assert answer.status_code == 422
    assert "id_password_error" in answer.content.decode()


def test_the_hours_of_a_link_are_the_owners_to_set(world, mail_server):
    world.client("owner").post(f"{MEMBERS}invitations/hours/", {"hours": "2"})
    invite(world)
    left = invitation(world).expires_at - now()
    assert timedelta(hours=1, minutes=59) < left <= timedelta(hours=2)


def test_guessing_links_is_slow(world):
    client = world.client("visitor")
    codes = [client.post(f"/invitation/guess-{n}/").status_code for n in range(62)]
    assert codes[0] == 404
    assert codes[-1] == 429
