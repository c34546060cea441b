"""A practice moves: its old address stays its own and leads on (A1.1)."""

from __future__ import annotations

import pytest
from django.test import Client

from visavis.accounts.founding import proposed
from visavis.accounts.models import RetiredSubdomain
from visavis.accounts.organization import move_organization
from visavis.accounts.subdomains import RESERVED, TakenSubdomain, is_free
from visavis.core.public import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.proves("A1.1")]


@pytest.fixture
def moved(world):
    with world.acting():
        move_organization(world.actor("owner"), subdomain="tilleuls")
    return world


def test_links_to_the_old_address_lead_on(moved):
    old = Client(headers={"host": "parc.localhost"})
    answer = old.get("/book/dr-claire-martin/?type=1")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://tilleuls.localhost")
    assert answer.headers["Location"].endswith("/book/dr-claire-martin/?type=1")
    assert old.post("/accounts/login/", {"login": "x"}).status_code == 404
    assert Client(headers={"host": "tilleuls.localhost"}).get("/").status_code == 200
    assert Client(headers={"host": "never.localhost"}).get("/").status_code == 404


def test_nobody_else_gets_the_old_name(moved):
    assert not is_free("parc")
    assert proposed("Parc") == "parc-2"
    other = Actor("staff", moved.neighbour.pk, "Luc Lefèvre", roles=frozenset({"owner"}))
    with moved.acting("neighbour"), pytest.raises(TakenSubdomain):
        move_organization(other, subdomain="parc")


def test_one_may_move_back_and_on(moved):
    with moved.acting():
        owner = moved.actor("owner")
        assert move_organization(owner, subdomain="parc").subdomain == "parc"
        assert set(RetiredSubdomain.objects.values_list("name", flat=True)) == {"tilleuls"}
        move_organization(owner, subdomain="platanes")
    old = Client(headers={"host": "tilleuls.localhost"})
    assert "//platanes.localhost" in old.get("/").headers["Location"]


@pytest.mark.parametrize("name", ["www", "aide", "outbox", "operator", "ab", "-a-", "xn--ab", ""])
def test_what_the_platform_keeps_is_not_free(world, name):
    assert not is_free(name)
    assert "www" in RESERVED
