"""Two at once, in two connections: an owner remains (A2.1)."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from visavis.accounts.public import LastOwner, Membership, set_roles
from visavis.core.public import Denied


def both_demoted(world):
    """Two owners demote each other at the same moment, in two connections."""
    failed, ready = [], threading.Barrier(2)

    def demote(who, by):
        try:
            actor = world.actor(by)
            ready.wait()
            with world.acting():
                set_roles(actor, membership=world.members[who], roles=["secretary"])
        except (LastOwner, Denied) as fault:
            failed.append(type(fault))
        finally:
            connections.close_all()

    pairs = [("marc", "owner"), ("olivia", "manager")]
    threads = [threading.Thread(target=demote, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return failed


@pytest.mark.proves("A2.1")
@pytest.mark.parametrize("turn", range(3))
def test_of_two_demotions_at_once_one_is_refused(committed_world, turn):
    world = committed_world
    with world.acting():
        world.members["marc"].roles = ["owner"]
        world.members["marc"].save()
    failed = both_demoted(world)
    assert len(failed) == 1
    with world.acting():
        owners = Membership.objects.filter(ended_at=None, roles__contains=["owner"])
        assert owners.count() == 1
