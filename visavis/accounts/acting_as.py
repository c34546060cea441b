"""In another's place for a while: "see as this member", and what else is declared as a way.

The session remembers, per organization, whose place is taken, in which way and until when. The
actor of each request and socket is then that member's, with ``via``: who really sits there. Each
way says whether it still holds; when it does not, the session is its owner's own again.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from visavis.accounts.models import Membership, User
from visavis.core.public import Actor, Denied, changed, now, record, require_organization

KEY = "visavis.acting_as"
Session = MutableMapping[str, Any]
Holds = Callable[[User, "Place"], bool]


@dataclass(frozen=True)
class Way:
    """A way to take a member's place.

    key: names it in the session and in the audit (``preview.started``, ``preview.ended``).
    holds: asked at each request, of who really sits there: may they (still)?
    sentence: for the banner, with ``%(name)s`` (the member's); leave: its button's words.
    back: where one lands after leaving. read_only: look, and change nothing.
    """

    key: str
    holds: Holds
    sentence: str | Promise
    leave: str | Promise
    back: Callable[[Membership], str]
    lasts: timedelta = timedelta(minutes=30)
    read_only: bool = False


@dataclass(frozen=True)
class Place:
    """A member's place, taken by another."""

    way: Way
    membership: Membership
    until: datetime


_ways: dict[str, Way] = {}


def declare_way(way: Way) -> None:
    """Make *way* known; called in an app's ``ready``."""
    _ways[way.key] = way


def take_place(
    actor: Actor, session: Session, *, way: str, membership: Membership, until: datetime | None
) -> Place:
    """From now on *session* acts as *membership*; who may is for the caller to ask.

    until: at the latest; the way's own time if None.

    Raises:
        Denied: the member has left, or *actor* already sits in another's place.
    """
    if actor.via or membership.ended_at is not None or membership.pk == actor.membership_id:
        raise Denied("cannot take this place")
    latest = now() + _ways[way].lasts
    place = Place(_ways[way], membership, latest if until is None else min(latest, until))
    session[KEY] = session.get(KEY, {}) | {
        str(require_organization().pk): {
            "way": way,
            "membership": str(membership.pk),
            "until": place.until.isoformat(),
        }
    }
    record(f"{way}.started", on=membership, by=actor, until=place.until.isoformat())
    _tell_sockets(actor, session)
    return place


def _tell_sockets(actor: Actor, session: Session) -> None:
    """Pages left open in this browser ask again who they are, once this commits: the session is
    written with it, and not after the answer, or they would find the old one."""
    save = getattr(session, "save", None)
    if save is not None:
        save()
    if actor.user_id is not None:
        changed(f"access:user:{actor.user_id}")


def leave_place(actor: Actor, session: Session) -> str:
    """*session* is its owner's own again (*actor*: the owner's); where to go on, "" for home.

    Also for a place whose time is over, so that its end is recorded all the same.
    """
    kept = dict(session.get(KEY, {}))
    entry = kept.pop(str(require_organization().pk), None)
    if entry is None:
        return ""
    session[KEY] = kept
    membership = Membership.objects.filter(pk=entry["membership"]).first()
    record(f"{entry['way']}.ended", on=membership, by=actor, until=entry["until"])
    _tell_sockets(actor, session)
    way = _ways.get(entry["way"])
    return way.back(membership) if way is not None and membership is not None else ""


def place_of(user: User, session: Session) -> Place | None:
    """The place that *user* has taken in this session here, if it still holds. Writes nothing."""
    entry = session.get(KEY, {}).get(str(require_organization().pk))
    way = _ways.get(entry["way"]) if entry else None
    if entry is None or way is None:
        return None
    until = datetime.fromisoformat(entry["until"])
    members = Membership.objects.select_related("user")
    membership = members.filter(pk=UUID(entry["membership"]), ended_at=None).first()
    if membership is None or until <= now():
        return None
    place = Place(way, membership, until)
    return place if way.holds(user, place) else None


def has_taken(session: Session) -> bool:
    """Whether *session* says that a place was taken here, be it over or not."""
    return str(require_organization().pk) in session.get(KEY, {})


def still_owner(user: User, place: Place) -> bool:
    """Only who owns the practice, and goes on owning it, sees it as a member."""
    return Membership.objects.filter(user=user, ended_at=None, roles__contains=["owner"]).exists()
