"""OpenID Connect, step by step: discovery, the way there, code for tokens, tokens for claims.

The same steps serve a login and a trial; each raises SsoProblem with what went wrong.
"""

from __future__ import annotations

import hashlib
import html
import re
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
from django.core.cache import cache
from django.utils.html import strip_tags

from visavis.accounts.models import IdentityProvider
from visavis.accounts.sso.fetch import Answer, address_fault, fetch
from visavis.accounts.sso.problems import SsoProblem

KEPT_SECONDS = 600
LEEWAY = 60  # seconds that two clocks may differ
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
WELL_KNOWN = "/.well-known/openid-configuration"
WELL_KNOWN_OF = {"psc": "/.well-known/wallet-openid-configuration"}


@dataclass(frozen=True)
class Discovery:
    """What an issuer says of itself."""

    issuer: str
    authorization: str
    exchange: str
    keys: str
    userinfo: str
    ways: list[str]


def _cache_key(what: str, *of: str) -> str:
    return f"sso:{what}:{hashlib.sha256('|'.join(of).encode()).hexdigest()}"


def discover(provider: IdentityProvider, *, fresh: bool = False) -> Discovery:
    """The issuer's discovery document, kept for ten minutes.

    Raises:
        SsoProblem: unreachable, or it is none.
    """
    key = _cache_key("discovery", provider.issuer, provider.preset)
    kept = None if fresh else cache.get(key)
    if kept:
        return Discovery(**kept)
    well_known = WELL_KNOWN_OF.get(provider.preset, WELL_KNOWN)
    found = _discovery(provider.issuer.rstrip("/"), well_known)
    cache.set(key, asdict(found), KEPT_SECONDS)
    return found


def _discovery(issuer: str, well_known: str) -> Discovery:
    answer = fetch("GET", f"{issuer}{well_known}", headers={"Accept": "application/json"})
    if answer.status != 200:
        moved = answer.headers.get("Location", "")
        detail = f"HTTP {answer.status} from {issuer}{well_known}"
        raise SsoProblem("nonsense", f"{detail} → {moved}" if moved else detail)
    told = answer.json()
    named = str(told.get("issuer", ""))
    if named.rstrip("/") != issuer:
        raise SsoProblem("nonsense", f"the document there is of the issuer {named[:150]!r}")
    endpoints = {
        "authorization": "authorization_endpoint",
        "exchange": "token_endpoint",
        "keys": "jwks_uri",
        "userinfo": "userinfo_endpoint",
    }
    found = {ours: str(told.get(theirs) or "") for ours, theirs in endpoints.items()}
    for ours, address in found.items():
        fault = address_fault(address) if address or ours != "userinfo" else ""
        if fault:
            raise SsoProblem("nonsense", f"{endpoints[ours]}: {fault}")
    methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    ways = [way for way in ("basic", "post") if f"client_secret_{way}" in methods]
    return Discovery(named, **found, ways=ways or ["basic"])


def keys_of(discovery: Discovery, *, fresh: bool = False) -> jwt.PyJWKSet:
    """The keys that sign the issuer's tokens, kept for ten minutes.

    Raises:
        SsoProblem: unreachable, or no keys.
    """
    key = _cache_key("keys", discovery.keys)
    kept = None if fresh else cache.get(key)
    if kept is None:
        answer = fetch("GET", discovery.keys)
        if answer.status != 200:
            raise SsoProblem("nonsense", f"HTTP {answer.status} from {discovery.keys}")
        kept = answer.json()
    try:
        found = jwt.PyJWKSet.from_dict(kept)
    except (jwt.PyJWTError, AttributeError, TypeError) as fault:
        raise SsoProblem("nonsense", f"no usable keys at {discovery.keys}") from fault
    cache.set(key, kept, KEPT_SECONDS)
    return found


# The way there ----------------------------------------------------------------------------


