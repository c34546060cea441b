"""The device check's result, kept for the one who will see the patient (D2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from visavis.consultations.models import DeviceCheck
from visavis.consultations.visits import find, tell
from visavis.core.public import Actor, now
from visavis.patients.public import Encounter, encounter_as_patient

VERDICTS = {"good": "good", "blurry": "blurry", "audio-only": "audio-only", "none": "failing"}
_CAMERA = {"ok", "refused", "missing", "busy", "off", "unsupported"}
_MICROPHONE = _CAMERA | {"silent"}
_SPEAKER = {"heard", "not-heard", "untested"}
_NUMBERS = {"rtt_ms": 1e6, "jitter_ms": 1e6, "loss": 1.0, "up_kbps": 1e8, "down_kbps": 1e8}


class BadResult(ValueError):
    """The result cannot be what a device check found; the message says which part."""


def _one_of(name: str, value: Any, allowed: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise BadResult(name)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _network(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadResult("network")
    kept: dict[str, Any] = {"path": _one_of("path", value.get("path"), ("relay", "server"))}
    for name, most in _NUMBERS.items():
        number = value.get(name)
        if number is None:
            kept[name] = None
        elif (
            isinstance(number, bool)
            or not isinstance(number, int | float)
            or not 0 <= number <= most
        ):
            raise BadResult(name)
        else:
            kept[name] = round(number, 3)
    return kept


def checked(result: Any) -> tuple[str, dict[str, Any]]:
    """Verdict and facts of *result* (check/result.ts: CheckResult), nothing else kept.

    Raises:
        BadResult: a part is missing or cannot be.
    """
    if not isinstance(result, dict):
        raise BadResult("result")
    browser = result.get("browser", "")
    if not isinstance(browser, str):
        raise BadResult("browser")
    facts = {
        "camera": _one_of("camera", result.get("camera"), _CAMERA),
        "microphone": _one_of("microphone", result.get("microphone"), _MICROPHONE),
        "speaker": _one_of("speaker", result.get("speaker"), _SPEAKER),
        "network": _network(result.get("network")),
        "browser": "".join(sign for sign in browser if sign.isprintable())[:80],
    }
    return VERDICTS[_one_of("verdict", result.get("verdict"), VERDICTS)], facts


@transaction.atomic
def keep_check(actor: Actor, *, encounter_id: UUID, result: Any) -> DeviceCheck:
    """Keep what the patient's device check found.

    Raises:
        Denied: the actor is not the patient of this encounter.
        BadResult: it is no result.
    """
    encounter = encounter_as_patient(actor, encounter_id)
    verdict, facts = checked(result)
    kept: DeviceCheck = DeviceCheck.objects.create(
        encounter=encounter, verdict=verdict, facts=facts, at=now()
    )
    visit = find(encounter)
    if visit is not None:
        tell(visit)
    return kept


def latest_checks(encounters: Iterable[Encounter]) -> dict[UUID, DeviceCheck]:
    """The latest check of each encounter that has one, by encounter id."""
    found = (
        DeviceCheck.objects.filter(encounter__in=list(encounters))
        .order_by("encounter_id", "-at")
        .distinct("encounter_id")
    )
    return {check.encounter_id: check for check in found}
