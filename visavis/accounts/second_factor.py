"""The second factor: an authenticator app, passkeys, recovery codes (A6.3), by allauth.mfa.

What is ours: secrets at rest are encrypted with the practice's keys, a code works once over its
whole life, changes are audited and told by mail in the same transaction, and a practice may
require it of its staff.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.accounts import mails, passwords, sessions
from visavis.accounts.models import Membership, PlatformOperator, User
from visavis.accounts.places import places_of
from visavis.core.public import (
    Actor,
    Denied,
    current_organization,
    decrypt,
    encrypt,
    record,
    require_organization,
    rotates_with,
)

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LAST = "last_counter"
KEEP_ONE = gettext_lazy("Your practice requires a second factor: set up another one first.")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second factor, in this house."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or it has been used already."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        organization = current_organization()
        return organization.name if organization is not None else "Visavis"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as SVG without any style of its own: dark on white in every theme."""
        drawn = segno.make(url, error="m")
        return str(drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey is good at every practice of this house, so it is the base domain's. A bare
        name (localhost) cannot own one: there it is the practice's."""
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        if "." in settings.BASE_DOMAIN:
            found["id"] = settings.BASE_DOMAIN
        return found | {"name": "Visavis"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}


# Whether one is there -------------------------------------------------------------------------


def has_second_factor(user_id: UUID) -> bool:
    """Whether the login asks for more than a password."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).exists())


def must_set_up(actor: Actor) -> bool:
    """Whether *actor* has to set up a second factor before anything else: staff of a practice that
    requires it. Patients never; nor support, who have signed in elsewhere."""
    organization = current_organization()
    if organization is None or organization.second_factor != "require":
        return False
    if not actor.is_staff or actor.via or actor.user_id is None:
        return False
    return not has_second_factor(actor.user_id)


# Codes ----------------------------------------------------------------------------------------


@transaction.atomic
def check_code(user: Any, code: str) -> Authenticator | None:
    """The factor that *code* proves, which is used up by it; None if it proves nothing.

    An app's code is taken one step (30 s) early or late, and never twice: the step it was made for
    must lie after the last one used.
    """
    rows = Authenticator.objects.select_for_update().filter(user_id=user.pk)
    for row in rows.exclude(type=Authenticator.Type.WEBAUTHN):
        if row.type == Authenticator.Type.TOTP:
            good = _use_counter(row, decrypt(row.data["secret"]), code)
        else:
            good = row.wrap().validate_code(code)
        if good:
            row.refresh_from_db()
            row.user = user
            return row
    return None


def _use_counter(row: Authenticator, secret: str, code: str) -> bool:
    counter = _counter_of(secret, code)
    if counter is None or counter <= int(row.data.get(LAST, 0)):
        return False
    row.data[LAST] = counter
    row.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str) -> int | None:
    """The step *code* was made for, near now."""
    for counter in yield_hotp_counters_from_time():
        made = format_hotp_value(hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=made):
            return int(counter)
    return None


# Adding and removing --------------------------------------------------------------------------


def add_app(actor: Actor, user: Any, *, secret: str, code: str) -> bool:
    """Add the authenticator app that made *code* from *secret*; whether recovery codes are new."""
    row = TOTP.activate(user, secret).instance
    row.data[LAST] = _counter_of(secret, code) or int(time.time()) // 30
    row.save(update_fields=["data"])
    return _added(actor, user, "totp")


def add_passkey(actor: Actor, user: Any, *, name: str, credential: dict[str, Any]) -> bool:
    """Add a passkey; whether recovery codes are new."""
    WebAuthn.add(user, name[:80], credential)
    return _added(actor, user, "webauthn")


def _added(actor: Actor, user: Any, kind: str) -> bool:
    fresh = not Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).exists()
    RecoveryCodes.activate(user)
    _tell(actor, user, kind, added=True)
    return fresh


def remove(actor: Actor, user: Any, *, factor: Authenticator) -> None:
    """Take away one factor of one's own; the recovery codes go with the last one.

    Raises:
        Denied: it is another's.
        LastFactor: the practice requires one, and it is the last.
    """
    if factor.user_id != user.pk or actor.user_id != user.pk:
        raise Denied("another's factor")
    others = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exclude(pk=factor.pk)
    last = not others.exists()
    if last and actor.is_staff and require_organization().second_factor == "require":
        raise LastFactor
    kind = factor.type
    factor.delete()
    if last:
        Authenticator.objects.filter(user_id=user.pk).delete()
    _tell(actor, user, kind, added=False)


class LastFactor(Exception):
    """The practice requires a second factor, and this is the last one."""


def make_codes(actor: Actor, user: Any) -> None:
    """New recovery codes; the old ones die.

    Raises:
        Denied: there is no factor that they could stand in for.
    """
    if actor.user_id != user.pk or not has_second_factor(user.pk):
        raise Denied("no second factor")
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    record("recovery_codes.made", on=None, by=actor)


def _tell(actor: Actor, user: Any, kind: str, *, added: bool) -> None:
    what = {"totp": _("an authenticator app"), "webauthn": _("a passkey")}[kind]
    record(f"second_factor.{'added' if added else 'removed'}", on=None, by=actor, kind=kind)
    mails.factor_changed(user, added=added, what=what)
    sessions.rights_changed(user.pk)


# Reset by an owner ----------------------------------------------------------------------------


def reset_second_factor(actor: Actor, *, membership: Membership) -> bool:
    """Take away every second factor of a member who has lost theirs; whether there was one.

    Every session of theirs ends, and they are told by mail. A login that opens other practices too,
    or the platform, also needs a new password by mail: one owner must not weaken another's door.

    Raises:
        Denied: not an owner, one's own, or no member any more.
    """
    if not actor.has("owner") or actor.user_id == membership.user_id or membership.ended_at:
        raise Denied("may not reset a second factor")
    user = User.objects.select_for_update().get(pk=membership.user_id)
    rows = Authenticator.objects.filter(user_id=user.pk)
    kinds = sorted(set(rows.values_list("type", flat=True)))
    if not kinds:
        return False
    rows.delete()
    path = ""
    if len(places_of(user.pk)) > 1 or PlatformOperator.objects.filter(user=user).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        path = passwords.reset_path(user)
    sessions.end_sessions(user)
    record("second_factor.reset", on=membership, by=actor, kinds=kinds, new_password=bool(path))
    mails.factor_reset(user, by=actor.name, path=path)
    return True


# Keys -----------------------------------------------------------------------------------------


@rotates_with
def reencrypt() -> int:
    """Write every secret of the second factors again, with the newest key."""
    count = 0
    for row in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        name = "secret" if row.type == Authenticator.Type.TOTP else "seed"
        row.data[name] = encrypt(decrypt(row.data[name]))
        row.save(update_fields=["data"])
        count += 1
    return count
