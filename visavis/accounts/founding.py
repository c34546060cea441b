"""A professional signs up: asked for on the platform's page, made by the mailed link (A6.4, A8.1).

Whether an address has a login already is told by the mail alone: page, status and work are the
same. Runs inside the platform's own organization (platform.py).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from visavis.accounts.models import (
    Membership,
    Organization,
    Practitioner,
    ProfessionalSignUp,
    User,
)
from visavis.accounts.subdomains import LONGEST, is_free
from visavis.core.public import (
    Actor,
    leaving_for,
    new_secret,
    now,
    record,
    secret_hash,
)

LASTS = timedelta(hours=24)
MAILS_PER_HOUR = 3
TERMS = "2026-11"


class AddressTaken(Exception):
    """Another practice answers at this address."""


class BadSignUp(Exception):
    """The link is none of ours, used, or too old: *reason* is foreign, used or expired."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wish:
    """What a professional asks for."""

    email: str
    first_name: str
    last_name: str
    practice: str
    subdomain: str
    profession: str


def proposed(practice: str) -> str:
    """A free address from the name of a practice; empty when the name has no letters."""
    plain = unicodedata.normalize("NFKD", practice).encode("ascii", "ignore").decode()
    base = slugify(plain)[: LONGEST - 3].strip("-")
    tries = [base, *(f"{base}-{number}" for number in range(2, 12))] if base else []
    return next((found for found in tries if is_free(found)), "")


@transaction.atomic
def ask_for_practice(actor: Actor, *, wish: Wish, password: str, origin: str) -> ProfessionalSignUp:
    """Keep the wish and mail the link that confirms the address. *origin*: of the platform."""
    email = wish.email.strip().lower()
    secret = new_secret()
    lately = ProfessionalSignUp.objects.filter(email=email, created_at__gt=now() - LASTS / 24)
    flooded = lately.count() >= MAILS_PER_HOUR
    made: ProfessionalSignUp = ProfessionalSignUp.objects.create(
        email=email,
        first_name=wish.first_name,
        last_name=wish.last_name,
        password=make_password(password),
        practice=wish.practice,
        subdomain=wish.subdomain,
        profession=wish.profession,
        language=(get_language() or "fr")[:2],
        secret_hash=secret_hash(secret),
        expires_at=now() + LASTS,
    )
    known = User.objects.filter(email=email).exists()
    subject, text = _words(made, f"{origin}/sign-up/{secret}/", known=known)
    if not flooded:
        send_mail(subject, text, None, [email])
    record("practice.asked_for", on=made, by=actor)
    return made


def _words(sign_up: ProfessionalSignUp, link: str, *, known: bool) -> tuple[str, str]:
    """Subject and text of the mail, in the language of the page."""
    hello = _("Hello %(name)s,") % {"name": sign_up.first_name}
    asked = _("Somebody, you most likely, asked to open the practice “%(name)s” on Visavis.")
    if known:
        subject = _("You have a login already")
        more = _(
            "This address has a login already. The button opens the practice with it; you then "
            "sign in with the password you have. The one typed on the page is not used."
        )
    else:
        subject = _("Confirm your address and open your practice")
        more = _("One step is left: confirm that this address is yours.")
    last = _("The link works once, and for 24 hours. If you did not ask for this, do nothing.")
    label = _("Open my practice")
    button = f"[{label}]({link})"
    return subject, "\n\n".join([hello, asked % {"name": sign_up.practice}, more, button, last])


def open_sign_up(secret: str) -> ProfessionalSignUp:
    """What the mailed link asks for.

    Raises:
        BadSignUp: the link opens nothing (any more).
    """
    found = ProfessionalSignUp.objects.filter(secret_hash=secret_hash(secret)).first()
    if found is None:
        raise BadSignUp("foreign")
    if found.confirmed_at is not None:
        raise BadSignUp("used")
    if found.expires_at <= now():
        raise BadSignUp("expired")
    return found


@transaction.atomic
def found_practice(
    actor: Actor, *, sign_up: ProfessionalSignUp, subdomain: str
) -> tuple[Organization, User, bool]:
    """Make the organization with its owner, who is its first practitioner, not yet approved.

    The organization, the login, and whether that login is new.

    Raises:
        AddressTaken: somebody was quicker; nothing was made.
        BadSignUp: the link was used meanwhile.
    """
    mine = ProfessionalSignUp.objects.select_for_update().get(pk=sign_up.pk)
    if mine.confirmed_at is not None:
        raise BadSignUp("used")
    if not is_free(subdomain):
        raise AddressTaken
    try:
        with transaction.atomic():
            organization: Organization = Organization.objects.create(
                name=mine.practice,
                subdomain=subdomain,
                email=mine.email,
                language=mine.language or "fr",
            )
    except IntegrityError as fault:
        raise AddressTaken from fault
    user, is_new = _login(mine)
    with leaving_for(organization):
        _first_member(mine, organization, user)
    mine.confirmed_at = now()
    mine.save(update_fields=["confirmed_at"])
    record("practice.founded", on=organization, by=actor, terms=TERMS)
    return organization, user, is_new


def _login(sign_up: ProfessionalSignUp) -> tuple[User, bool]:
    """The login of this address: the one there is, untouched, or a new one."""
    known = User.objects.filter(email=sign_up.email).first()
    if known is not None:
        return known, False
    user: User = User.objects.create(
        email=sign_up.email,
        first_name=sign_up.first_name,
        last_name=sign_up.last_name,
        language=sign_up.language,
        password=sign_up.password,
    )
    return user, True


def _first_member(sign_up: ProfessionalSignUp, organization: Organization, user: User) -> None:
    member = Membership.objects.create(user=user, roles=["owner", "practitioner"])
    with translation.override(organization.language):
        specialty = str(sign_up.get_profession_display())
    Practitioner.objects.create(
        membership=member,
        slug=slugify(f"{user.first_name} {user.last_name}")[:80] or "praticien",
        first_name=user.first_name,
        last_name=user.last_name,
        specialty="" if sign_up.profession == "other" else specialty,
        is_public=False,
        approved_at=None,
    )
    owner = Actor("staff", organization.pk, user.name, user_id=user.pk, membership_id=member.pk)
    record("organization.founded", on=organization, by=owner, terms=TERMS)
