"""Signing in, by django-allauth: what is ours of it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from visavis.accounts import attempts, mails, sessions
from visavis.accounts.identity import actor_of
from visavis.accounts.known_devices import device_of, remember_device
from visavis.accounts.models import Membership, User
from visavis.accounts.operators import is_operator
from visavis.accounts.places import PLATFORM
from visavis.accounts.sso.sessions import provider_facts, second_factor_passed
from visavis.core.public import Actor, current_organization, record, require_organization

SILENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


def sign_in(
    request: HttpRequest,
    user: User,
    *,
    method: str = "",
    redirect_to: str = "",
    stays: bool = False,
) -> HttpResponse:
    """Sign *user* in, who has proved who they are by *method* ("invitation", "sso" …).

    Whoever has a second factor is asked for it first: return the response in any case.
    """
    if method:
        record_authentication(request, user, method=method)
    set_length(request, stays=stays)
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=redirect_to))
    return response


def set_length(request: HttpRequest, *, stays: bool) -> None:
    """How long this session lasts: with the browser, or as long as the practice lets one stay."""
    organization = current_organization()
    days = organization.session_days if organization is not None else 1
    request.session.set_expiry(days * 86_400 if stays else 0)


def sign_in_by_handover(
    request: HttpRequest, user: User, *, proofs: list[dict[str, Any]], stays: bool
) -> HttpResponse:
    """Sign *user* in, who comes from another practice of theirs with these *proofs*. Whoever has a
    second factor and has not shown it there is asked for it here."""
    set_length(request, stays=stays)
    kept = [{k: v for k, v in proof.items() if k != "reauthenticated"} for proof in proofs]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept
    request.session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    record_authentication(request, user, method="handover")
    login = Login(user=user)
    if not any(proof.get("method") == "mfa" for proof in kept):
        return perform_login(request, login)  # type: ignore[no-any-return]
    adapter = AccountAdapter(request)
    adapter.login(request, user)
    return adapter.post_login(
        request,
        user,
        email_verification=login.email_verification,
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=None,
    )


def with_choices(response: HttpResponse, user: User) -> HttpResponse:
    """Have the language and appearance of the account take effect in this browser at once."""
    kept: dict[str, Any] = {
        "max_age": 365 * 86_400,
        "samesite": "Lax",
        "secure": settings.SESSION_COOKIE_SECURE,
    }
    if user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, **kept)
    if user.theme:
        response.set_cookie("visavis_theme", user.theme, **kept)
    return response


def session_proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """How the person of this session has proved who they are, oldest first."""
    return list(get_authentication_records(request, request.user))


def shown_second_factor(request: HttpRequest) -> bool:
    """Whether the person of this session has shown a second factor in it, or a passkey."""
    return any(proof.get("method") == "mfa" for proof in session_proofs(request))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Logins are made by invitation; where one lands depends on what one is here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This email address and this password do not go together."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or it has been used already."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
        "too_many_login_attempts": _("Too many attempts. Please try again in a few minutes."),
    }
    _attempt: attempts.Attempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if current_organization() is None:
            return "/"
        who = request.user
        if require_organization().subdomain == PLATFORM:
            return "/operator/" if isinstance(who, User) and is_operator(who) else "/"
        return "/desk/" if actor_of(request.user, request.session).is_staff else "/portal/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/me/security/"

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """As allauth does, but what a page shows by itself is not said again."""
        if not args or args[0] not in SILENT:
            super().add_message(request, level, *args, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")  # set by AddressMiddleware

    # Guessing (attempts.py) -------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt.

        Raises:
            ValidationError: the door is closed; it says until when.
        """
        email = str(credentials.get("email", "")).strip().lower()
        device = device_of(request, email)
        try:
            if device:
                self._attempt = attempts.begin(("device", device))
            else:
                address = attempts.network_of(self.get_client_ip(request))
                self._attempt = attempts.begin(("address", address), ("account", email))
        except attempts.TooMany as closed:
            raise self._closed(request, closed, known=bool(device)) from None

    def _closed(self, request: HttpRequest, closed: attempts.TooMany, *, known: bool) -> Any:
        wait = attempts.sentence(closed.until)
        if known or request.user.is_authenticated:
            return wait
        hint = _(
            "On a device where you have signed in before you need not wait; nor after choosing a "
            "new password by mail."
        )
        return ValidationError([wait, ValidationError(hint)])

    def _rollback_login_failed_rl_usage(self) -> None:
        if self._attempt is not None:
            self._attempt.succeeded()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a reset by mail the browser counts as known; strangers still wait."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if current_organization() is None:
            return
        email = str(credentials.get("email", "")).strip().lower()
        member = Membership.objects.filter(user__email=email, ended_at=None).first()
        record(
            "login.failed",
            on=member,
            by=visitor(),
            account=attempts.key_of("account", email)[:12],
            address=self.get_client_ip(request),
            closed=self._attempt is not None and self._attempt.closed,
            again=request.user.is_authenticated,
        )

    def get_login_stages(self) -> list[str]:
        """As allauth does; a provider whose login counts as two factors leaves none to ask for."""
        stages: list[str] = super().get_login_stages()
        if not second_factor_passed(self.request.session):
            return stages
        return [stage for stage in stages if not stage.startswith("allauth.mfa.")]

    # In and out -------------------------------------------------------------------------------

    def login(self, request: HttpRequest, user: Any) -> None:
        if "_session_expiry" not in request.session:
            set_length(request, stays=False)
        super().login(request, user)

    def post_login(
        self, request: HttpRequest, user: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        known = bool(device_of(request, user.email))
        response: HttpResponse = super().post_login(request, user, *args, **kwargs)
        sessions.opened(request)
        if current_organization() is not None:
            record(
                "login.succeeded",
                on=None,
                by=actor_of(user, request.session),
                methods=_methods(session_proofs(request)),
                address=self.get_client_ip(request),
                known_device=known,
                **provider_facts(request.session),
            )
        remember_device(request, response, user.email)
        return with_choices(response, user)

    def logout(self, request: HttpRequest) -> None:
        sessions.close_own(request)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session (Django takes their rights, we their rows)."""
        super().set_password(user, password)
        request = self.request
        keep = request.session.session_key if request.user.is_authenticated else None
        sessions.end_sessions(user, keep=keep or "")
        if current_organization() is not None:
            by = actor_of(user, request.session)
            record("password.changed", on=None, by=by, reset=not request.user.is_authenticated)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """What allauth would tell of a login is told by our own mails (mails.py)."""
        told = template_prefix.rsplit("/", 1)[-1]
        if told in ("password_changed", "password_reset"):
            mails.password_changed(user)


def visitor() -> Actor:
    """Somebody who has not signed in."""
    return Actor("visitor", require_organization().pk)


def _methods(proofs: list[dict[str, Any]]) -> list[str]:
    """ "password", "totp", "webauthn", "recovery_codes", "sso" …: what the login went through."""
    kinds = {kind.value for kind in Authenticator.Type}
    return [
        str(proof["type"]) if proof.get("type") in kinds else str(proof["method"])
        for proof in proofs
    ]
