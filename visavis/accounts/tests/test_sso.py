"""Single sign-on with two real providers at once (A7.1, A7.3): who comes in, and as whom."""

from __future__ import annotations

import pytest
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import RequestFactory

from visavis.accounts.models import Membership, Practitioner, Qualification, User
from visavis.accounts.signin import AccountAdapter
from visavis.accounts.sso.sessions import METHODS, provider_of, second_factor_passed
from visavis.accounts.tests.sso_steps import leave, refusal, sign_in, verbs
from visavis.core.public import AuditEvent, now

pytestmark = pytest.mark.django_db
CLAIRE = {"email": "claire@exemple.fr", "email_verified": True, "name": "Claire Martin"}
ZOE = {
    "email": "Zoe@clinique.example",
    "email_verified": True,
    "given_name": "Zoé",
    "family_name": "Lambert",
}


MFA = "allauth.mfa.stages.AuthenticateStage"


def stages_of(client):
    """The steps of a login that this session would go through."""
    request = RequestFactory().get("/")
    request.session = client.session
    with request_context(request):
        return AccountAdapter(request).get_login_stages()


def on_desk(client):
    return client.get("/desk/").status_code == 200


@pytest.mark.proves("A7.1")
def test_each_provider_has_its_button_and_its_rules(world, connect, east, west):
    connect(east)
    off = connect(west, enabled=False)
    page = world.client().get("/accounts/login/").content.decode()
    assert "Sign in with East" in page
    assert "Sign in with West" not in page
    assert leave(world.client(), off).status_code == 404
    next_door = world.client(at="neighbour").get("/accounts/login/").content.decode()
    assert "Sign in with" not in next_door


@pytest.mark.proves("A7.1")
def test_a_member_is_known_by_mail_first_and_by_subject_ever_after(world, connect, east, west):
    first, second = connect(east), connect(west)
    east.add_account("c1", **CLAIRE)
    west.add_account("c9", **CLAIRE)
    client = world.client()
    assert sign_in(client, east, first, "c1").headers["Location"] == "/desk/"
    assert on_desk(client)
    assert sign_in(world.client(), west, second, "c9").headers["Location"] == "/desk/"
    east.add_account("c1", email="claire.m@elsewhere.example", email_verified=False)
    again = world.client()
    assert sign_in(again, east, first, "c1").status_code == 302
    assert on_desk(again)
    assert world.users["claire"].check_password("tulipe-orange-42")
    assert verbs(world).count("login.connected") == 2


@pytest.mark.proves("A7.1")
def test_somebody_new_gets_a_login_with_the_roles_of_the_provider(world, connect, east):
    row = connect(east, create_users=True, default_roles=["secretary"])
    east.add_account("z1", **ZOE)
    client = world.client()
    assert sign_in(client, east, row, "z1").headers["Location"] == "/desk/"
    assert on_desk(client)
    user = User.objects.get(email="zoe@clinique.example")
    assert (user.first_name, user.last_name) == ("Zoé", "Lambert")
    assert not user.has_usable_password()
    with world.acting():
        assert Membership.objects.get(user=user).roles == ["secretary"]
    assert "member.joined" in verbs(world)


@pytest.mark.proves("A7.1")
def test_roles_follow_the_claim_at_every_login_and_others_stay(world, connect, east):
    row = connect(
        east,
        create_users=True,
        role_claim="realm_access.roles",
        role_map={"Leads": "manager", "front-desk": "secretary"},
    )
    claims = {**ZOE, "realm_access": {"roles": ["front-desk", "tennis"]}}
    east.add_account("z2", **claims)
    sign_in(world.client(), east, row, "z2")
    with world.acting():
        member = Membership.objects.get(user__email="zoe@clinique.example")
        assert member.roles == ["secretary"]
        member.roles = ["practitioner", "secretary"]
        member.save()
    east.add_account("z2", **{**claims, "realm_access": {"roles": ["leads"]}})
    sign_in(world.client(), east, row, "z2")
    with world.acting():
        member.refresh_from_db()
    assert member.roles == ["manager", "practitioner"]


@pytest.mark.proves("A7.1", "A2.1")
def test_an_owner_is_made_only_where_the_table_says_so_and_the_last_one_stays(world, connect, east):
    row = connect(east, role_claim="groups", role_map={"boss": "owner", "desk": "secretary"})
    east.add_account("o1", email="olivia@exemple.fr", email_verified=True, groups=["desk"])
    east.add_account("c2", **CLAIRE, groups=["boss"])
    sign_in(world.client(), east, row, "o1")
    with world.acting():
        assert world.olivia.roles == ["owner"]
        world.olivia.refresh_from_db()
        assert world.olivia.roles == ["owner", "secretary"]  # the last owner stays one
    sign_in(world.client(), east, row, "c2")
    with world.acting():
        claire = Membership.objects.get(user=world.users["claire"])
    assert claire.roles == ["owner", "practitioner"]


@pytest.mark.proves("A7.1", "A5.2")
def test_a_former_member_is_not_let_in_nor_made_anew(world, connect, east):
    row = connect(east, create_users=True, default_roles=["secretary"])
    east.add_account("f1", email="fabien@exemple.fr", email_verified=True)
    kind, sentence = refusal(world, sign_in(world.client(), east, row, "f1"))
    assert kind == "ended"
    assert sentence


