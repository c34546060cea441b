"""Optional uses of a patient's data: each asked for by a box of its own, off by default (A8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import LANGUAGES
from visavis.core.public import Actor, Denied, now, record
from visavis.patients.legal_texts import FIRST_LANGUAGE, require_owner
from visavis.patients.models import Consent, DataUse

MOST = 12


@dataclass(frozen=True)
class Proposal:
    """A use that practices often ask for, ready to be switched on and worded."""

    key: str
    name: Promise
    details: Promise


PROPOSALS = (
    Proposal(
        "research",
        _("My data may serve statistics on the quality of care and research."),
        _(
            "Only after everything that names me has been taken out. "
            "My care is the same if I say no."
        ),
    ),
    Proposal(
        "mailings",
        _("The practice may write to me about its services and prevention campaigns."),
        _("By mail or SMS, apart from the messages about my own appointments."),
    ),
    Proposal(
        "recording",
        _("A session may be recorded when my practitioner asks me at its beginning."),
        _(
            "Picture and sound are kept in my file, for my care only. "
            "I am asked again each time, and may say no."
        ),
    ),
)


def every_use() -> QuerySet[DataUse]:
    """The uses as they are worded now, switched on or off, in order."""
    uses: QuerySet[DataUse] = DataUse.objects.filter(replaced_at=None)
    return uses


def open_uses() -> list[DataUse]:
    """The uses that patients are asked about."""
    return list(every_use().filter(active=True))


def use_named(use_id: UUID) -> DataUse:
    """The use with this id, as it is worded now.

    Raises:
        Denied: there is none.
    """
    found: DataUse | None = every_use().filter(pk=use_id).first()
    if found is None:
        raise Denied("no such use")
    return found


def words(texts: Mapping[str, str], language: str) -> str:
    """What a use says in *language*, else in French."""
    return texts.get(language) or texts.get(FIRST_LANGUAGE, "")


def proposals() -> list[Proposal]:
    """Those that this practice has not taken over yet."""
    taken = set(every_use().values_list("key", flat=True))
    return [proposal for proposal in PROPOSALS if proposal.key not in taken]


def _in_every_language(text: Promise) -> dict[str, str]:
    found = {}
    for code, _name in LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return found


@transaction.atomic
def adopt(actor: Actor, *, key: str) -> DataUse:
    """Take over a proposal: asked for from now on, in its own words until they are changed.

    Raises:
        Denied: *actor* is no owner, or there is no such proposal left.
    """
    require_owner(actor)
    proposal = next((known for known in proposals() if known.key == key), None)
    if proposal is None:
        raise Denied("no such proposal")
    names, details = _in_every_language(proposal.name), _in_every_language(proposal.details)
    return _add(actor, key, names, details)


def _add(actor: Actor, key: str, names: Mapping[str, str], details: Mapping[str, str]) -> DataUse:
    last = every_use().aggregate(last=Max("position"))["last"] or 0
    use: DataUse = DataUse.objects.create(
        key=key, names=names, details=details, position=min(last + 1, 32_000)
    )
    record("data_use.added", on=use, by=actor, key=key)
    return use


@transaction.atomic
def add_use(
    actor: Actor, *, names: Mapping[str, str], details: Mapping[str, str]
) -> DataUse | None:
    """Ask for a use of the practice's own; None when there are as many as a patient can read.

    Raises:
        Denied: *actor* is no owner.
    """
    require_owner(actor)
    if every_use().count() >= MOST:
        return None
    root = slugify(names[FIRST_LANGUAGE])[:30].strip("-_") or "use"
    taken = set(DataUse.objects.values_list("key", flat=True))
    key = next(k for k in (root, *(f"{root}-{n}" for n in range(2, 999))) if k not in taken)
    return _add(actor, key, names, details)


@transaction.atomic
def reword(
    actor: Actor, *, use: DataUse, names: Mapping[str, str], details: Mapping[str, str]
) -> DataUse:
    """Word *use* anew. Once somebody agreed to the old words, everybody is asked again.

    Raises:
        Denied: *actor* is no owner, or the use was worded anew meanwhile.
    """
    require_owner(actor)
    row = DataUse.objects.select_for_update().filter(pk=use.pk, replaced_at=None).first()
    if row is None:
        raise Denied("no such use")
    if (row.names, row.details) == (dict(names), dict(details)):
        return row
    if not Consent.objects.filter(use=row).exists():
        row.names, row.details = dict(names), dict(details)
        row.save(update_fields=["names", "details"])
        record("data_use.reworded", on=row, by=actor, key=row.key)
        return row
    row.replaced_at = now()
    row.save(update_fields=["replaced_at"])
    fresh: DataUse = DataUse.objects.create(
        key=row.key, names=names, details=details, position=row.position, active=row.active
    )
    record("data_use.reworded", on=fresh, by=actor, key=row.key, replaces=str(row.pk))
    return fresh


@transaction.atomic
def switch(actor: Actor, *, use: DataUse, active: bool) -> None:
    """Ask for *use*, or no longer; switched off it is allowed for nobody.

    Raises:
        Denied: *actor* is no owner.
    """
    require_owner(actor)
    if DataUse.objects.filter(pk=use.pk, active=not active).update(active=active):
        record("data_use.switched", on=use, by=actor, key=use.key, active=active)
