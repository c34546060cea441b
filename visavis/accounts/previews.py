""" "See as this member": a look through a member's eyes, read-only, for an owner (A3.1, A3.2)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from visavis.accounts.acting_as import Place, Session, Way, still_owner, take_place
from visavis.accounts.models import Membership
from visavis.core.public import Actor, Denied

PREVIEW = Way(
    key="preview",
    holds=still_owner,
    sentence=_("You see the practice as %(name)s does. You can look, and change nothing."),
    leave=_("Leave the preview"),
    back=lambda membership: reverse("front:member", args=[membership.pk]),
    read_only=True,
)


@transaction.atomic
def start_preview(actor: Actor, session: Session, *, membership_id: UUID) -> Place:
    """See the practice as this member does, for 30 minutes at most.

    Raises:
        Denied: *actor* is no owner, sits in another's place already, or there is no such member.
    """
    membership = Membership.objects.filter(pk=membership_id, ended_at=None).first()
    if not actor.has("owner") or membership is None:
        raise Denied("no preview of this member")
    return take_place(actor, session, way=PREVIEW.key, membership=membership, until=None)
