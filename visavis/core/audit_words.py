"""What the audit's verbs mean, in people's words. Rooms declare theirs in ``audited.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, get_args

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ActKind = Literal["look", "change", "rights", "entry", "export"]
KINDS: tuple[ActKind, ...] = get_args(ActKind)
KIND_NAMES: dict[ActKind, Promise] = {
    "look": _("Looked at"),
    "change": _("Changed"),
    "rights": _("Rights and settings"),
    "entry": _("Signing in"),
    "export": _("Taken out"),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(frozen=True)
class Act:
    """A verb of the audit: its kind, and what is said of it; ``%(count)s`` is a fact's place.

    kinds: look (health data was seen), change, rights (who may what, settings), entry (signing
    in and out, links), export (data left in one piece).
    """

    kind: ActKind
    sentence: str | Promise

    def words(self, facts: Mapping[str, Any]) -> str:
        """The sentence for an event with these *facts*, in the reader's language."""
        text = str(self.sentence)
        return text % _Facts(facts) if "%(" in text else text


@cache
def acts() -> dict[str, Act]:
    """Every declared verb: ``ACTS`` of each room's ``audited.py``."""
    found: dict[str, Act] = {}
    for room in apps.get_app_configs():
        name = f"{room.name}.audited"
        if room.name.startswith("visavis.") and find_spec(name) is not None:
            found |= import_module(name).ACTS
    return found


def words_of(verb: str, facts: Mapping[str, Any]) -> str:
    """What an event says; of a verb that no room declares any more, the verb itself."""
    act = acts().get(verb)
    return act.words(facts) if act is not None else verb


def verbs_of(kind: str) -> list[str]:
    """The verbs of one kind."""
    return sorted(verb for verb, act in acts().items() if act.kind == kind)
