"""The settings of single sign-on, and "Test this connection" (A7.1, A7.2)."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from visavis.accounts.models import IdentityProvider, Membership, ProviderProblem, User
from visavis.accounts.sso.forms import ProviderForm
from visavis.accounts.sso.presets import PRESETS, initial
from visavis.accounts.tests.sso_steps import path_of, sign_in, verbs
from visavis.core.public import AuditEvent

pytestmark = pytest.mark.django_db
SETTINGS = "/desk/settings/sso/"
FIELDS = {
    "preset": "other",
    "name": "Clinique",
    "button_text": "Compte de la clinique",
    "enabled": "on",
    "issuer": "https://id.clinique.example/",
    "client_id": "visavis",
    "client_secret": "tres-secret-1",
    "scopes": "openid  profile email",
    "hosted_domains": "Clinique.example\n@labo.example",
    "create_users": "on",
    "default_roles": ["secretary"],
    "role_claim": "groups",
    "map_value": ["doctors", "", "desk"],
    "map_role": ["practitioner", "", "secretary"],
    "second_factor": "ours",
}


def only(world):
    with world.acting():
        return IdentityProvider.objects.get()


def one(row):
    return f"{SETTINGS}{row.pk}/"


@pytest.mark.proves("A7.1")
def test_an_owner_sets_up_a_provider_and_its_secret_is_never_shown(world):
    owner = world.client("owner")
    answer = owner.post(f"{SETTINGS}new/?preset=other", FIELDS)
    row = only(world)
    assert answer.headers["Location"] == one(row)
    assert row.issuer == "https://id.clinique.example"
    assert row.hosted_domains == ["clinique.example", "labo.example"]
    assert row.role_map == {"doctors": "practitioner", "desk": "secretary"}
    page = owner.get(one(row)).content.decode()
    assert "tres-secret-1" not in page
    assert f"http://parc.localhost/accounts/sso/{row.pk}/callback/" in page
    with connection.cursor() as cursor, world.acting():
        cursor.execute("SELECT client_secret FROM accounts_identityprovider")
        assert "tres-secret-1" not in cursor.fetchone()[0]
    with world.acting():
        assert "tres-secret-1" not in str(list(AuditEvent.objects.values()))


@pytest.mark.proves("A7.1")
def test_an_empty_secret_keeps_the_present_one_and_a_new_one_replaces_it(world):
    owner = world.client("owner")
    owner.post(f"{SETTINGS}new/", FIELDS)
    row = only(world)
    owner.post(one(row), {**FIELDS, "client_secret": "", "name": "Autre"})
    assert (only(world).name, only(world).client_secret) == ("Autre", "tres-secret-1")
    owner.post(one(row), {**FIELDS, "client_secret": "tout-neuf-2"})
    assert only(world).client_secret == "tout-neuf-2"


@pytest.mark.proves("A7.1")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://id.clinique.example"),
        ("issuer", "https://login.microsoftonline.com/TENANT/v2.0"),
        ("issuer", "not an address"),
        ("scopes", "profile email"),
        ("hosted_domains", "https://clinique.example"),
        ("default_roles", ["owner"]),
        ("map_role", ["king", "", "secretary"]),
        ("role_claim", ""),
    ],
)
def test_what_cannot_be_meant_gets_a_sentence_and_keeps_what_was_typed(world, field, value):
    answer = world.client("owner").post(f"{SETTINGS}new/", {**FIELDS, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "doctors" in answer.content.decode()
    with world.acting():
        assert not IdentityProvider.objects.exists()


@pytest.mark.proves("A7.1")
def test_the_same_client_twice_is_told_and_others_may_have_it(world):
    owner = world.client("owner")
    owner.post(f"{SETTINGS}new/", FIELDS)
    answer = owner.post(f"{SETTINGS}new/", FIELDS)
    assert answer.status_code == 422
    assert answer.context["form"].errors["client_id"]
    neighbour = world.client("neighbour_practitioner", at="neighbour")
    assert neighbour.post(f"{SETTINGS}new/", FIELDS).status_code == 302


@pytest.mark.proves("A7.1")
def test_buttons_stand_in_the_owners_order(world, connect, east, west):
    first, second = connect(east, position=0), connect(west, position=1)
    owner = world.client("owner")
    owner.post(f"{one(second)}move/", {"to": "up"})
    page = world.client().get("/accounts/login/").content.decode()
    assert page.index(second.button_text) < page.index(first.button_text)


@pytest.mark.proves("A7.1")
def test_removing_a_provider_ends_its_sessions_and_keeps_the_logins(world, connect, east):
    row = connect(east)
    east.add_account("claire", email="claire@exemple.fr", email_verified=True)
    client = world.client()
    sign_in(client, east, row, "claire")
    assert client.get("/desk/").status_code == 200
    world.client("owner").post(f"{one(row)}remove/")
    assert client.get("/desk/").status_code in (302, 404)
    assert not SocialAccount.objects.exists()
    assert User.objects.filter(email="claire@exemple.fr").exists()
    assert "provider.removed" in verbs(world)


@pytest.mark.proves("A7.3")
@pytest.mark.parametrize("key", sorted(PRESETS))
def test_presets_fill_what_is_known(world, key):
    page = world.client("owner").get(f"{SETTINGS}new/?preset={key}")
    form = page.context["form"]
    assert form.initial["issuer" if key != "other" else "scopes"]
    assert str(PRESETS[key].where) in page.context["preset"].where


@pytest.mark.proves("A7.3")
def test_pro_sante_connect_asks_for_what_its_service_wants():
    first = initial("psc")
    assert first["scopes"] == "openid scope_all"
    assert first["acr_values"] == "eidas1"
    assert first["national_id_claim"] == "SubjectNameID"
    form = ProviderForm({**first, "client_id": "x", "name": "PSC", "roles_every_login": "on"})
    assert form.is_valid(), form.errors


@pytest.mark.proves("A7.2")
def test_the_last_problems_stand_on_the_providers_page(world, connect, east):
    row = connect(east)
    east.add_account("zoe", email="zoe@clinique.example", email_verified=True)
    sign_in(world.client(), east, row, "zoe")
    page = world.client("owner").get(one(row)).content.decode()
    assert "zoe@clinique.example" in page


# Test this connection -------------------------------------------------------------------------


def walk(owner, server, row, who):
    """Both halves of a trial; the page at its end."""
    owner.post(f"{one(row)}test/")
    page = owner.post(f"{one(row)}test/go/")
    assert page.status_code == 200, page.headers
    back = owner.get(path_of(server.sign_in(page.context["there"], as_=who)))
    assert back.headers["Location"] == f"{one(row)}test/"
    return owner.get(f"{one(row)}test/")


def states(page):
    return {step["key"]: step["state"] for step in page.context["steps"]}


@pytest.mark.proves("A7.2")
def test_a_trial_walks_a_whole_login_and_changes_nothing(world, connect, east):
    row = connect(east, enabled=False, create_users=True, default_roles=["secretary"])
    east.add_account("zoe", email="zoe@clinique.example", email_verified=True, groups=["desk"])
    owner = world.client("owner")
    page = walk(owner, east, row, "zoe")
    assert set(states(page).values()) == {"ok"}
    text = page.content.decode()
    assert "zoe@clinique.example" in text
    assert "groups" in text
    for secret in ("access_token", "at_hash", "nonce", row.client_secret):
        assert secret not in text
    assert page.context["actor"].name == "Olivia Laurent"
    assert not User.objects.filter(email="zoe@clinique.example").exists()
    assert not SocialAccount.objects.exists()
    with world.acting():
        assert not Membership.objects.filter(user__email="zoe@clinique.example").exists()
        assert not ProviderProblem.objects.exists()
        assert not AuditEvent.objects.filter(verb__startswith="login.").exists()


@pytest.mark.proves("A7.2")
def test_a_trial_shows_the_step_that_fails(world, connect, east):
    owner = world.client("owner")
    row = connect(east)
    east.set_client(
        row.client_id, "changed-there", f"http://parc.localhost/accounts/sso/{row.pk}/callback/"
    )
    east.add_account("claire", email="claire@exemple.fr", email_verified=True)
    page = walk(owner, east, row, "claire")
    assert states(page)["token"] == "failed"
    assert states(page)["id_token"] == "waiting"
    east.set_client(row.client_id, row.client_secret, "http://parc.localhost/elsewhere/")
    owner.post(f"{one(row)}test/")
    page = owner.get(f"{one(row)}test/")
    assert (states(page)["keys"], states(page)["client"]) == ("ok", "failed")
    assert "redirect_uri" in page.content.decode()
    east.tell(faults={"/.well-known/openid-configuration": {"status": 404}})
    owner.post(f"{one(row)}test/")
    assert states(owner.get(f"{one(row)}test/"))["discovery"] == "failed"
    assert owner.post(f"{one(row)}test/go/").status_code == 302


@pytest.mark.proves("A7.2")
def test_a_trial_tells_whom_the_rules_would_let_in(world, connect, east):
    row = connect(east)
    east.add_account("claire", email="claire@exemple.fr", email_verified=True)
    east.add_account("zoe", email="zoe@clinique.example", email_verified=True)
    owner = world.client("owner")
    assert "Claire Martin" in walk(owner, east, row, "claire").content.decode()
    assert states(walk(owner, east, row, "zoe"))["rules"] == "failed"
    cancelled = walk(owner, east, row, "cancel")
    assert states(cancelled)["return"] == "failed"


@pytest.mark.proves("A7.2")
def test_a_trial_is_its_owners_alone(world, connect, east):
    row = connect(east)
    east.add_account("claire", email="claire@exemple.fr", email_verified=True)
    owner = world.client("owner")
    owner.post(f"{one(row)}test/")
    there = owner.post(f"{one(row)}test/go/").context["there"]
    back = path_of(east.sign_in(there, as_="claire"))
    for other in (world.client("manager"), world.client()):
        assert other.get(back).status_code == 403
    assert owner.get(back).status_code == 302
