"""The patient's way through a visit by video. Read this file first.

Booking opens an encounter; the personal link leads to ``/visit/<id>/``, which asks the steps below
in order and sends the patient to the first one that is needed and not done. Each step asks the
room that owns it; nothing about the way is stored, so it can be left and taken up anywhere.

====================  ==============================  =====================================
step                  needed                          done when
====================  ==============================  =====================================
Terms                 while there is time for it      the texts in force are agreed to
Device check          before one stands in line       this visit's device was checked today
Wait                  always                          the practitioner has admitted
Consult               always                          the visit has ended
Finish                always                          never: it is where one stays
====================  ==============================  =====================================

Terms gives way: within ten minutes of the visit, or once in line, nobody is held up by a legal
page (decision 0037); it is asked again on the way, in the patient's space, or in session.
Pay and Forms take their places before the device check when billing and records exist.
Outside of the waiting room's hours ``visit_page.py`` tells the patient what is the case instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.consultations.public import latest_checks, state_of
from visavis.core.public import now
from visavis.patients.public import Encounter, missing_consents
from visavis.scheduling.public import appointment_of

CHECK_HOLDS = timedelta(hours=12)
TIME_TO_READ = timedelta(minutes=10)


@dataclass(frozen=True)
class Step:
    """One step: its name for people, whether this visit needs it, has done it, and where it is."""

    name: str
    label: Promise
    is_needed: Callable[[Encounter], bool]
    is_done: Callable[[Encounter], bool]
    url_name: str

    def url(self, encounter: Encounter) -> str:
        """The step's page for this visit."""
        return reverse(self.url_name, args=[encounter.pk])


def _checked(encounter: Encounter) -> bool:
    check = latest_checks([encounter]).get(encounter.pk)
    return check is not None and check.at > now() - CHECK_HOLDS


def _has_time_to_read(encounter: Encounter) -> bool:
    appointment = appointment_of(encounter)
    early = appointment is not None and appointment.starts_at - now() > TIME_TO_READ
    return early and _not_in_line(encounter)


def _agreed(encounter: Encounter) -> bool:
    return not missing_consents(encounter.patient)


def _not_in_line(encounter: Encounter) -> bool:
    return state_of(encounter) == "expected"


def _admitted(encounter: Encounter) -> bool:
    return state_of(encounter) in ("admitted", "in-call", "ended")


def _over(encounter: Encounter) -> bool:
    return encounter.status == "finished" or state_of(encounter) == "ended"


def _always(encounter: Encounter) -> bool:
    return True


def _never(encounter: Encounter) -> bool:
    return False


TERMS = Step("terms", _("Your agreement"), _has_time_to_read, _agreed, "front:visit_terms")
DEVICE_CHECK = Step(
    "check", _("Camera and microphone"), _not_in_line, _checked, "consultations:check"
)
WAIT = Step("wait", _("Waiting room"), _always, _admitted, "consultations:wait")
CONSULT = Step("consult", _("Consultation"), _always, _over, "consultations:room")
FINISH = Step("finish", _("Afterwards"), _always, _never, "front:end")

STEPS = (TERMS, DEVICE_CHECK, WAIT, CONSULT, FINISH)


def next_step(encounter: Encounter) -> Step:
    """The first step that this visit needs and has not done."""
    return next(step for step in STEPS if step.is_needed(encounter) and not step.is_done(encounter))


def shown_steps(current: str) -> list[Step]:
    """The steps that a page shows: the agreement only while one is at it."""
    return [step for step in STEPS if step is not TERMS or current == TERMS.name]


def progress(current: str) -> tuple[list[Promise], int]:
    """The steps' names in order, and the place (from 1) of the one named *current*."""
    steps = shown_steps(current)
    return [step.label for step in steps], [step.name for step in steps].index(current) + 1
