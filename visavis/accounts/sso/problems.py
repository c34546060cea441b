"""What can go wrong with a login by another provider, said to the user and to the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.accounts.models import IdentityProvider, ProviderProblem

KEPT = 20  # problems of one provider
UNTOLD = ("state", "busy")  # anybody could cause thousands: neither kept nor in the audit
Sentence = str | Promise


@dataclass(frozen=True)
class Kind:
    """One way to fail: for the one who wanted to sign in, and for the one who can mend it."""

    user: Sentence
    admin: Sentence
    names_person: bool = False


_LATER: Sentence = _("Try again in a few minutes; if it goes on, tell your administrator.")
_SETUP: Sentence = _("Tell your administrator: the connection with this provider needs mending.")

KINDS: dict[str, Kind] = {
    "unreachable": Kind(
        _("The provider does not answer. Try again in a few minutes."),
        _("The issuer cannot be reached. Check its address, and that this server may call it."),
    ),
    "nonsense": Kind(
        _SETUP,
        _(
            "The issuer answers something else than OpenID Connect asks for. Check its address:"
            " it is the one before /.well-known/openid-configuration."
        ),
    ),
    "redirect": Kind(
        _SETUP,
        _(
            "The provider does not know our redirect address. Copy it from this page into the"
            " client’s settings at the provider, to the letter."
        ),
    ),
    "client": Kind(
        _SETUP,
        _("The provider does not know this client id. Copy it again from the provider."),
    ),
    "secret": Kind(
        _SETUP,
        _(
            "The provider refuses the client secret. It was copied in part, replaced or has"
            " expired: make a new one at the provider and replace it here."
        ),
    ),
    "refused": Kind(
        _SETUP,
        _("The provider refuses our request. Its words are below."),
    ),
    "code": Kind(
        _("The sign-in took too long or was used already. Start again."),
        _("The provider refuses the code it gave: it had expired or was used twice."),
    ),
    "cancelled": Kind(
        _("You stopped the sign-in at the provider. Nothing was changed."),
        _("Someone stopped at the provider, or the provider does not let them use this client."),
    ),
    "state": Kind(
        _("This sign-in was begun in another window, or too long ago. Start again."),
        _("An answer came back that nobody had asked for here: an old page, or cookies are off."),
    ),
    "busy": Kind(
        _("Too many attempts. Please try again in a few minutes."),
        _("Too many attempts from one address."),
    ),
    "clock": Kind(
        _LATER,
        _("The token is not valid now: the clock of this server, or the provider’s, is wrong."),
    ),
    "audience": Kind(
        _SETUP,
        _("The token was made for another client. Check the client id."),
    ),
    "issuer": Kind(
        _SETUP,
        _("The token comes from another issuer than the one set here."),
    ),
    "nonce": Kind(
        _("This sign-in does not belong to this window. Start again."),
        _("The token does not answer the sign-in that was begun (wrong nonce)."),
    ),
    "signature": Kind(
        _SETUP,
        _("The token’s signature does not fit the keys that the issuer publishes."),
    ),
    "mail-missing": Kind(
        _("The provider did not give us your mail address. Ask the practice to invite you."),
        _(
            "The provider gives no mail address. Ask it for the “email” scope, or invite this"
            " person by mail."
        ),
    ),
    "mail-unverified": Kind(
        _("Your mail address is not confirmed at the provider. Confirm it there, then try again."),
        _(
            "The provider does not say that the mail address is confirmed. Have it confirmed"
            " there, or list your domains above."
        ),
        names_person=True,
    ),
    "domain": Kind(
        _("Your account is of another domain than this practice accepts."),
        _("The account is of a domain that is not in the list."),
        names_person=True,
    ),
    "unknown": Kind(
        _("You have no login in this practice yet. Ask an owner to invite you."),
        _("Not a member, and logins are not created on the fly. Invite this person."),
        names_person=True,
    ),
    "elsewhere": Kind(
        _("You have no login in this practice yet. Ask an owner to invite you."),
        _(
            "This address has a login already, but no place in this practice. It is never taken"
            " over on a provider’s word: invite this person."
        ),
        names_person=True,
    ),
    "ended": Kind(
        _("Your place in this practice has ended. Ask an owner to invite you again."),
        _("A former member tried to sign in."),
        names_person=True,
    ),
    "inactive": Kind(
        _("This login is closed."),
        _("The login is closed on the whole platform."),
        names_person=True,
    ),
    "limit": Kind(
        _("The practice has reached its number of members. Tell your administrator."),
        _("The number of members of your plan is reached: end a membership or change the plan."),
        names_person=True,
    ),
    "no-role": Kind(
        _("Your account has no role in this practice. Tell your administrator."),
        _("No role is mapped to this person’s claim, and none is given to new members."),
        names_person=True,
    ),
}


class SsoProblem(Exception):
    """A login or a trial failed. *kind* is one of KINDS; *detail* is technical, without secrets."""

    def __init__(self, kind: str, detail: str = "", *, email: str = "") -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail.replace("\x00", "")[:300]
        self.email = email

    @property
    def texts(self) -> Kind:
        return KINDS[self.kind]


def keep(provider: IdentityProvider, problem: SsoProblem) -> None:
    """Keep *problem* for the provider's page; only the last ones stay."""
    ProviderProblem.objects.create(
        provider=provider,
        kind=problem.kind,
        detail=problem.detail,
        email=problem.email[:254] if problem.texts.names_person else "",
    )
    old = ProviderProblem.objects.filter(provider=provider).values_list("pk", flat=True)[KEPT:]
    ProviderProblem.objects.filter(pk__in=list(old)).delete()
