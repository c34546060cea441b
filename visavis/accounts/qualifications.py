"""What a professional proves of their right to practise, and where that stands (A8.1)."""

from __future__ import annotations

from django.db import transaction

from visavis.accounts.models import Practitioner, Qualification
from visavis.core.public import Actor, Denied, changed, now, record, store

LARGEST = 10 * 1024 * 1024
PROOFS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def kind_of(content: bytes) -> str:
    """The type of a proof by its first bytes: a PDF or a picture; empty for anything else."""
    for start, kind in PROOFS.items():
        if content.startswith(start):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def qualification_of(actor: Actor) -> Qualification | None:
    """What *actor* has stated of their own profession."""
    return Qualification.objects.filter(practitioner_id__in=[actor.practitioner_id]).first()


def own_profile(actor: Actor) -> Practitioner:
    """The profile of *actor*.

    Raises:
        Denied: they are no practitioner here.
    """
    found = Practitioner.objects.filter(pk__in=[actor.practitioner_id]).first()
    if found is None:
        raise Denied("no practitioner")
    return found


@transaction.atomic
def state_qualification(
    actor: Actor,
    *,
    profession: str,
    register: str,
    number: str,
    proof: tuple[str, bytes] | None = None,
) -> Qualification:
    """State, or state again, profession, number and proof (file name, bytes); it is then checked.

    Raises:
        Denied: *actor* is no practitioner here, or is approved already.
    """
    profile = own_profile(actor)
    if profile.approved_at is not None:
        raise Denied("approved already")
    row = Qualification.objects.select_for_update().filter(practitioner=profile).first()
    again = row is not None
    row = row or Qualification(practitioner=profile)
    row.profession, row.register, row.number = profession, register, number
    row.state, row.reason, row.submitted_at = "submitted", "", now()
    row.decided_at, row.decided_by = None, None
    row.version = row.version + 1 if again else 1
    if proof is not None:
        name, content = proof
        row.proof = store(actor, content, name=name, content_type=kind_of(content))
    row.save()
    record("qualification.stated", on=row, by=actor, register=register, version=row.version)
    changed(f"access:{actor.membership_id}")
    return row
