"""Who may hear of notices."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from visavis.core.public import Actor
from visavis.notices.models import Notice
from visavis.patients.public import encounters_visible_to
from visavis.patients.public import visible_to as patients_visible_to


def may_follow_outbox(actor: Actor, rest: str) -> bool:
    """Topic ``outbox``: where there is an outbox it is open to all, as its page is."""
    return bool(settings.ENV.shows_outbox)


def may_follow_notices(actor: Actor, rest: str) -> bool:
    """Topic ``notices:<encounter>``: staff who may see the encounter."""
    try:
        encounter_id = UUID(rest)
    except ValueError:
        return False
    return actor.is_staff and encounters_visible_to(actor).filter(pk=encounter_id).exists()


def may_see(actor: Actor, notice: Notice) -> bool:
    """Whether *actor* may see *notice*: as its encounter, or its patient where it has none."""
    if notice.encounter_id is not None:
        return encounters_visible_to(actor).filter(pk=notice.encounter_id).exists()
    return patients_visible_to(actor).filter(pk__in=[notice.patient_id]).exists()
