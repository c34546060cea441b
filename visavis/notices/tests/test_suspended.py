"""While a practice is suspended nothing goes out; what still matters goes out afterwards."""

from __future__ import annotations

import pytest

from visavis.accounts.public import Organization
from visavis.notices import jobs
from visavis.notices.models import Notice
from visavis.notices.public import send


@pytest.mark.proves("A1.5")
def test_notices_wait_while_the_practice_is_suspended(world, facts) -> None:
    with world.acting():
        send("test.booked", to=world.alice, encounter=world.visits["tomorrow"], facts=facts)
        keys = [str(key) for key in Notice.objects.values_list("pk", flat=True)]
    assert keys
    Organization.objects.filter(pk=world.practice.pk).update(suspended_at=world.now)
    jobs.deliver.run(organization_id=str(world.practice.pk), notices=keys)
    assert states(world) == {"queued"}
    Organization.objects.filter(pk=world.practice.pk).update(suspended_at=None)
    jobs.deliver.run(organization_id=str(world.practice.pk), notices=keys)
    assert states(world) == {"sent"}


def states(world) -> set[str]:
    with world.acting():
        return set(Notice.objects.values_list("state", flat=True))
