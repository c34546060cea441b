"""Sockets opened from another's place: they end with the place, and with the login behind it."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.second_factor import sign_in_with_factor
from visavis.accounts.public import (
    User,
    add_operator,
    close_support,
    end_sessions,
    end_support,
    open_support,
    platform_organization,
)
from visavis.core.public import acting_for, now

LEAVE = "/accounts/leave-place/"


def _accesses():
    return apps.get_model("accounts", "SupportAccess").objects


@pytest.fixture
def operator(visiting):
    """Odile of the platform, at the practice in Dr Claire Martin's place."""
    world = visiting.world
    with world.acting():
        open_support(world.actor("owner"), hours=1, reason="Planning")
    user = User.objects.create_user("odile@visavis.fr", "x", first_name="Odile", last_name="Morin")
    add_operator(email=user.email)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    outside = Client(headers={"host": "localhost"})
    sign_in_with_factor(outside, user)
    address = f"/operator/organizations/{world.practice.pk}/enter/"
    answer = outside.post(address, {"membership": world.members["claire"].pk})
    client = visiting.client("visitor")
    assert client.post(urlsplit(answer.headers["Location"]).path).status_code == 302
    visiting.clients["operator@practice"] = client
    return user


def lines_of(visiting):
    """The operator's page of the planning and of the consultation."""
    world = visiting.world
    visiting.arrive()
    client = visiting.client("operator")
    topic = visiting.house.topics(client, f"planning:{world.claire.pk}")
    topic.send({"type": "ping"})
    topic.until("pong")
    room, _welcome = visiting.enter("operator")
    return topic, room


def both_close(topic, room):
    began = time.monotonic()
    assert topic.close_code() == 4403
    assert room.close_code() == 4403
    assert time.monotonic() - began < 5


@pytest.mark.proves("A9.1")
def test_closing_the_support_closes_its_sockets(visiting, operator):
    topic, room = lines_of(visiting)
    with visiting.world.acting(), transaction.atomic():
        close_support(visiting.world.actor("owner"))
    both_close(topic, room)


@pytest.mark.proves("A9.1")
def test_leaving_the_place_closes_them(visiting, operator):
    topic, room = lines_of(visiting)
    assert visiting.client("operator").post(LEAVE).status_code == 302
    both_close(topic, room)


@pytest.mark.proves("A9.1")
def test_when_its_time_is_over_they_close_by_themselves(visiting, operator):
    with visiting.world.acting():
        _accesses().update(expires_at=now() + timedelta(seconds=4))
    session = visiting.client("operator").session
    for entry in session["visavis.acting_as"].values():
        entry["until"] = (now() + timedelta(seconds=4)).isoformat()
    session.save()
    topic, room = lines_of(visiting)
    assert topic.silent(1)
    topic.close_code(timeout=8)
    both_close(topic, room)


@pytest.mark.proves("A9.1")
def test_the_job_at_its_end_closes_them_too(visiting, operator):
    topic, room = lines_of(visiting)
    with visiting.world.acting(), transaction.atomic():
        _accesses().update(expires_at=now())
        end_support.function()
    both_close(topic, room)


@pytest.mark.proves("A6.1", "A9.1")
def test_they_follow_the_login_of_who_really_sits_there(visiting, operator):
    topic, room = lines_of(visiting)
    with acting_for(platform_organization()):  # as from a list of sessions elsewhere
        end_sessions(operator)
    both_close(topic, room)


@pytest.mark.proves("A3.1")
def test_a_preview_and_its_end_close_the_pages_of_before(visiting):
    world = visiting.world
    client = visiting.client("owner")
    topic = f"planning:{world.paul.pk}"
    with visiting.house.topics(client, topic) as own:
        own.send({"type": "ping"})
        own.until("pong")
        path = reverse("front:preview", args=[world.members["paul"].pk])
        assert client.post(path).status_code == 302
        assert own.close_code() == 4403
    with visiting.house.topics(client, topic) as looking:
        looking.send({"type": "ping"})
        looking.until("pong")
        assert client.post(LEAVE).status_code == 302
        assert looking.close_code() == 4403
