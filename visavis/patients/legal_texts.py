"""Terms of use and privacy: drafted, published, and from then on never changed (A8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from visavis.accounts.public import LANGUAGES, require
from visavis.core.public import Actor, Denied, now, record
from visavis.patients.models import LegalText

Kind = Literal["terms", "privacy"]
KINDS: tuple[Kind, ...] = ("terms", "privacy")
FIRST_LANGUAGE = "fr"
LONGEST = 40_000
GAP = "[À COMPLÉTER"


class NotPublishable(Exception):
    """The draft cannot be published yet: ``missing`` (there is no French text) or ``gaps``."""

    def __init__(self, reason: Literal["missing", "gaps"]) -> None:
        super().__init__(reason)
        self.reason = reason


def require_owner(actor: Actor) -> None:
    """Let on only who decides on the practice's texts.

    Raises:
        Denied: *actor* does not.
    """
    require(actor, "organization_settings")


def kind_named(name: str) -> Kind:
    """The kind of text called *name*.

    Raises:
        Denied: there is none.
    """
    for kind in KINDS:
        if kind == name:
            return kind
    raise Denied("no such kind of text")


def published() -> QuerySet[LegalText]:
    """Every version that was ever published, newest first."""
    texts: QuerySet[LegalText] = LegalText.objects.filter(published_at__isnull=False)
    return texts.select_related("published_by").order_by("kind", "-version")


def current_texts() -> list[LegalText]:
    """What patients are asked to agree to now: the newest published version of each kind."""
    newest = {text.kind: text for text in published().order_by("kind", "version")}
    return [newest[kind] for kind in KINDS if kind in newest]


def draft_of(kind: Kind) -> LegalText | None:
    """The draft of the next version, if one is being written."""
    found: LegalText | None = LegalText.objects.filter(kind=kind, published_at=None).first()
    return found


def body_in(text: LegalText, language: str) -> tuple[str, str]:
    """The text in *language*, else in French; and the language it really is in."""
    body = text.bodies.get(language, "")
    if body:
        return body, language
    return text.bodies.get(FIRST_LANGUAGE, ""), FIRST_LANGUAGE


@transaction.atomic
def save_draft(actor: Actor, *, kind: Kind, bodies: Mapping[str, str]) -> LegalText:
    """Keep the draft of the next version of *kind*: language → text; empty ones are left out.

    Raises:
        Denied: *actor* is no owner.
    """
    require_owner(actor)
    kept = {code: bodies[code].strip() for code, _name in LANGUAGES if bodies.get(code, "").strip()}
    draft = draft_of(kind)
    if draft is None:
        last = LegalText.objects.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0
        try:
            with transaction.atomic():
                draft = LegalText.objects.create(kind=kind, version=last + 1, bodies=kept)
        except IntegrityError:  # another owner began one in the same moment
            return save_draft(actor, kind=kind, bodies=bodies)
    draft.bodies = kept
    draft.save(update_fields=["bodies"])
    record("legal_text.drafted", on=draft, by=actor, kind=kind, version=draft.version)
    return draft


@transaction.atomic
def discard_draft(actor: Actor, *, kind: Kind) -> None:
    """Throw the draft away, if there is one; what was published stays.

    Raises:
        Denied: *actor* is no owner.
    """
    require_owner(actor)
    draft = draft_of(kind)
    if draft is not None:
        record("legal_text.discarded", on=draft, by=actor, kind=kind, version=draft.version)
        draft.delete()


@transaction.atomic
def publish(actor: Actor, *, kind: Kind) -> LegalText:
    """Make the draft what patients are asked to agree to from now on.

    Raises:
        Denied: *actor* is no owner, or there is no draft.
        NotPublishable: it has no French text, or gaps to be filled in.
    """
    require_owner(actor)
    draft = LegalText.objects.select_for_update().filter(kind=kind, published_at=None).first()
    if draft is None:
        raise Denied("no draft")
    if not draft.bodies.get(FIRST_LANGUAGE):
        raise NotPublishable("missing")
    if any(GAP in body for body in draft.bodies.values()):
        raise NotPublishable("gaps")
    draft.published_at, draft.published_by_id = now(), actor.user_id
    draft.save(update_fields=["published_at", "published_by"])
    record("legal_text.published", on=draft, by=actor, kind=kind, version=draft.version)
    return draft
