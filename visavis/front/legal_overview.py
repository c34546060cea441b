"""What the owner sees of texts and uses: versions, drafts, how many patients agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise

from visavis.patients.public import (
    LEGAL_KINDS,
    Consent,
    DataUse,
    LegalText,
    Patient,
    draft_of,
    every_use,
    proposals,
    published,
)


@dataclass(frozen=True)
class TextLine:
    """One kind of text: what is in force, what is being written, what was before."""

    kind: str
    title: Promise | str
    current: LegalText | None
    draft: LegalText | None
    earlier: list[LegalText]
    agreed: int


@dataclass(frozen=True)
class UseLine:
    """One use of data and how many patients allow it now."""

    use: DataUse
    allowed: int


def overview() -> dict[str, Any]:
    """The context of the settings' page."""
    return {
        "texts": [_line(kind) for kind in LEGAL_KINDS],
        "uses": _uses(),
        "proposals": proposals(),
        "patients": Patient.objects.count(),
    }


def _line(kind: str) -> TextLine:
    versions = list(published().filter(kind=kind))
    current = versions[0] if versions else None
    agreed = 0
    if current is not None:
        agreed = Consent.objects.filter(text=current, withdrawn_at=None).count()
    title = dict(LegalText.KINDS)[kind]
    return TextLine(
        kind,
        title,
        current,
        draft_of(kind),  # type: ignore[arg-type]
        versions[1:],
        agreed,
    )


def _uses() -> list[UseLine]:
    standing = Consent.objects.filter(withdrawn_at=None, use__isnull=False)
    counts = {row["use_id"]: row["n"] for row in standing.values("use_id").annotate(n=Count("pk"))}
    return [UseLine(use, counts.get(use.pk, 0)) for use in every_use()]
