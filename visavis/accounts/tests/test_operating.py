"""The operators' area: second factor, organizations, professionals; no patient (A1.5, A8.1)."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.second_factor import sign_in_with_factor
from visavis.accounts.models import Membership, Organization, Qualification, User
from visavis.accounts.operators import NoSuchUser, add_operator, has_second_factor
from visavis.accounts.platform import platform_organization
from visavis.accounts.qualifications import state_qualification
from visavis.core.public import AuditEvent, acting_for
from visavis.notices.public import Notice

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 a certificate"


@pytest.fixture(autouse=True)
def own_backend(settings):
    """Django's test runner puts its own backend in place of ours."""
    settings.EMAIL_BACKEND = "visavis.notices.channels.backend.EmailBackend"


@pytest.fixture
def odile(world):
    user = User.objects.create_user("odile@visavis.fr", "x", first_name="Odile", last_name="Morin")
    add_operator(email=user.email)
    return user


@pytest.fixture
def operator(odile):
    Authenticator.objects.create(user=odile, type="totp", data={"secret": "x"})
    return browser(odile)


def browser(user=None):
    client = Client(headers={"host": "localhost"})
    if user is not None and has_second_factor(user):
        sign_in_with_factor(client, user)
    elif user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def waiting(world):
    """Dr Claire Martin has just signed up: she has stated her number, nobody has looked."""
    with world.acting():
        world.claire.approved_at = None
        world.claire.save()
        return state_qualification(
            world.actor("practitioner"),
            profession="physician",
            register="rpps",
            number="10002345674",
            proof=("diplome.pdf", PDF),
        )


def mails():
    with acting_for(platform_organization()):
        return [(n.recipient, n.context["text"]) for n in Notice.objects.order_by("created_at")]


@pytest.mark.proves("A1.5")
def test_the_area_is_shut_to_all_but_operators_with_a_second_factor(world, odile):
    assert browser().get("/operator/").status_code == 302
    assert browser(world.users["olivia"]).get("/operator/").status_code == 404
    answer = browser(odile).get("/operator/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/operator/second-factor/")
    assert browser(odile).get("/operator/second-factor/").status_code == 200
    Authenticator.objects.create(user=odile, type="totp", data={"secret": "x"})
    assert browser(odile).get("/operator/").status_code == 200
    at_practice = Client(headers={"host": "parc.localhost"})
    at_practice.force_login(odile)
    assert at_practice.get("/operator/").status_code == 404, "on the platform's address only"


@pytest.mark.proves("A1.5")
def test_organizations_are_listed_without_their_patients(world, operator):
    page = operator.get("/operator/").content.decode()
    assert "Cabinet du Parc" in page
    assert "Centre des Lilas" in page
    assert "Moreau" not in page
    assert "Cabinet" in operator.get("/operator/", {"q": "parc"}).content.decode()


@pytest.mark.proves("A1.5")
def test_suspending_needs_a_reason_and_is_audited_there_under_the_operators_name(world, operator):
    address = f"/operator/organizations/{world.practice.pk}/"
    assert operator.get(address).status_code == 200
    assert operator.post(f"{address}suspend/", {"reason": ""}).status_code == 422
    assert operator.post(f"{address}suspend/", {"reason": "Unpaid"}).status_code == 302
    world.practice.refresh_from_db()
    assert world.practice.suspended_reason == "Unpaid"
    with world.acting():
        event = AuditEvent.objects.get(verb="organization.suspended")
        assert (event.actor_kind, event.actor_name) == ("operator", "Odile Morin")
    assert operator.post(f"{address}resume/").status_code == 302
    world.practice.refresh_from_db()
    assert world.practice.suspended_at is None


@pytest.mark.proves("A1.5")
def test_an_operator_makes_an_organization_whose_owner_is_told(world, operator):
    wish = {"name": "Clinique Nord", "subdomain": "nord", "email": "noe@exemple.fr"}
    wish |= {"first_name": "Noé", "last_name": "Roy"}
    taken = operator.post("/operator/organizations/new/", {**wish, "subdomain": "parc"})
    assert taken.status_code == 422
    assert operator.post("/operator/organizations/new/", wish).status_code == 302
    made = Organization.objects.get(subdomain="nord")
    with acting_for(made):
        assert Membership.objects.get().user.email == "noe@exemple.fr"
    assert mails()[-1][0] == "noe@exemple.fr"


@pytest.mark.proves("A8.1")
def test_until_approved_nobody_can_book(world, waiting, operator):
    visitor = world.client("visitor")
    slot = {"type": world.types["video"].pk, "start": "2031-05-05T10:00:00Z"}
    book = "/book/dr-claire-martin/"

    def answers():
        return [
            visitor.get(book).status_code,
            visitor.get(f"{book}slots.json").status_code,
            visitor.post(f"{book}hold/", slot).status_code,
            visitor.get(f"{book}details/").status_code,
            visitor.post(f"{book}details/", {}).status_code,
            visitor.get(f"{book}done/").status_code,
            world.client("patient").post(f"{book}hold/", slot).status_code,
            world.client("other_patient").get(book).status_code,
        ]

    assert answers() == [404] * 8
    assert "Claire" not in visitor.get("/").content.decode()
    decide = f"/operator/professionals/{waiting.pk}/decide/"
    assert operator.post(decide, {"decision": "approve"}).status_code == 302
    assert answers()[:2] == [200, 200]
    assert "Claire" in visitor.get("/").content.decode()
    assert mails()[-1][0] == "claire@exemple.fr"
    with world.acting():
        event = AuditEvent.objects.get(verb="qualification.approved")
        assert event.actor_name == "Odile Morin"
    assert operator.post(decide, {"decision": "approve"}).status_code == 404, "decided"


@pytest.mark.proves("A8.1")
def test_refused_with_a_reason_and_stated_again(world, waiting, operator):
    address = f"/operator/professionals/{waiting.pk}/"
    page = operator.get(address)
    assert "10002345674" in page.content.decode()
    assert b"".join(operator.get(f"{address}proof/")) == PDF
    assert "Claire" in operator.get("/operator/professionals/").content.decode()
    refuse = {"decision": "refuse", "reason": ""}
    assert operator.post(f"{address}decide/", refuse).status_code == 422
    refuse["reason"] = "The picture cannot be read"
    assert operator.post(f"{address}decide/", refuse).status_code == 302
    assert "The picture cannot be read" in mails()[-1][1]
    with world.acting():
        row = Qualification.objects.get()
        assert (row.state, row.reason) == ("refused", "The picture cannot be read")
        again = state_qualification(
            world.actor("practitioner"),
            profession="physician",
            register="adeli",
            number="751234567",
        )
        assert (again.state, again.version, again.proof_id) == ("submitted", 2, row.proof_id)


def test_only_a_known_login_becomes_an_operator(world):
    with pytest.raises(NoSuchUser):
        add_operator(email="nobody@exemple.fr")
