"""The pages of signing in by a provider: going there, coming back, being refused."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.helpers import complete_social_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visavis.accounts.access import require
from visavis.accounts.identity import actor_from
from visavis.accounts.models import IdentityProvider
from visavis.accounts.sso import claims, flow, sessions
from visavis.accounts.sso.adapter import Provider, app_of, social_login
from visavis.accounts.sso.problems import UNTOLD, SsoProblem, keep
from visavis.accounts.sso.trial import Trial
from visavis.core.public import Actor, Denied, record, require_organization


def _row(provider_id: Any, **more: Any) -> IdentityProvider:
    found = IdentityProvider.objects.filter(pk=provider_id, **more).first()
    if found is None:
        raise Denied("no such provider")
    return found


@require_POST
@never_cache
def login(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """Leave for the provider: by a page, since a form may not lead to another house."""
    row = _row(provider_id, enabled=True)
    try:
        if not ratelimit.consume(request, action="sso"):
            raise SsoProblem("busy")
        there = flow.leave(request, row, next_url=get_next_redirect_url(request) or "")
    except SsoProblem as problem:
        return _refuse(request, row, problem)
    return leaving(request, row, there)


def leaving(request: HttpRequest, row: IdentityProvider, there: str) -> HttpResponse:
    """The page that leads on by itself, and by a link."""
    return render(request, "accounts/sso/leaving.html", {"provider": row, "there": there})


@require_safe
@never_cache
def callback(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """Back from the provider: let in, refuse, or go on with an owner's trial."""
    row = _row(provider_id)
    try:
        back = flow.returned(request, row)
        if back.is_trial:
            return _trial(request, row, back)
        if not row.enabled:
            raise SsoProblem("state")
        return _let_in(request, row, back)
    except SsoProblem as problem:
        return _refuse(request, row, problem)


def _let_in(request: HttpRequest, row: IdentityProvider, back: flow.Return) -> HttpResponse:
    identity = claims.read(row, flow.all_claims(request, row, back))
    provider = Provider(request, app=app_of(row))
    login = social_login(provider, row, identity, back.state)
    request.session.pop(sessions.SECOND_FACTOR, None)
    if identity.second_factor:
        request.session[sessions.SECOND_FACTOR] = str(row.pk)
    answer: HttpResponse = complete_social_login(request, login)
    return answer


def _trial(request: HttpRequest, row: IdentityProvider, back: flow.Return) -> HttpResponse:
    require(actor_from(request), "organization_settings")
    Trial(request, row).go_on(back)
    return redirect("sso:trial", row.pk)


def _refuse(request: HttpRequest, row: IdentityProvider, problem: SsoProblem) -> HttpResponse:
    """Say why in a sentence, and keep it for the administrator."""
    if problem.kind not in UNTOLD:
        keep(row, problem)
        visitor = Actor("visitor", require_organization().pk)
        record("login.refused", on=row, by=visitor, provider=row.name, reason=problem.kind)
    context = {"provider": row, "problem": problem.texts}
    return render(request, "accounts/sso/refused.html", context, status=403)
