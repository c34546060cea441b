"""The row behind a visit: found, made at the first need, locked for a change of state."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from visavis.consultations.models import Visit
from visavis.core.public import changed
from visavis.patients.public import Encounter


class NotNow(Exception):
    """The step is not possible in the visit's present state; ``state`` says which that is."""

    def __init__(self, state: str) -> None:
        super().__init__(f"not while {state}")
        self.state = state


def state_of(encounter: Encounter) -> str:
    """The state of the encounter's visit; "expected" when nobody has come yet."""
    found: str | None = (
        Visit.objects.filter(encounter=encounter).values_list("state", flat=True).first()
    )
    return found or "expected"


def states_of(encounters: Iterable[Encounter]) -> dict[UUID, str]:
    """The states of the visits of many encounters, by encounter id; "expected" by default."""
    every = {encounter.pk: "expected" for encounter in encounters}
    every.update(Visit.objects.filter(encounter_id__in=every).values_list("encounter_id", "state"))
    return every


def find(encounter: Encounter) -> Visit | None:
    """The visit of *encounter*, if anybody has come yet."""
    found: Visit | None = Visit.objects.filter(encounter=encounter).first()
    return found


def lock(encounter: Encounter) -> Visit:
    """The visit of *encounter*, made when there is none, locked until the transaction ends."""
    visit: Visit | None = Visit.objects.select_for_update().filter(encounter=encounter).first()
    if visit is not None:
        return visit
    try:
        with transaction.atomic():
            Visit.objects.create(
                encounter=encounter,
                practitioner_id=encounter.practitioner_id,
                department_id=encounter.department_id,
            )
    except IntegrityError:
        pass  # made in the same moment by another request
    return Visit.objects.select_for_update().get(encounter=encounter)


def tell(visit: Visit) -> None:
    """The lists and rooms that show *visit* ask again, on commit."""
    topics = [f"visit:{visit.encounter_id}", "waiting:any"]
    if visit.practitioner_id is not None:
        topics.append(f"waiting:{visit.practitioner_id}")
    changed(*topics)
