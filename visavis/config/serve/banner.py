"""What is shown once the house is open."""

from __future__ import annotations

from typing import Any

LABELS = {
    "practice": "Cabinet · practice",
    "booking": "Réserver · book",
    "desk": "Équipe · staff",
    "outbox": "Courrier · outbox",
    "visit": "Patient attendu · a visit",
    "neighbour": "Autre cabinet · neighbour",
    "operator": "Plateforme · platform",
    "components": "Composants · components",
    "address": "Adresse · address",
}
ROLES = {
    "owner": "responsable · owner",
    "manager": "cadre · manager",
    "practitioner": "praticien · practitioner",
    "secretary": "secrétaire · secretary",
    "patient": "patient",
    "operator": "plateforme · operator",
}


def lines(facts: dict[str, Any], seconds: float) -> list[str]:
    """What to say when the house has opened after *seconds*."""
    ready = f"  Visavis est prêt · is ready   ({seconds:.1f} s)"
    return ["", ready, "", *addresses(facts), "", "  Ctrl-C arrête tout · stops everything", ""]


def addresses(facts: dict[str, Any]) -> list[str]:
    """The addresses and sign-ins of *facts*, in French and English."""
    shown = []
    for name, value in facts.items():
        if isinstance(value, str):
            shown.append(f"  {LABELS.get(name, name):<26} {value}")
    for value in facts.values():
        if isinstance(value, list | dict) and value:
            shown += ["", *_sign_ins(value)]
    return shown


def _sign_ins(value: list[Any] | dict[str, Any]) -> list[str]:
    entries = (
        [(str(entry.get("role", "")), entry) for entry in value if isinstance(entry, dict)]
        if isinstance(value, list)
        else list(value.items())
    )
    return [f"  {ROLES.get(name, name):<26} {_entry(entry)}" for name, entry in entries]


def _entry(entry: Any) -> str:
    if isinstance(entry, dict):
        return "   ".join(str(part) for key, part in entry.items() if key != "role" and part)
    return str(entry)