def way_there(provider: IdentityProvider, discovery: Discovery, redirect: str, **more: str) -> str:
    """The address at the provider where one signs in."""
    asked = {
        "client_id": provider.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": provider.scopes,
        **more,
    }
    if provider.acr_values:
        asked["acr_values"] = provider.acr_values
    if provider.preset == "google" and len(provider.hosted_domains) == 1:
        asked["hd"] = provider.hosted_domains[0]
    joint = "&" if "?" in discovery.authorization else "?"
    return f"{discovery.authorization}{joint}{urlencode(asked)}"


def probe(
    provider: IdentityProvider, discovery: Discovery, redirect: str, *, fresh: bool = False
) -> bool:
    """Whether the provider knows our client and redirect address, asked without anybody there.

    By the standard, ``prompt=none`` is answered at a registered redirect address and nowhere else.
    True when it was; False when the provider's answer tells nothing, and one can only try.

    Raises:
        SsoProblem: the provider refuses the address, the client, or the request.
    """
    key = _cache_key(
        "probe", discovery.authorization, provider.client_id, redirect, provider.scopes
    )
    if not fresh and cache.get(key):
        return True
    made = {name: secrets.token_hex(32)[:43] for name in ("state", "nonce", "code_challenge")}
    made["code_challenge_method"] = "S256"
    answer = fetch("GET", way_there(provider, discovery, redirect, prompt="none", **made))
    there = answer.headers.get("Location", "")
    if there.startswith(redirect):
        cache.set(key, True, KEPT_SECONDS)
        return True
    if answer.status >= 500:
        raise SsoProblem("unreachable", f"HTTP {answer.status} from {discovery.authorization}")
    words = _words(answer)
    if answer.status >= 400 or "error" in there:
        raise SsoProblem(_kind_of(words + there), words or there)
    return False


def _kind_of(words: str) -> str:
    lower = words.lower()
    if "redirect" in lower or "aadsts50011" in lower:
        return "redirect"
    if "client" in lower or "aadsts700016" in lower:
        return "client"
    return "refused"


def _words(answer: Answer) -> str:
    """What an answer says, in one line: JSON's error, or the text of a page."""
    try:
        told = answer.json()
    except SsoProblem:
        unseen = r"(?is)<(script|style|head)\b.*?</\1>"
        text = html.unescape(strip_tags(re.sub(unseen, " ", answer.text)))
        return " ".join(text.split())[:250]
    parts = [str(told.get(name, "")) for name in ("error", "error_description")]
    return " – ".join(part for part in parts if part)[:250]


# What came back ---------------------------------------------------------------------------


