"""Settings of single sign-on, `/desk/settings/sso/` (A7.1, A7.2). Owners only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.identity import actor_from
from visavis.accounts.models import IdentityProvider, Membership, ProviderProblem
from visavis.accounts.pages import staff_page
from visavis.accounts.sso import flow, providers
from visavis.accounts.sso.entrance import leaving
from visavis.accounts.sso.forms import ProviderForm, shown
from visavis.accounts.sso.presets import PRESETS, initial
from visavis.accounts.sso.problems import KINDS, SsoProblem
from visavis.accounts.sso.trial import Trial

HERE = {"nav": "settings", "setting": "sso"}


@staff_page
@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """The providers in the order of their buttons, and what can be added."""
    rows = providers.providers(actor_from(request))
    context = {"providers": rows, "presets": PRESETS.values(), **HERE}
    return render(request, "accounts/sso/overview.html", context)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Set up a provider, from a preset."""
    actor = providers.require_owner(actor_from(request))
    asked = request.GET.get("preset", "")
    preset = asked if asked in PRESETS else "other"
    if request.method != "POST":
        return _form(request, ProviderForm(initial=initial(preset)), preset)
    form = ProviderForm(request.POST)
    if form.is_valid():
        try:
            made = providers.add_provider(actor, **form.cleaned_data)
        except providers.SameProvider:
            form.add_error("client_id", _("This client of this issuer is set up already."))
        else:
            messages.success(request, _("The provider is set up. Now test the connection."))
            return redirect("sso:provider", made.pk)
    return _form(request, form, preset, status=422)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def provider(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """One provider: its settings, the address to paste there, and what failed lately."""
    actor = actor_from(request)
    row = providers.provider(actor, provider_id)
    known = {"has_secret": bool(row.client_secret)}
    if request.method != "POST":
        return _form(request, ProviderForm(initial=shown(row), **known), row.preset, row)
    form = ProviderForm(request.POST, **known)
    if form.is_valid():
        try:
            providers.change_provider(actor, provider=row, **form.cleaned_data)
        except providers.SameProvider:
            form.add_error("client_id", _("This client of this issuer is set up already."))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("sso:provider", row.pk)
    row = providers.provider(actor, provider_id)
    return _form(request, form, row.preset, row, status=422)


def _form(
    request: HttpRequest,
    form: ProviderForm,
    preset: str,
    row: IdentityProvider | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "preset": PRESETS[preset],
        "roles": Membership.ROLES,
        "provider": row,
        **HERE,
    }
    if row is not None:
        context["redirect_address"] = flow.redirect_address(request, row)
        context["problems"] = [
            {"row": problem, "sentence": KINDS[problem.kind].admin}
            for problem in ProviderProblem.objects.filter(provider=row)
            if problem.kind in KINDS
        ]
    return render(request, "accounts/sso/provider.html", context, status=status)


@staff_page
@require_POST
def move(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """Put a provider's button before or after its neighbour."""
    actor = actor_from(request)
    row = providers.provider(actor, provider_id)
    providers.move_provider(actor, provider=row, up=request.POST.get("to") == "up")
    return redirect("sso:overview")


@staff_page
@require_POST
def remove(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """Take a provider away."""
    actor = actor_from(request)
    row = providers.provider(actor, provider_id)
    providers.remove_provider(actor, provider=row)
    messages.success(request, _("The provider is removed."))
    return redirect("sso:overview")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def trial(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """Test this connection: the steps, ✓ or ✗, and what came back."""
    row = providers.provider(actor_from(request), provider_id)
    walked = Trial(request, row)
    if request.method == "POST":
        walked.start()
        return redirect("sso:trial", row.pk)
    context = {"provider": row, "trial": walked, "steps": walked.shown(), **HERE}
    context["redirect_address"] = flow.redirect_address(request, row)
    return render(request, "accounts/sso/trial.html", context)


@staff_page
@require_POST
def trial_go(request: HttpRequest, provider_id: Any) -> HttpResponse:
    """The second half of a trial: sign in at the provider, come back to the steps."""
    row = providers.provider(actor_from(request), provider_id)
    walked = Trial(request, row)
    try:
        if not walked.is_begun or walked.failed:
            return redirect("sso:trial", row.pk)
        return leaving(request, row, flow.leave(request, row, trial=True))
    except SsoProblem:  # what went well a minute ago does not any more: show where
        walked.start()
        return redirect("sso:trial", row.pk)
