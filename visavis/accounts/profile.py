"""One's own profile, and the mail address one signs in with (A5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.accounts import mails, sessions
from visavis.accounts.identity import own_actor_of
from visavis.accounts.models import Department, Membership, User
from visavis.core.public import (
    Actor,
    BadToken,
    Denied,
    read,
    record,
    remove,
    sign,
    square_picture,
    store,
)

PURPOSE = "address"
HOURS = 24


class AddressRefused(ValueError):
    """The link to a new address does not work; says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class NewAddress:
    """What a link to a new address says."""

    user_id: UUID
    old: str
    new: str


def shown(actor: Actor) -> dict[str, Any]:
    """What the profile shows and does not change: roles, departments, photo."""
    here = Membership.objects.select_related("photo")
    member = here.filter(pk=actor.membership_id).first() if actor.membership_id else None
    words = dict(Membership.ROLES)
    return {
        "membership": member,
        "roles": [words[role] for role in member.roles] if member else [],
        "departments": list(
            Department.objects.filter(pk__in=actor.department_ids).order_by("name")
        ),
    }


def change(
    actor: Actor, *, user: User, photo: bytes | None = None, drop_photo: bool = False, **facts: Any
) -> None:
    """Write one's own profile; the photo belongs to one's place here, the rest to the login.

    Raises:
        Denied: another's.
        NotAPicture: the photo cannot be read as one.
    """
    if actor.user_id != user.pk:
        raise Denied("another's profile")
    user = User.objects.select_for_update().get(pk=user.pk)
    names = [name for name, value in facts.items() if getattr(user, name) != value]
    for name in names:
        setattr(user, name, facts[name])
    if names:
        user.save(update_fields=names)
    if actor.membership_id and (photo or drop_photo):
        _change_photo(actor, actor.membership_id, photo)
        names.append("photo")
    if names:
        record("profile.changed", on=None, by=actor, fields=sorted(names))


def _change_photo(actor: Actor, membership_id: UUID, photo: bytes | None) -> None:
    member = Membership.objects.select_for_update().get(pk=membership_id)
    old = member.photo
    member.photo = (
        store(actor, photo, name="photo.webp", content_type="image/webp") if photo else None
    )
    member.save(update_fields=["photo"])
    if old is not None:
        remove(actor, old)


def ask_address(actor: Actor, *, address: str) -> None:
    """Send the link that takes *address*, to that very address. The answer never tells whether it
    has a login already: its owner is told instead."""
    if actor.user_id is None:
        raise Denied("nobody is signed in")
    user = User.objects.get(pk=actor.user_id)
    new = address.strip().lower()
    other = User.objects.annotate(low=Lower("email")).filter(low=new).first()
    if other is not None:
        if other.pk != user.pk:
            mails.address_taken(other, address=new)
        return
    token = sign(PURPOSE, {"user": str(user.pk), "old": user.email, "new": new})
    path = reverse("me_address_confirm", kwargs={"letter": token})
    mails.confirm_address(user, address=new, path=path, hours=HOURS)
    record("address.asked", on=None, by=actor)


def read_address(token: str) -> NewAddress:
    """What the link says.

    Raises:
        AddressRefused: not ours, too old, or used already.
    """
    try:
        said = read(PURPOSE, token, max_age=HOURS * 3_600)
        found = NewAddress(UUID(said["user"]), said["old"], said["new"])
    except (BadToken, KeyError, ValueError):
        raise AddressRefused(
            _("It is older than a day, or was not copied whole. Ask for a new one in your profile.")
        ) from None
    if not User.objects.filter(pk=found.user_id, email=found.old, is_active=True).exists():
        raise AddressRefused(_("It has been used already."))
    return found


def take_address(found: NewAddress) -> None:
    """From now on the login has the new address; the old one is told, other devices signed out.

    Raises:
        AddressRefused: somebody was quicker.
    """
    try:
        with transaction.atomic():
            changed = User.objects.filter(pk=found.user_id, email=found.old).update(email=found.new)
    except IntegrityError:
        raise AddressRefused(_("This address has a login of its own by now.")) from None
    if not changed:
        raise AddressRefused(_("It has been used already."))
    user = User.objects.get(pk=found.user_id)
    EmailAddress.objects.filter(user=user).delete()  # allauth's own list must not know the old one
    sessions.rights_changed(user.pk)
    record("address.changed", on=None, by=own_actor_of(user, {}))
    mails.address_changed(user, old=found.old)


def photo_of(upload: Any) -> bytes:
    """The upload as a square picture.

    Raises:
        NotAPicture: it is none.
    """
    return square_picture(upload)
