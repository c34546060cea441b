"""Where a login is open: the list of a person's sessions, and ending them (A6.1).

The list is django-allauth's; we add the practice each session is open at, refresh « last used »
every few minutes, and close the sockets of what is ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import QuerySet
from django.http import HttpRequest

from visavis.accounts.devices import device_in_words, place_in_words
from visavis.accounts.identity import actor_of
from visavis.accounts.models import Organization, User
from visavis.core.public import (
    Actor,
    Denied,
    changed_at,
    current_organization,
    now,
    record,
)

SEEN = "visavis.seen"
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class OpenSession:
    """One line of the list."""

    id: int
    device: str
    place: str
    address: str
    practice: str
    opened_at: datetime
    used_at: datetime
    is_current: bool


def opened(request: HttpRequest) -> None:
    """Note at which practice the session that has just begun is open."""
    organization = current_organization()
    request.session[SEEN] = now().timestamp()
    if organization is not None:
        UserSession.objects.filter(session_key=request.session.session_key).update(
            data={"organization": str(organization.pk), "practice": organization.name}
        )


def entered(request: HttpRequest) -> None:
    """As :func:`opened`, of a session that began past allauth: it is in the list too."""
    UserSession.objects.create_from_request(request)
    opened(request)


def used(request: HttpRequest) -> None:
    """Note that the session is in use: once in some minutes."""
    moment = now()
    if moment.timestamp() - float(request.session.get(SEEN, 0)) < FRESH.total_seconds():
        return
    request.session[SEEN] = moment.timestamp()
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=moment, ip=request.META.get("REMOTE_ADDR") or "127.0.0.1"
    )


def open_sessions(user: Any, *, current: str) -> list[OpenSession]:
    """Where *user* is signed in; the session with the key *current* first, then by last use."""
    rows = UserSession.objects.purge_and_list(user)
    rows.sort(key=lambda row: (row.session_key != current, -row.last_seen_at.timestamp()))
    return [
        OpenSession(
            id=row.pk,
            device=device_in_words(row.user_agent),
            place=place_in_words(row.ip),
            address=row.ip,
            practice=str(row.data.get("practice", "")),
            opened_at=row.created_at,
            used_at=row.last_seen_at,
            is_current=row.session_key == current,
        )
        for row in rows
    ]


def end_session(actor: Actor, *, session_id: int) -> None:
    """End one of *actor*'s own sessions; its pages and sockets close.

    Raises:
        Denied: there is none, or it is another's.
    """
    row = UserSession.objects.filter(pk=session_id, user_id=actor.user_id).first()
    if actor.user_id is None or row is None:
        raise Denied("no such session")
    record("session.ended", on=None, by=actor, how="list", device=device_in_words(row.user_agent))
    _end([row], actor.user_id)


def end_others(actor: Actor, *, current: str) -> int:
    """End every other session of *actor*; how many there were."""
    if actor.user_id is None:
        raise Denied("nobody is signed in")
    count = _end(UserSession.objects.filter(user_id=actor.user_id).exclude(session_key=current))
    record("session.ended", on=None, by=actor, how="others", count=count)
    return count


def end_sessions(user: User, *, organization: Organization | None = None, keep: str = "") -> int:
    """End the sessions of *user*: everywhere, or at *organization* only; how many there were.

    Sockets close within two seconds. The session with the key *keep* is left.
    """
    rows = UserSession.objects.filter(user_id=user.pk).exclude(session_key=keep)
    if organization is not None:
        rows = rows.filter(data__organization=str(organization.pk))
    return _end(rows, user.pk)


def close_own(request: HttpRequest) -> None:
    """The person signs out here: drop the session from the list, close its other pages."""
    if not request.user.is_authenticated:
        return
    if current_organization() is not None:
        actor = actor_of(request.user, request.session)
        record("session.ended", on=None, by=actor, how="sign-out")
    rows = UserSession.objects.filter(session_key=request.session.session_key)
    _end(rows, request.user.pk)


def _end(rows: QuerySet[UserSession] | list[UserSession], user_id: Any = None) -> int:
    """End these sessions of one person, and have their sockets ask for their rights again."""
    places: set[UUID] = set()
    count = 0
    for row in list(rows):
        user_id, count = row.user_id, count + 1
        if "organization" in row.data:
            places.add(UUID(row.data["organization"]))
        SessionStore().delete(row.session_key)
        row.delete()
    here = current_organization()
    if here is not None:
        places.add(here.pk)
    for place in places if user_id is not None else ():
        changed_at(place, f"access:user:{user_id}")
    return count


def forget_over() -> int:
    """Drop from the lists what has expired; how many."""
    SessionStore.clear_expired()
    known = SessionStore().get_model_class().objects.values("session_key")
    return int(UserSession.objects.exclude(session_key__in=known).delete()[0])


def rights_changed(user_id: UUID) -> None:
    """What *user_id* may do has changed by their login itself: open sockets here ask again."""
    here = current_organization()
    if here is not None:
        changed_at(here.pk, f"access:user:{user_id}")
