"""Each failure of single sign-on, provoked at a real provider (A7.2): who is told what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings as django_settings

from tests.oidc import free_port
from visavis.accounts.models import IdentityProvider, Membership, ProviderProblem, User
from visavis.accounts.sso import fetch as fetching
from visavis.accounts.sso.problems import KINDS, SsoProblem, keep
from visavis.accounts.tests.sso_steps import leave, path_of, refusal, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("A7.2")]
CLAIRE = {"email": "claire@exemple.fr", "email_verified": True}
ZOE = {"email": "zoe@clinique.example", "email_verified": True, "name": "Zoé Lambert"}


@pytest.fixture
def row(connect, east):
    east.add_account("claire", **CLAIRE)
    return connect(east)


def change(world, row, **fields):
    with world.acting():
        IdentityProvider.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def test_a_wrong_redirect_address_is_told_before_one_leaves(world, east, row):
    east.set_client(row.client_id, "x", "http://parc.localhost/accounts/sso/other/callback/")
    assert refusal(world, leave(world.client(), row))[0] == "redirect"
    with world.acting():
        assert "redirect_uri" in ProviderProblem.objects.get().detail


def test_an_unknown_client_id(world, row):
    change(world, row, client_id="nobody")
    assert refusal(world, leave(world.client(), row))[0] == "client"


def test_an_issuer_that_nobody_answers(world, row):
    change(world, row, issuer=f"http://127.0.0.1:{free_port()}")
    kind, sentence = refusal(world, leave(world.client(), row))
    assert kind == "unreachable"
    assert sentence == str(KINDS["unreachable"].user)
    with world.acting():
        assert "connection refused" in ProviderProblem.objects.get().detail


@pytest.mark.parametrize(
    "fault",
    [
        {"body": "<h1>Welcome</h1>"},
        {"body": "[]", "type": "application/json"},
        {"body": '{"issuer": "https://elsewhere.example"}', "type": "application/json"},
        {"size": 600 * 1024},
        {"status": 404},
        {"status": 302, "location": "http://127.0.0.1:1/inside"},
    ],
    ids=["page", "list", "other-issuer", "too-large", "not-found", "redirect"],
)
def test_an_issuer_that_answers_nonsense(world, east, row, fault):
    east.tell(faults={"/.well-known/openid-configuration": fault})
    assert refusal(world, leave(world.client(), row))[0] == "nonsense"


def test_a_wrong_client_secret(world, east, row):
    with world.acting():
        row.client_secret = "not-the-secret"
        row.save()
    client = world.client()
    assert refusal(world, sign_in(client, east, row, "claire"))[0] == "secret"
    assert client.get("/desk/").status_code == 302


def test_either_way_to_send_the_secret_is_found(world, east, row):
    redirect = f"http://parc.localhost/accounts/sso/{row.pk}/callback/"
    east.set_client(row.client_id, row.client_secret, redirect, method="client_secret_post")
    assert sign_in(world.client(), east, row, "claire").headers["Location"] == "/desk/"


def test_a_user_who_cancels(world, east, row):
    kind, sentence = refusal(world, sign_in(world.client(), east, row, "cancel"))
    assert kind == "cancelled"
    assert sentence == str(KINDS["cancelled"].user)


@pytest.mark.parametrize(
    ("fields", "ok"), [({"hosted_domains": ["exemple.fr"]}, True), ({}, False)]
)
def test_a_mail_that_nobody_has_confirmed(world, east, row, fields, ok):
    """Unless the owner says that the provider answers for these domains."""
    east.add_account("unsure", email="claire@exemple.fr", email_verified=False)
    change(world, row, **fields)
    answer = sign_in(world.client(), east, row, "unsure")
    if ok:
        assert answer.headers["Location"] == "/desk/"
    else:
        assert refusal(world, answer)[0] == "mail-unverified"


def test_a_domain_that_is_not_let_in(world, east, row):
    change(world, row, hosted_domains=["clinique.example", "other.example"])
    assert refusal(world, sign_in(world.client(), east, row, "claire"))[0] == "domain"
    with world.acting():
        problem = ProviderProblem.objects.get()
    assert (problem.email, problem.detail) == ("claire@exemple.fr", "exemple.fr")


def test_an_account_that_kept_an_address_of_a_domain_it_left(world, east, row):
    """Google names the organization in ``hd``: a personal account of that address has none."""
    change(world, row, preset="google", hosted_domains=["exemple.fr"])
    assert refusal(world, sign_in(world.client(), east, row, "claire"))[0] == "domain"
    east.add_account("claire", **CLAIRE, hd="exemple.fr")
    assert sign_in(world.client(), east, row, "claire").headers["Location"] == "/desk/"


def test_a_stranger_while_logins_are_not_made(world, east, row):
    east.add_account("zoe", **ZOE)
    kind, _sentence = refusal(world, sign_in(world.client(), east, row, "zoe"))
    assert kind == "unknown"
    assert not User.objects.filter(email=ZOE["email"]).exists()


def test_no_mail_and_no_role(world, east, row):
    change(world, row, create_users=True, default_roles=[], role_claim="groups")
    east.add_account("mute", name="Nobody")
    assert refusal(world, sign_in(world.client(), east, row, "mute"))[0] == "mail-missing"
    east.add_account("zoe", **ZOE, groups=["tennis"])
    assert refusal(world, sign_in(world.client(), east, row, "zoe"))[0] == "no-role"


def test_the_plans_number_of_members_holds(world, east, row):
    change(world, row, create_users=True, default_roles=["secretary"])
    east.add_account("zoe", **ZOE)
    with world.acting():
        here = Membership.objects.filter(ended_at=None).count()
    world.practice.member_limit = here
    world.practice.save()
    assert refusal(world, sign_in(world.client(), east, row, "zoe"))[0] == "limit"
    world.practice.member_limit = here + 1
    world.practice.save()
    assert sign_in(world.client(), east, row, "zoe").headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("offset", "kind"), [(600, "clock"), (-7200, "clock"), (30, ""), (-1800, "")]
)
def test_clocks_that_differ(world, east, row, offset, kind):
    """A minute is forgiven; a token is good for an hour here."""
    client = world.client()
    page = leave(client, row)
    back = east.sign_in(page.context["there"], as_="claire")
    east.tell(offset=offset)
    answer = client.get(path_of(back))
    if kind:
        assert refusal(world, answer)[0] == kind
        with world.acting():
            assert "seconds from our clock" in ProviderProblem.objects.get().detail
    else:
        assert answer.headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"claims": {"aud": "another-client"}}, "audience"),
        ({"claims": {"azp": "another-client"}}, "audience"),
        ({"claims": {"nonce": "another-one"}}, "nonce"),
        ({"claims": {"iss": "https://elsewhere.example"}}, "issuer"),
        ({"foreign": True}, "signature"),
        ({"claims": {"sub": "somebody-else"}}, "nonsense"),
    ],
    ids=["audience", "party", "nonce", "issuer", "signature", "subject"],
)
def test_a_token_that_is_not_for_us(world, east, row, fault, kind):
    east.tell(faults={"/token": fault})
    client = world.client()
    assert refusal(world, sign_in(client, east, row, "claire"))[0] == kind
    assert client.get("/desk/").status_code == 302


def test_an_answer_that_nobody_asked_for_or_that_comes_twice(world, east, row):
    client = world.client()
    there = leave(client, row).context["there"]
    back = path_of(east.sign_in(there, as_="claire"))
    other = world.client().get(back)
    assert other.status_code == 403
    assert other.context["problem"] is KINDS["state"]
    assert client.get(back).headers["Location"] == "/desk/"
    assert world.client().get(back).status_code == 403
    with world.acting():  # anybody could send these: they push nothing out of the list
        assert not ProviderProblem.objects.exists()


def test_a_code_is_good_once(world, east, row):
    client = world.client()
    back = path_of(east.sign_in(leave(client, row).context["there"], as_="claire"))
    code = back.split("code=")[1].split("&")[0]
    assert client.get(back).status_code == 302
    second = world.client()
    again = path_of(east.sign_in(leave(second, row).context["there"], as_="claire"))
    used = again.replace(again.split("code=")[1].split("&")[0], code)
    assert refusal(world, second.get(used))[0] == "code"


def test_only_the_last_problems_are_kept(world, row):
    with world.acting():
        for number in range(25):
            keep(row, SsoProblem("refused", f"number {number}"))
        kept = list(ProviderProblem.objects.values_list("detail", flat=True))
    assert len(kept) == 20
    assert kept[0] == "number 24"


# The guard around what is asked over the network ------------------------------------------


def in_production(settings, **more):
    settings.ENV = replace(django_settings.ENV, mode="production", **more)


def test_production_asks_by_https_only_and_nothing_inside(world, row, settings):
    in_production(settings)
    assert refusal(world, leave(world.client(), row))[0] == "nonsense"
    assert fetching.address_fault("https://10.0.0.1/") == ""
    for inside in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"):
        assert not fetching.may_connect(inside, "name.example"), inside
    assert fetching.may_connect("93.184.216.34", "name.example")


def test_production_looks_at_the_open_connection_not_at_the_name(east, settings, monkeypatch):
    """A name that leads inside is refused before a byte is sent."""
    in_production(settings)
    monkeypatch.setattr(fetching, "address_fault", lambda url: "")
    with pytest.raises(SsoProblem) as caught:
        fetching.fetch("GET", f"{east.issuer}/.well-known/openid-configuration")
    assert caught.value.kind == "unreachable"
    assert "private network" in caught.value.detail
    in_production(settings, oidc_private_hosts=("127.0.0.1",))
    assert fetching.fetch("GET", f"{east.issuer}/jwks").status == 200


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "https://", "http://10.0.0.1", "https://u@a.b", "x"]
)
def test_addresses_that_are_none_are_not_asked(url):
    assert fetching.address_fault(url)
