"""What we tell people about their own login, by mail and in their language.

Sent by Django's mail: the notices, one room above, queue it with the present transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from visavis.accounts.models import User
from visavis.accounts.places import origin_of
from visavis.core.public import current_organization, require_organization

Words = Callable[[], tuple[str, Iterable[str]]]


def _tell(user: User, words: Words, *, address: str = "") -> None:
    """Mail *user* what *words* say in their language; to *address* instead of their own."""
    organization = current_organization()
    if organization is None:
        return
    with translation.override(user.language or organization.language):
        subject, paragraphs = words()
        hello = _("Hello %(name)s,") % {"name": user.name}
        text = "\n\n".join([hello, *paragraphs, organization.name])
        send_mail(subject, text, None, [address or user.email])


def address_here(path: str) -> str:
    """The full address of *path* at this practice."""
    return origin_of(require_organization().subdomain) + path


def not_you() -> str:
    """The sentence at the end of each warning."""
    reset = address_here(reverse("account_reset_password"))
    return _("If it was not you, choose a new password at once: %(address)s") % {"address": reset}


def password_changed(user: User) -> None:
    """Your password was changed."""
    _tell(
        user,
        lambda: (
            _("Your password was changed"),
            [
                _("The password of your login was changed; other devices were signed out."),
                not_you(),
            ],
        ),
    )


def reset_link(user: User, path: str, hours: int) -> None:
    """The link to choose a new password."""
    _tell(
        user,
        lambda: (
            _("Choose a new password"),
            [
                _("Somebody, most likely you, has asked for a new password for this login."),
                _("Choose it here: %(address)s") % {"address": address_here(path)},
                _("The link works once, for %(hours)d hours.") % {"hours": hours},
                _("If you did not ask for it, there is nothing to do: your password stays."),
            ],
        ),
    )


def factor_changed(user: User, *, added: bool, what: str) -> None:
    """A second factor was added or removed."""

    def words() -> tuple[str, list[str]]:
        if added:
            return _("A second factor was added"), [
                _("From now on your login also asks for: %(what)s.") % {"what": what},
                not_you(),
            ]
        return _("A second factor was removed"), [
            _("Your login no longer asks for: %(what)s.") % {"what": what},
            not_you(),
        ]

    _tell(user, words)


def factor_reset(user: User, *, by: str, path: str = "") -> None:
    """An owner has taken away the second factor; with *path*, a new password is needed too."""

    def words() -> tuple[str, list[str]]:
        told = _("%(name)s has reset the second factor of your login. All devices were signed out.")
        paragraphs = [told % {"name": by}]
        if path:
            line = _("Your login opens more than this practice: choose a new password to go on: ")
            paragraphs.append(line + address_here(path))
        else:
            paragraphs.append(_("Sign in with your password, then set up a second factor again."))
        paragraphs.append(_("If you did not ask for this, tell your practice at once."))
        return _("Your second factor was reset"), paragraphs

    _tell(user, words)


def confirm_address(user: User, *, address: str, path: str, hours: int) -> None:
    """To the new address: confirm that it is yours."""
    _tell(
        user,
        lambda: (
            _("Confirm your new email address"),
            [
                _("You want to sign in with this address from now on."),
                _("Confirm it here: %(address)s") % {"address": address_here(path)},
                _("The link works once, for %(hours)d hours.") % {"hours": hours},
                _("If you did not ask for it, there is nothing to do."),
            ],
        ),
        address=address,
    )


def address_taken(user: User, *, address: str) -> None:
    """To an address that has a login of its own: somebody wanted to take it."""
    _tell(
        user,
        lambda: (
            _("This email address has a login already"),
            [
                _("Somebody, perhaps you, wanted to use this address for another login."),
                _("Nothing was changed. You can sign in with it as before."),
            ],
        ),
        address=address,
    )


def address_changed(user: User, *, old: str) -> None:
    """To the old address: from now on the login has another one."""
    _tell(
        user,
        lambda: (
            _("Your email address was changed"),
            [
                _("Your login now has the address %(address)s.") % {"address": user.email},
                _("If it was not you, tell your practice at once."),
            ],
        ),
        address=old,
    )
