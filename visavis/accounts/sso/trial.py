"""“Test this connection”: the steps of a login for real, changing nothing and signing nobody in.

What came back is kept in the owner's session until the next trial, and shown without secrets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.accounts.models import IdentityProvider, Membership
from visavis.accounts.sso import claims as reading
from visavis.accounts.sso import exchange, flow
from visavis.accounts.sso.admission import decide
from visavis.accounts.sso.problems import KINDS, SsoProblem

KEY = "visavis.sso_trial"
KEPT_SECONDS = 1800
SECRETS = ("token", "nonce", "at_hash", "c_hash", "s_hash", "jti", "sid", "session_state")
STEPS: dict[str, str | Promise] = {
    "discovery": _("The issuer answers"),
    "keys": _("Its keys can be read"),
    "client": _("It knows our client and redirect address"),
    "return": _("It sends you back"),
    "token": _("It takes our secret and gives a token"),
    "id_token": _("The token is signed, recent and made for us"),
    "userinfo": _("It tells who you are"),
    "rules": _("Your rules let this person in"),
}
HOW: dict[str, str | Promise] = {
    "known": _("Known from an earlier login"),
    "mail": _("Recognised by the confirmed mail address"),
    "number": _("Recognised by the national number"),
    "new": _("A login would be made"),
}


class Trial:
    """The steps so far of one trial, as kept in the session."""

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.request, self.row = request, row
        kept = request.session.get(KEY) or {}
        fits = kept.get("provider") == str(row.pk) and time.time() - kept["at"] < KEPT_SECONDS
        self.kept: dict[str, Any] = kept if fits else {}

    @property
    def is_begun(self) -> bool:
        return bool(self.kept)

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.kept.get("steps", []))

    @property
    def failed(self) -> bool:
        return any(step["state"] == "failed" for step in self.steps)

    @property
    def may_go_on(self) -> bool:
        """The first half went well and nobody has come back from the provider yet."""
        return self.is_begun and not self.failed and len(self.steps) == 3

    def start(self) -> None:
        """Begin anew, and walk the steps that need nobody: nothing kept earlier is believed."""
        self.kept = {"provider": str(self.row.pk), "at": time.time(), "steps": []}
        found = self._step("discovery", self._discovery)
        if found is not None and self._step("keys", lambda: self._keys(found)) is not None:
            self._step("client", lambda: self._client(found))
        self._keep()

    def go_on(self, back: flow.Return) -> None:
        """The second half, with what the provider sent back."""
        self.kept["steps"] = self.steps[:3]
        self._walk(back)
        self._keep()

    def _walk(self, back: flow.Return) -> None:
        code = self._step("return", lambda: flow.code_of(self.row, back), hide=True)
        if code is None:
            return
        discovery = exchange.discover(self.row)
        tokens = self._step("token", lambda: self._tokens(discovery, back, code), hide=True)
        if tokens is None:
            return
        nonce = str(back.state["nonce"])
        signed = self._step(
            "id_token",
            lambda: exchange.id_token_claims(self.row, discovery, tokens["id_token"], nonce),
        )
        if signed is None:
            return
        access = str(tokens.get("access_token", ""))
        more = self._step(
            "userinfo", lambda: exchange.userinfo(self.row, discovery, access, signed["sub"])
        )
        if more is not None:
            self._step("rules", lambda: self._rules(reading.joined(signed, more)))

    def _step(self, key: str, walk: Callable[[], Any], *, hide: bool = False) -> Any:
        """Walk one step and write down how it went; None when it failed."""
        step: dict[str, Any] = {"key": key, "state": "ok", "told": []}
        self.kept["steps"].append(step)
        try:
            found = walk()
        except SsoProblem as problem:
            step |= {"state": "failed", "kind": problem.kind, "detail": problem.detail}
            return None
        if found is False:
            step["state"] = "unsure"
        elif isinstance(found, exchange.Discovery):
            step["told"] = [(name, _short(value)) for name, value in asdict(found).items()]
        elif isinstance(found, dict) and not hide:
            step["told"] = plain(found)
        return found

    def _discovery(self) -> exchange.Discovery:
        return exchange.discover(self.row, fresh=True)

    def _keys(self, discovery: exchange.Discovery) -> dict[str, Any]:
        keys = exchange.keys_of(discovery, fresh=True).keys
        return {"keys": [f"{key.key_type} {key.key_id or ''}".strip() for key in keys]}

    def _client(self, discovery: exchange.Discovery) -> bool:
        here = flow.redirect_address(self.request, self.row)
        return exchange.probe(self.row, discovery, here, fresh=True)

    def _tokens(self, discovery: exchange.Discovery, back: flow.Return, code: str) -> Any:
        here = flow.redirect_address(self.request, self.row)
        verifier = str(back.state["pkce_code_verifier"])
        return exchange.tokens_for(self.row, discovery, code=code, verifier=verifier, redirect=here)

    def _rules(self, found: dict[str, Any]) -> dict[str, Any]:
        identity = reading.read(self.row, found)
        decision = decide(self.row, identity)
        return {
            "how": decision.how,
            "name": decision.user.name if decision.user else identity.email,
            "roles": decision.roles,
            "number": identity.number,
            "second_factor": identity.second_factor,
        }

    def _keep(self) -> None:
        self.request.session[KEY] = self.kept

    def shown(self) -> list[dict[str, Any]]:
        """The steps for the page: all of them, those not reached as waiting."""
        walked = {step["key"]: step for step in self.steps}
        return [self._shown(key, walked.get(key)) for key in STEPS]

    def _shown(self, key: str, step: dict[str, Any] | None) -> dict[str, Any]:
        if step is None:
            return {"key": key, "label": STEPS[key], "state": "waiting"}
        found = {**step, "label": STEPS[key]}
        if step.get("kind"):
            found["sentence"] = KINDS[step["kind"]].admin
        if key == "rules" and step["state"] == "ok":
            found["told"], found["verdict"] = [], self._verdict(dict(step["told"]))
        return found

    def _verdict(self, told: dict[str, Any]) -> dict[str, Any]:
        roles = dict(Membership.ROLES)
        return {
            **told,
            "how": HOW[told["how"]],
            "roles": [roles[role] for role in told["roles"]],
        }


def plain(found: dict[str, Any]) -> list[tuple[str, Any]]:
    """What was told, for people: without secrets, long things cut short."""
    return [
        (name[:80], _short(value))
        for name, value in found.items()
        if not any(part in name.lower() for part in SECRETS)
    ][:60]


def _short(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, list):
        return [_short(one) for one in value[:20]]
    text = str(value).replace("\x00", "")
    return text if len(text) <= 200 else f"{text[:200]}…"
