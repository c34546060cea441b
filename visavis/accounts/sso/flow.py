"""The way to a provider and back: what is remembered on leaving, what is read on return."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.internal import statekit
from django.http import HttpRequest
from django.urls import reverse

from visavis.accounts.models import IdentityProvider
from visavis.accounts.sso import claims, exchange
from visavis.accounts.sso.adapter import Provider, app_of
from visavis.accounts.sso.problems import SsoProblem


@dataclass(frozen=True)
class Return:
    """What a provider's answer brought: the state that was kept, and the answer's own words."""

    state: dict[str, Any]
    code: str
    error: str
    description: str
    issuer: str

    @property
    def is_trial(self) -> bool:
        return bool((self.state.get("data") or {}).get("trial"))


def redirect_address(request: HttpRequest, provider: IdentityProvider) -> str:
    """The address to paste at the provider, and to which it sends people back."""
    return request.build_absolute_uri(reverse("sso:callback", args=[provider.pk]))


def leave(
    request: HttpRequest, row: IdentityProvider, *, next_url: str = "", trial: bool = False
) -> str:
    """The address at the provider to go to now; what the return needs is kept in the session.

    Raises:
        SsoProblem: the provider is not there, or does not know us.
    """
    here = redirect_address(request, row)
    discovery = exchange.discover(row)
    exchange.probe(row, discovery, here)
    provider = Provider(request, app=app_of(row))
    pkce, nonce = provider.get_pkce_params(), secrets.token_urlsafe(24)
    state = provider.stash_redirect_state(
        request,
        "login",
        next_url,
        {"trial": trial},
        pkce_code_verifier=pkce["code_verifier"],
        nonce=nonce,
    )
    return exchange.way_there(
        row,
        discovery,
        here,
        state=state,
        nonce=nonce,
        code_challenge=pkce["code_challenge"].decode(),
        code_challenge_method=pkce["code_challenge_method"],
    )


def returned(request: HttpRequest, row: IdentityProvider) -> Return:
    """What the provider sent back, for a login that was begun in this browser; once only.

    Raises:
        SsoProblem: nobody began it here.
    """
    asked = {name: request.GET.get(name, "")[:2000].replace("\x00", "") for name in request.GET}
    state = None
    if asked.get("state"):
        state = statekit.unstash_state(request, provider_id=str(row.pk), state_id=asked["state"])
    if state is None:
        raise SsoProblem("state")
    return Return(
        state,
        asked.get("code", ""),
        asked.get("error", ""),
        asked.get("error_description", ""),
        asked.get("iss", ""),
    )


def code_of(row: IdentityProvider, back: Return) -> str:
    """The code that came back.

    Raises:
        SsoProblem: the user cancelled, or the provider refuses.
    """
    if back.error == "access_denied":
        raise SsoProblem("cancelled", back.description)
    if back.error or not back.code:
        words = " – ".join(part for part in (back.error or "no code", back.description) if part)
        raise SsoProblem("refused", words)
    if back.issuer and back.issuer.rstrip("/") != row.issuer.rstrip("/"):
        raise SsoProblem("issuer", f"the answer comes from {back.issuer[:200]!r}")
    return back.code


def all_claims(request: HttpRequest, row: IdentityProvider, back: Return) -> dict[str, Any]:
    """The claims of the id token, and beside them those of userinfo.

    Raises:
        SsoProblem: one of the steps failed.
    """
    discovery = exchange.discover(row)
    tokens = exchange.tokens_for(
        row,
        discovery,
        code=code_of(row, back),
        verifier=back.state["pkce_code_verifier"],
        redirect=redirect_address(request, row),
    )
    signed = exchange.id_token_claims(row, discovery, tokens["id_token"], back.state["nonce"])
    more = exchange.userinfo(row, discovery, str(tokens.get("access_token", "")), signed["sub"])
    return claims.joined(signed, more)
