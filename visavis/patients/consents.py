"""Who agreed to what, when and how; withdrawn at any time, with effect at once (A8.2).

A row of :class:`Consent` is the proof and stays. What a patient agreed to holds while it is not
withdrawn and the text or the wording is the newest one: a new version asks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from visavis.core.public import Actor, Denied, changed, now, record
from visavis.patients.access import get
from visavis.patients.data_uses import open_uses
from visavis.patients.legal_texts import current_texts
from visavis.patients.models import Consent, DataUse, LegalText, Patient
from visavis.patients.own_files import is_own

How = Literal["online", "in_session"]


class TextChanged(Exception):
    """What was agreed to is no longer what is asked for: a newer version is in force."""


def _standing(patient: Patient) -> QuerySet[Consent]:
    given: QuerySet[Consent] = Consent.objects.filter(patient=patient, withdrawn_at=None)
    return given


def missing_consents(patient: Patient) -> list[LegalText]:
    """The texts in force that *patient* has not agreed to, or no longer."""
    texts = current_texts()
    if not texts:
        return []
    agreed = set(_standing(patient).filter(text__in=texts).values_list("text_id", flat=True))
    return [text for text in texts if text.pk not in agreed]


def may_use(patient: Patient, key: str) -> bool:
    """Whether *patient* allows the optional use *key*, in its present words, now."""
    return _standing(patient).filter(use__key=key, use__active=True, use__replaced_at=None).exists()


def allowing(key: str) -> QuerySet[Patient]:
    """The patients who allow the use *key* now: whom a mailing may reach."""
    patients: QuerySet[Patient] = Patient.objects.filter(
        consents__in=Consent.objects.filter(
            use__key=key, use__active=True, use__replaced_at=None, withdrawn_at=None
        )
    )
    return patients


def uses_left(patient: Patient) -> list[DataUse]:
    """The optional uses that *patient* may be asked about and does not allow."""
    allowed = set(_standing(patient).filter(use__isnull=False).values_list("use_id", flat=True))
    return [use for use in open_uses() if use.pk not in allowed]


def history_of(patient: Patient) -> list[Consent]:
    """Everything *patient* ever agreed to, newest first; the caller has checked who asks."""
    rows = Consent.objects.filter(patient=patient)
    rows = rows.select_related("text", "use", "given_to", "withdrawn_by")
    return list(rows.order_by("-given_at", "-pk"))


def _require(actor: Actor, patient: Patient, how: How) -> None:
    """Online it is the patient's own hand; in session a member of staff who sees the file."""
    if how == "in_session":
        if not actor.is_staff:
            raise Denied("only staff record in session")
        get(actor, patient.pk)
    elif not is_own(actor, patient):
        raise Denied("not one's own file")


@transaction.atomic
def give_consent(
    actor: Actor,
    *,
    patient: Patient,
    texts: Iterable[LegalText] = (),
    uses: Iterable[DataUse] = (),
    how: How,
    language: str = "",
) -> None:
    """Record that *patient* agrees to these. Done twice it is done once.

    Raises:
        Denied: online, *actor* is not this patient; in session, does not see the file.
        TextChanged: one of them is not in force.
    """
    _require(actor, patient, how)
    texts, uses = list(texts), list(uses)
    if {*texts} - {*current_texts()} or {*uses} - {*open_uses()}:
        raise TextChanged
    for text in texts:
        _give(actor, Consent(patient=patient, text=text, how=how, language=language))
    for use in uses:
        _give(actor, Consent(patient=patient, use=use, how=how, language=language))
    changed(f"consents:{patient.pk}")


def _give(actor: Actor, row: Consent) -> None:
    row.given_at, row.given_to_id = now(), actor.user_id
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # given already, and standing
        return
    record("consent.given", on=row, by=actor, patient_id=row.patient_id, **_facts(row))


def _facts(row: Consent) -> dict[str, str | int]:
    if row.text is not None:
        return {"text": row.text.kind, "version": row.text.version, "how": row.how}
    assert row.use is not None  # noqa: S101
    return {"use": row.use.key, "how": row.how}


def _as(actor: Actor, patient: Patient) -> None:
    """The patient, or a member of staff to whom the patient said so."""
    if not is_own(actor, patient):
        _require(actor, patient, "in_session")


def consent_of(patient: Patient, consent_id: UUID) -> Consent:
    """One row of the patient's history.

    Raises:
        Denied: there is none.
    """
    found: Consent | None = Consent.objects.filter(patient=patient, pk=consent_id).first()
    if found is None:
        raise Denied("no such consent")
    return found


@transaction.atomic
def withdraw_consent(actor: Actor, *, consent: Consent) -> None:
    """It holds no longer, from this moment. Done twice it is done once.

    Raises:
        Denied: *actor* is neither the patient nor staff who sees the file.
    """
    _as(actor, consent.patient)
    row = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("text", "use")
        .filter(pk=consent.pk, withdrawn_at=None)
        .first()
    )
    if row is None:
        return
    row.withdrawn_at, row.withdrawn_by_id = now(), actor.user_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("consent.withdrawn", on=row, by=actor, patient_id=row.patient_id, **_facts(row))
    changed(f"consents:{row.patient_id}")
