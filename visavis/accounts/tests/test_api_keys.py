"""API keys: made, shown once, kept hashed, used, expired, revoked (A9.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from visavis.accounts.api_keys import PER_MINUTE, keys_of, make_key, revoke_key
from visavis.accounts.public import NoSuchKey, TooManyCalls, actor_from_key
from visavis.core.public import AuditEvent, Denied

KEYS = "/desk/settings/api-keys/"


def made(world, *scopes, days=30):
    with world.acting():
        owner = world.actor("owner")
        return make_key(owner, name="Agenda", scopes=list(scopes or ["patients:read"]), days=days)


@pytest.mark.proves("A9.2")
def test_a_key_is_shown_once_and_kept_hashed(world):
    client = world.client("owner")
    told = {"name": "Agenda", "scopes": ["patients:read"], "days": "90"}
    text = client.post(KEYS, told).content.decode()
    with world.acting():
        (key,) = keys_of(world.actor("owner"))
        secret = text.partition(key.prefix)[2]
        assert secret
        start = text.index(key.prefix)
        whole = text[start : start + 47]
        assert actor_from_key(whole).key_id == key.pk
        assert whole not in str(vars(key))
    again = client.get(KEYS).content.decode()
    assert whole not in again
    assert key.prefix in again
    with world.acting():
        event = AuditEvent.objects.get(verb="key.made")
        assert whole not in str(event.facts)


@pytest.mark.proves("A9.2")
def test_a_key_is_its_organization_s_and_its_scopes(world):
    _key, secret = made(world, "patients:read")
    with world.acting():
        actor = actor_from_key(secret)
        assert (actor.kind, actor.organization_id) == ("key", world.practice.pk)
        assert actor.may_use("patients:read")
        assert not actor.may_use("patients:write")
        assert not actor.is_staff
        (kept,) = keys_of(world.actor("owner"))
        assert kept.last_used_at is not None
    with world.acting("neighbour"), pytest.raises(NoSuchKey):
        actor_from_key(secret)


@pytest.mark.proves("A9.2")
def test_an_expired_or_revoked_key_opens_nothing(world):
    key, secret = made(world, days=30)
    _endless, lasting = made(world, days=None)
    with time_machine.travel(world.now + timedelta(days=31)), world.acting():
        with pytest.raises(NoSuchKey):
            actor_from_key(secret)
        assert actor_from_key(lasting).kind == "key"
    with world.acting():
        revoke_key(world.actor("owner"), key_id=key.pk)
        for wrong in (secret, "", "vvk_", secret + "x", secret[:-1]):
            with pytest.raises(NoSuchKey):
                actor_from_key(wrong)
        assert AuditEvent.objects.filter(verb="key.revoked").count() == 1


def test_only_owners_make_and_revoke_keys(world):
    key, _secret = made(world)
    with world.acting():
        for role in ("manager", "practitioner", "secretary", "patient", "visitor"):
            with pytest.raises(Denied):
                make_key(world.actor(role), name="x", scopes=["patients:read"], days=30)
            with pytest.raises(Denied):
                revoke_key(world.actor(role), key_id=key.pk)
        with pytest.raises(Denied):
            make_key(world.actor("owner"), name="x", scopes=["everything"], days=30)


def test_a_key_has_so_many_calls_a_minute(world):
    _key, secret = made(world)
    with world.acting():
        with time_machine.travel(world.now, tick=False):
            for _ in range(PER_MINUTE):
                actor_from_key(secret)
            with pytest.raises(TooManyCalls) as refused:
                actor_from_key(secret)
        assert 0 < refused.value.seconds <= 61
        with time_machine.travel(world.now + timedelta(seconds=61), tick=False):
            assert actor_from_key(secret)
