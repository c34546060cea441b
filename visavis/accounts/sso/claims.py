"""What a provider says of a person, read by the rules of its settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.internal.emailkit import valid_email_or_none

from visavis.accounts.models import IdentityProvider
from visavis.accounts.sso.problems import SsoProblem

# Methods of RFC 8176 that are, or stand for, a second factor.
SECOND_FACTORS = {"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "iris", "sms", "tel", "pop"}
RPPS_LENGTH = 11
MAIL = ("email", "email_verified", "xms_edov")


@dataclass(frozen=True)
class Identity:
    """A person as the provider knows them."""

    subject: str
    email: str = ""
    email_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    number: str = ""
    values: frozenset[str] = frozenset()
    mapped: frozenset[str] = frozenset()
    second_factor: bool = False
    claims: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


def joined(signed: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The id token's claims over those of userinfo; a mail address never meets another's proof."""
    both = more | signed
    if more.get("email") and more["email"] != signed.get("email"):
        both |= {name: more.get(name) for name in MAIL}
    return both


def claim_at(claims: Any, path: str) -> Any:
    """The claim at a dotted *path*; a claim whose own name has dots is found first."""
    if not path:
        return None
    if isinstance(claims, list):
        found = [claim_at(one, path) for one in claims]
        return [one for one in found if one is not None] or None
    if not isinstance(claims, dict):
        return None
    if path in claims:
        return claims[path]
    first, _dot, rest = path.partition(".")
    return claim_at(claims.get(first), rest) if rest else None


def values_at(claims: dict[str, Any], path: str) -> frozenset[str]:
    """The claim at *path* as plain values, however deep the lists."""

    def flat(told: Any) -> Iterable[str]:
        if isinstance(told, list):
            for one in told:
                yield from flat(one)
        elif isinstance(told, str | int) and not isinstance(told, bool):
            yield str(told)

    return frozenset(flat(claim_at(claims, path)))


def roles_for(provider: IdentityProvider, values: frozenset[str]) -> frozenset[str]:
    """The roles that the provider's table gives for these values (case does not count)."""
    told = {value.casefold() for value in values}
    return frozenset(role for value, role in provider.role_map.items() if value.casefold() in told)


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def allowed(provider: IdentityProvider, email: str, claims: dict[str, Any]) -> bool:
    """Whether a person of this mail address is of the domains the provider's settings list.

    Google says in ``hd`` to which organization an account belongs; a mail address alone could be
    of somebody who left it and kept a personal account under that name.
    """
    if not provider.hosted_domains:
        return True
    if provider.preset == "google" or "hd" in claims:
        return str(claims.get("hd", "")).lower() in provider.hosted_domains
    return domain_of(email) in provider.hosted_domains


def is_verified(provider: IdentityProvider, email: str, claims: dict[str, Any]) -> bool:
    """Whether the mail address is the person's own, on the provider's word.

    By ``email_verified`` (Microsoft: ``xms_edov``), or because the owner listed the domains that
    this provider answers for.
    """
    for claim in ("email_verified", "xms_edov"):
        if str(claims.get(claim, "")).lower() in ("true", "1"):
            return True
    return bool(provider.hosted_domains) and allowed(provider, email, claims)


def national_number(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    """The national number in the claim that the settings name; an RPPS without its type « 8 »."""
    found = sorted(values_at(claims, provider.national_id_claim))
    number = found[0].strip() if found else ""
    if len(number) == RPPS_LENGTH + 1 and number.startswith("8") and number.isdigit():
        number = number[1:]
    return number[:20]


def second_factor_of(provider: IdentityProvider, claims: dict[str, Any]) -> bool:
    """Whether this login counts as having passed a second factor."""
    if provider.second_factor == "always":
        return True
    if provider.second_factor == "ours":
        return False
    return bool(SECOND_FACTORS & values_at(claims, "amr"))


def read(provider: IdentityProvider, claims: dict[str, Any]) -> Identity:
    """*claims* as a person.

    Raises:
        SsoProblem: they are not of an allowed domain, or that cannot be told.
    """
    told = str(claims.get("email") or "")[:254]
    email = (valid_email_or_none(told) or "").lower()
    if provider.hosted_domains and not email and "hd" not in claims:
        raise SsoProblem("mail-missing")
    if not allowed(provider, email, claims):
        raise SsoProblem("domain", claims.get("hd") or domain_of(email), email=email)
    values = values_at(claims, provider.role_claim)
    first, _space, last = str(claims.get("name") or "").strip().partition(" ")
    return Identity(
        subject=str(claims["sub"]),
        email=email,
        email_verified=bool(email) and is_verified(provider, email, claims),
        first_name=str(claims.get("given_name") or first)[:80].replace("\x00", ""),
        last_name=str(claims.get("family_name") or last)[:80].replace("\x00", ""),
        number=national_number(provider, claims),
        values=values,
        mapped=roles_for(provider, values),
        second_factor=second_factor_of(provider, claims),
        claims=claims,
    )
