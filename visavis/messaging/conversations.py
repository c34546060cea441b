"""Conversations: finding the right one, posting, reading, ending."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q

from visavis.core.public import Actor, now, record, require_organization
from visavis.messaging.access import Side, author_of, practitioner_of, side_of
from visavis.messaging.audited import conversation_seen, message_kept
from visavis.messaging.models import Conversation, Message
from visavis.patients.public import Encounter

LONGEST = 4000


class NotSendable(ValueError):
    """The text is empty, too long, or no text at all; nothing was kept."""


class Closed(Exception):
    """The conversation of this visit has ended."""


def _key(encounter: Encounter) -> Q:
    """Which conversation a visit has, as the organization keeps chats or not."""
    if require_organization().keep_chat:
        return Q(
            encounter=None,
            patient_id=encounter.patient_id,
            practitioner_id=encounter.practitioner_id,
        )
    return Q(encounter=encounter)


def _find(encounter: Encounter) -> Conversation | None:
    found: Conversation | None = Conversation.objects.filter(_key(encounter)).first()
    return found


@transaction.atomic
def conversation(actor: Actor, *, encounter: Encounter) -> Conversation:
    """The conversation that belongs to *encounter*; made when there is none.

    Raises:
        Denied: the actor has no part in it.
    """
    side_of(actor, encounter)
    return _find(encounter) or _make(encounter)


def _make(encounter: Encounter) -> Conversation:
    own = None if require_organization().keep_chat else encounter
    try:
        with transaction.atomic():
            made: Conversation = Conversation.objects.create(
                patient_id=encounter.patient_id,
                practitioner=practitioner_of(encounter),
                encounter=own,
            )
    except IntegrityError:  # the other side wrote in the same moment
        return Conversation.objects.get(_key(encounter))
    return made


@transaction.atomic
def post(actor: Actor, *, encounter: Encounter, text: str, client_id: UUID) -> tuple[Message, bool]:
    """Keep what *actor* wrote; the message, and whether it is new (False: it was sent before).

    Raises:
        Denied: the actor has no part in the conversation.
        NotSendable: empty, longer than 4 000 characters, or not text.
        Closed: the visit's own conversation has ended.
    """
    side = side_of(actor, encounter)
    clean = _clean(text)
    channel = conversation(actor, encounter=encounter)
    if channel.closed_at is not None:
        raise Closed
    author = author_of(encounter, side)
    message = Message(
        conversation=channel,
        author_kind=side,
        author=author.pk,
        author_name=author.name[:200],
        text=clean,
        client_id=client_id,
        at=now(),
    )
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        known: Message = channel.messages.get(author=author.pk, client_id=client_id)
        return known, False
    message_kept(actor, message)
    return message, True


def _clean(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise NotSendable("not text") from fault
    clean = text.replace("\0", "").strip()
    if not clean:
        raise NotSendable("empty")
    if len(clean) > LONGEST:
        raise NotSendable("too long")
    return clean


def messages(actor: Actor, *, encounter: Encounter, last: int = 100) -> list[Message]:
    """The last messages of the visit's conversation, oldest first.

    Raises:
        Denied: the actor has no part in it.
    """
    side_of(actor, encounter)
    channel = _find(encounter)
    if channel is None:
        return []
    conversation_seen(actor, channel)
    return list(channel.messages.order_by("-at", "-id")[:last])[::-1]


def mark_read(actor: Actor, *, encounter: Encounter) -> None:
    """*actor* has the conversation before their eyes now.

    Raises:
        Denied: the actor has no part in it.
    """
    side: Side = side_of(actor, encounter)
    channel = _find(encounter)
    if channel is not None:
        conversation_seen(actor, channel)
        Conversation.objects.filter(pk=channel.pk).update(**{f"{side}_read_at": now()})


def unread(encounters: Iterable[Encounter]) -> dict[UUID, int]:
    """How many messages of the patient the practitioner has not read yet, by encounter id.

    Counts only: for lists of encounters that the caller has already been allowed to see.
    """
    visits = list(encounters)
    counts = (
        Conversation.objects.filter(
            Q(encounter__in=visits)
            | Q(encounter=None, patient_id__in={visit.patient_id for visit in visits})
        )
        .annotate(
            waiting=Count(
                "messages",
                filter=Q(messages__author_kind="patient")
                & (Q(practitioner_read_at=None) | Q(messages__at__gt=F("practitioner_read_at"))),
            )
        )
        .values_list("encounter_id", "patient_id", "practitioner_id", "waiting")
    )
    found: dict[tuple[UUID | None, ...], int] = {
        (own, None, None) if own else (None, patient, practitioner): count
        for own, patient, practitioner, count in counts
    }
    keep = require_organization().keep_chat
    return {
        visit.pk: found.get(
            (None, visit.patient_id, visit.practitioner_id) if keep else (visit.pk, None, None), 0
        )
        for visit in visits
    }


@transaction.atomic
def close(actor: Actor, *, encounter: Encounter, keep: bool) -> int:
    """The visit is over: its own conversation is emptied unless *keep*; how many were deleted.

    The lasting channel of the two is not touched.
    """
    channel = Conversation.objects.filter(encounter=encounter).first()
    if channel is None:
        return 0
    deleted = 0
    if not keep:
        deleted, _by_kind = channel.messages.all().delete()
        record(
            "conversation.emptied",
            on=channel,
            by=actor,
            patient_id=encounter.patient_id,
            messages=deleted,
        )
    Conversation.objects.filter(pk=channel.pk).update(closed_at=now())
    return deleted