@pytest.mark.proves("A7.1")
def test_leaving_ends_what_a_subject_opens(world, connect, east):
    row = connect(east)
    east.add_account("c3", **CLAIRE)
    sign_in(world.client(), east, row, "c3")
    with world.acting():
        Membership.objects.filter(user=world.users["claire"]).update(ended_at=now())
    assert refusal(world, sign_in(world.client(), east, row, "c3"))[0] == "ended"


@pytest.mark.proves("A7.1")
def test_a_login_of_elsewhere_is_never_taken_over_on_a_providers_word(world, connect, east):
    """An owner may set up a provider that calls anybody anything: it opens members' logins only."""
    row = connect(east, create_users=True, default_roles=["secretary"])
    for subject, email in (("n1", "nora@exemple.fr"), ("a1", "alice@exemple.fr")):
        east.add_account(subject, email=email, email_verified=True)
        client = world.client()
        kind, _sentence = refusal(world, sign_in(client, east, row, subject))
        assert kind == "elsewhere"
        assert not on_desk(client)
        assert client.get("/portal/").status_code == 302


@pytest.mark.proves("A7.1", "A2.2")
def test_a_session_opened_by_a_provider_is_good_for_its_own_practice_only(world, connect, east):
    with world.acting("neighbour"):
        Membership.objects.create(user=world.users["claire"], roles=["secretary"])
    row = connect(east)
    east.add_account("c4", **CLAIRE)
    client = world.client()
    sign_in(client, east, row, "c4")
    assert on_desk(client)
    there = world.client(at="neighbour")
    there.cookies = client.cookies
    assert there.get("/desk/").status_code in (302, 404)
    by_password = world.client("practitioner", at="neighbour")
    assert on_desk(by_password)


@pytest.mark.proves("A7.3")
def test_the_national_number_is_stated_and_recognises_an_approved_professional(
    world, connect, east
):
    row = connect(east, scopes="openid scope_all", national_id_claim="SubjectNameID")
    number = "10003456785"
    east.add_account("psc1", **CLAIRE, SubjectNameID=f"8{number}")
    by_mail = connect(east, national_id_claim="SubjectNameID")
    sign_in(world.client(), east, by_mail, "psc1")
    with world.acting():
        stated = Qualification.objects.get(practitioner=world.claire)
        assert (stated.register, stated.number, stated.state) == ("rpps", number, "submitted")
    east.add_account("psc2", SubjectNameID=f"8{number}", given_name="CLAIRE")
    assert refusal(world, sign_in(world.client(), east, row, "psc2"))[0] == "mail-missing"
    with world.acting():
        Qualification.objects.filter(pk=stated.pk).update(state="approved", decided_at=now())
    client = world.client()
    assert sign_in(client, east, row, "psc2").headers["Location"] == "/desk/"
    assert on_desk(client)


@pytest.mark.proves("A7.1", "A9.3")
def test_each_login_is_in_the_audit_with_its_provider(world, connect, east):
    row = connect(east)
    east.add_account("c5", **CLAIRE)
    sign_in(world.client(), east, row, "c5")
    with world.acting():
        event = AuditEvent.objects.get(verb="login.succeeded")
    assert event.facts["provider"] == str(row.pk)
    assert event.facts["provider_name"] == "East"
    assert event.actor_user == world.users["claire"].pk


@pytest.mark.proves("A7.1", "A6.3")
@pytest.mark.parametrize(
    ("counts", "amr", "passes"),
    [
        ("ours", ["mfa"], False),
        ("claimed", ["pwd"], False),
        ("claimed", ["mfa"], True),
        ("always", ["pwd"], True),
    ],
)
def test_whether_its_login_counts_as_two_factors_is_the_owners_choice(
    world, connect, east, counts, amr, passes
):
    row = connect(east, second_factor=counts)
    east.add_account("c6", amr=amr, **CLAIRE)
    client = world.client()
    sign_in(client, east, row, "c6")
    assert second_factor_passed(client.session) is passes
    TOTP.activate(world.users["claire"], generate_totp_secret())
    assert (MFA in stages_of(client)) is not passes
    if passes:
        world.practice.second_factor = "require"
        world.practice.save()
        again = world.client()
        assert sign_in(again, east, row, "c6").headers["Location"] == "/desk/"
        assert on_desk(again)


@pytest.mark.proves("A7.1", "A2.3")
def test_a_role_that_the_provider_takes_takes_what_came_with_it(world, connect, east):
    row = connect(east, role_claim="groups", role_map={"doc": "practitioner", "desk": "secretary"})
    east.add_account("s1", email="sophie@exemple.fr", email_verified=True, groups=["doc"])
    east.add_account("c7", **CLAIRE, groups=["desk"])
    sign_in(world.client(), east, row, "s1")
    sign_in(world.client(), east, row, "c7")
    with world.acting():
        assert not world.members["sophie"].serves.filter(ended_at=None).exists()
        assert not Practitioner.objects.get(pk=world.claire.pk).is_public


def test_who_has_proved_themselves_to_us_is_bound_to_no_provider():
    by_provider = {"method": "socialaccount", "provider": "p"}
    password = {"method": "password", "reauthenticated": True}
    assert provider_of({METHODS: [by_provider]}) == "p"
    assert provider_of({METHODS: [by_provider, password]}) == ""
    assert provider_of({METHODS: [{"method": "password"}, by_provider]}) == "p"
    assert provider_of({METHODS: [by_provider, {"method": "mfa", "type": "totp"}]}) == "p"
    assert provider_of({}) == ""
