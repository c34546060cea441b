"""Remote support: for a while, under both names, closed at any moment (A9.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.second_factor import sign_in_with_factor
from visavis.accounts.models import Organization, User
from visavis.accounts.operators import add_operator
from visavis.core.public import AuditEvent, now

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/support/"


@pytest.fixture
def operator(world):
    user = User.objects.create_user("odile@visavis.fr", "x", first_name="Odile", last_name="Morin")
    add_operator(email=user.email)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    client = Client(headers={"host": "localhost"})
    sign_in_with_factor(client, user)
    return client


def knock(world, operator, member="claire"):
    address = f"/operator/organizations/{world.practice.pk}/enter/"
    return operator.post(address, {"membership": world.members[member].pk})


def inside(world, operator):
    """The operator's browser at the practice, in Dr Claire Martin's place."""
    path = knock(world, operator).headers["Location"].partition(".localhost")[2]
    path = "/" + path.partition("/")[2]
    there = Client(headers={"host": "parc.localhost"})
    assert there.get(path).status_code == 200, "a link only shows"
    assert there.get("/desk/").status_code == 302
    assert there.post(path).status_code == 302
    other = Client(headers={"host": "parc.localhost"})
    assert other.post(path).status_code == 404, "once"
    lilas = Client(headers={"host": "lilas.localhost"})
    assert lilas.post(path).status_code == 404, "at that practice"
    return there


@pytest.mark.proves("A9.1")
def test_opened_by_an_owner_an_operator_acts_as_a_member_until_it_is_closed(world, operator):
    assert knock(world, operator).status_code == 404, "not open"
    owner = world.client("owner")
    assert owner.post(PAGE, {"hours": "4", "reason": "Planning"}).status_code == 302
    there = inside(world, operator)
    desk = there.get("/desk/")
    assert desk.status_code == 200
    assert "Claire Martin" in " ".join(note.text for note in desk.context["banner_notes"])
    assert there.get(PAGE).status_code == 404, "Claire is no owner"
    assert there.post("/desk/hours/", {"a1_opens": "9", "a1_closes": "12"}).status_code == 302
    with world.acting():
        event = AuditEvent.objects.get(verb="hours.set")
        assert (event.actor_name, event.facts["via"]) == ("Claire Martin", "Odile Morin")
    assert owner.post(f"{PAGE}close/").status_code == 302
    assert there.get("/desk/", follow=True).redirect_chain[-1:] != [], "at once"
    assert there.get("/desk/planning/", follow=True).status_code != 200
    assert knock(world, operator).status_code == 404


@pytest.mark.proves("A9.1")
def test_it_ends_by_itself(world, operator):
    world.client("owner").post(PAGE, {"hours": "1", "reason": "Planning"})
    there = inside(world, operator)
    with time_machine.travel(now() + timedelta(minutes=59), tick=True):
        assert there.get("/desk/").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=61), tick=True):
        assert there.get("/desk/").status_code != 200
        assert knock(world, operator).status_code == 404


@pytest.mark.proves("A9.1")
def test_only_an_owner_opens_it_between_an_hour_and_a_week(world):
    for role in ("practitioner", "secretary", "manager"):
        assert world.client(role).post(PAGE, {"hours": "4", "reason": "x"}).status_code == 404
    owner = world.client("owner")
    for hours in ("0", "169", "-1", "", "x"):
        assert owner.post(PAGE, {"hours": hours, "reason": "x"}).status_code == 422
    assert owner.post(PAGE, {"hours": "168", "reason": "x"}).status_code == 302
    page = owner.post(PAGE, {"hours": "1", "reason": "again"}, follow=True)
    assert page.status_code == 200


@pytest.mark.proves("A9.1", "A1.5")
def test_support_goes_on_while_the_practice_is_suspended(world, operator):
    world.client("owner").post(PAGE, {"hours": "4", "reason": "Planning"})
    there = inside(world, operator)
    Organization.objects.filter(pk=world.practice.pk).update(suspended_at=now())
    assert there.get("/desk/").status_code == 200
    path = "/" + knock(world, operator).headers["Location"].split("/", 3)[3]
    since = Client(headers={"host": "parc.localhost"})
    assert (since.get(path).status_code, since.post(path).status_code) == (200, 302)
    assert since.get("/desk/").status_code == 200
    assert world.client("owner").get("/desk/").status_code == 503
    assert world.client("practitioner").get("/desk/").status_code == 503
