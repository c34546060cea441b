"""Setting up and taking away second factors; allauth's ceremonies, our verbs."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import view_recovery_codes
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from visavis.accounts import second_factor
from visavis.accounts.identity import actor_from
from visavis.accounts.models import User
from visavis.accounts.views.confirming import confirmed
from visavis.core.public import Denied, require_organization

MINE = {"mine": "security"}


@login_required
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """`/me/security/`: the password, the second factor, passkeys, recovery codes."""
    rows = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
    return render(
        request,
        "me/security.html",
        {
            **MINE,
            "app": next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
            "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
            "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
            "has_codes": bool(codes),
            "must_set_up": second_factor.must_set_up(actor_from(request)),
            "required": require_organization().second_factor == "require",
            "has_password": request.user.has_usable_password(),  # type: ignore[union-attr]
        },
    )


class AppView(ActivateTOTPView):  # type: ignore[misc]
    """The authenticator app: QR code, secret as text, first code."""

    template_name = "mfa/totp/activate_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        secret = found["form"].secret
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return {**found, **MINE, "secret": secret, "secret_in_groups": groups}

    def form_valid(self, form: Any) -> HttpResponse:
        code = form.cleaned_data["code"]
        first = _has_none(self.request)
        fresh = second_factor.add_app(
            actor_from(self.request), self.request.user, secret=form.secret, code=code
        )
        clear_totp_secret(self.request)
        _shown_at_once(self.request, "totp", first=first)
        return _added(self.request, fresh)


class PasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """A new passkey."""

    template_name = "mfa/webauthn/add_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **MINE}

    def form_valid(self, form: Any) -> HttpResponse:
        first = _has_none(self.request)
        fresh = second_factor.add_passkey(
            actor_from(self.request),
            self.request.user,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
        )
        _shown_at_once(self.request, "webauthn", first=first)
        return _added(self.request, fresh)


def _has_none(request: HttpRequest) -> bool:
    return not second_factor.has_second_factor(cast(User, request.user).pk)


def _shown_at_once(request: HttpRequest, kind: str, *, first: bool) -> None:
    """Whoever sets up their first factor has just shown it; a further one proves nothing of the
    ones before."""
    if first:
        record_authentication(request, request.user, method="mfa", type=kind)


def _added(request: HttpRequest, fresh: bool) -> HttpResponse:
    messages.success(request, _("Your second factor is set up."))
    return redirect("mfa_view_recovery_codes" if fresh else "mfa_index")


def _own_factor(request: HttpRequest) -> Authenticator:
    given = request.POST.get("factor", "")
    key = int(given) if given.isdecimal() and len(given) < 10 else 0
    found = Authenticator.objects.filter(pk=key, user=request.user).first()
    if found is None or found.type == Authenticator.Type.RECOVERY_CODES:
        raise Denied("no such factor")
    return found


@require_POST
@login_required
@confirmed
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Take away the app or a passkey."""
    try:
        second_factor.remove(actor_from(request), request.user, factor=_own_factor(request))
    except second_factor.LastFactor:
        messages.error(request, second_factor.KEEP_ONE)
    else:
        messages.success(request, _("It is removed."))
    return redirect("mfa_index")


@require_POST
@login_required
def rename_passkey(request: HttpRequest) -> HttpResponse:
    """Give a passkey another name."""
    found, name = _own_factor(request), request.POST.get("name", "").replace("\0", "").strip()
    if name and found.type == Authenticator.Type.WEBAUTHN:
        found.data["name"] = name[:80]
        found.save(update_fields=["data"])
    return redirect("mfa_index")


@login_required
@never_cache
@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes that are left, to keep in a safe place; as text with `?as=text`."""
    found, _can_view = view_recovery_codes(request)
    if found is None:
        return redirect("mfa_index")
    left = [f"{code[:4]} {code[4:]}" for code in found.get_unused_codes()]
    if request.GET.get("as") == "text":
        text = render(request, "mfa/recovery_codes/download.txt", {"codes": left}).content
        name = 'attachment; filename="visavis-codes.txt"'
        return HttpResponse(
            text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name}
        )
    return render(
        request,
        "mfa/recovery_codes/index.html",
        {**MINE, "codes": left, "all": "\n".join(left), "user_email": request.user.email},  # type: ignore[union-attr]
    )


@require_POST
@login_required
@confirmed
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones die."""
    second_factor.make_codes(actor_from(request), request.user)
    messages.success(request, _("The old codes no longer work. Keep the new ones."))
    return redirect("mfa_view_recovery_codes")