def tokens_for(
    provider: IdentityProvider, discovery: Discovery, *, code: str, verifier: str, redirect: str
) -> dict[str, Any]:
    """The tokens for the code that came back.

    Raises:
        SsoProblem: the provider refuses our secret, the code, or the redirect address.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    answer = _ask_token(provider, discovery, form, by_post=discovery.ways[0] == "post")
    if len(discovery.ways) > 1 and _is_secret_refused(answer):  # set for the other way, there
        answer = _ask_token(provider, discovery, form, by_post=True)
    if answer.status not in (200, 201):
        raise _token_refused(answer)
    told = answer.json()
    if not isinstance(told.get("id_token"), str):
        raise SsoProblem("nonsense", "the token endpoint gives no id_token (scope openid?)")
    return told


def _ask_token(
    provider: IdentityProvider, discovery: Discovery, form: dict[str, str], *, by_post: bool
) -> Answer:
    auth = None
    if by_post or not provider.client_secret:
        form = form | {"client_id": provider.client_id}
        form |= {"client_secret": provider.client_secret} if provider.client_secret else {}
    else:
        auth = (quote_plus(provider.client_id), quote_plus(provider.client_secret))
    headers = {"Accept": "application/json"}
    return fetch("POST", discovery.exchange, data=form, auth=auth, headers=headers)


def _is_secret_refused(answer: Answer) -> bool:
    words = _words(answer).lower()
    return answer.status == 401 or "invalid_client" in words or "unauthorized_client" in words


def _token_refused(answer: Answer) -> SsoProblem:
    words = _words(answer)
    lower = words.lower()
    detail = f"HTTP {answer.status}: {words}"
    if _is_secret_refused(answer):
        return SsoProblem("secret", detail)
    if "redirect" in lower:
        return SsoProblem("redirect", detail)
    if "invalid_grant" in lower:
        return SsoProblem("code", detail)
    if answer.status >= 500:
        return SsoProblem("unreachable", detail)
    return SsoProblem("refused", detail)


def id_token_claims(
    provider: IdentityProvider, discovery: Discovery, token: str, nonce: str
) -> dict[str, Any]:
    """The claims of the id token, its signature, issuer, audience, times and nonce checked.

    Raises:
        SsoProblem: one of them is wrong.
    """
    claims = _verified(provider, discovery, token)
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise SsoProblem("nonce")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise SsoProblem("audience", f"azp is {claims['azp']!r}")
    if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 191:
        raise SsoProblem("nonsense", "the id token names nobody (sub)")
    return claims


def _verified(provider: IdentityProvider, discovery: Discovery, token: str) -> dict[str, Any]:
    try:
        key = _key_for(discovery, token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=discovery.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
        return claims
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as fault:
        raise SsoProblem("clock", _times(token)) from fault
    except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as fault:
        kind = "audience" if isinstance(fault, jwt.InvalidAudienceError) else "issuer"
        raise SsoProblem(kind, _as_told(token, "aud" if kind == "audience" else "iss")) from fault
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError) as fault:
        raise SsoProblem("signature", str(fault)) from fault
    except jwt.PyJWTError as fault:
        raise SsoProblem("nonsense", f"id token: {fault}") from fault


def _key_for(discovery: Discovery, token: str) -> Any:
    """The key that the token names; the keys are asked for anew when it is not among them."""
    named = jwt.get_unverified_header(token).get("kid")
    for fresh in (False, True):
        keys = [key for key in keys_of(discovery, fresh=fresh).keys if key.public_key_use != "enc"]
        found = [key for key in keys if key.key_id == named] if named else keys[:1]
        if found:
            return found[0]
    raise SsoProblem("signature", f"the issuer publishes no key {named!r}")


def _unchecked(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def _as_told(token: str, claim: str) -> str:
    return f"{claim} is {_unchecked(token).get(claim)!r}"


def _times(token: str) -> str:
    claims, ours = _unchecked(token), time.time()
    told = {name: claims[name] for name in ("iat", "nbf", "exp") if name in claims}
    away = {name: round(float(value) - ours) for name, value in told.items()}
    return "seconds from our clock: " + ", ".join(f"{name} {s:+d}" for name, s in away.items())


def userinfo(
    provider: IdentityProvider, discovery: Discovery, access_token: str, subject: str
) -> dict[str, Any]:
    """What the provider says of the person beyond the token; nothing when it offers none.

    Raises:
        SsoProblem: it fails, or speaks of somebody else.
    """
    if not discovery.userinfo or not access_token:
        return {}
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
    answer = fetch("GET", discovery.userinfo, headers=headers)
    if answer.status != 200:
        raise SsoProblem("nonsense", f"HTTP {answer.status} from {discovery.userinfo}")
    if answer.headers.get("Content-Type", "").startswith("application/jwt"):
        told = _signed_userinfo(provider, discovery, answer.text.strip())
    else:
        told = answer.json()
    if told.get("sub") != subject:
        raise SsoProblem("nonsense", "userinfo speaks of somebody else")
    return told


def _signed_userinfo(
    provider: IdentityProvider, discovery: Discovery, token: str
) -> dict[str, Any]:
    try:
        key = _key_for(discovery, token)
        options: Any = {"verify_aud": False, "verify_exp": False}
        told: dict[str, Any] = jwt.decode(token, key=key, algorithms=ALGORITHMS, options=options)
        return told
    except jwt.PyJWTError as fault:
        raise SsoProblem("signature", f"userinfo: {fault}") from fault
