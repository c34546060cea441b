"""Signing in, by django-allauth: what is ours of it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from visavis.accounts.identity import actor_of
from visavis.core.public import current_organization


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Logins are made by invitation; where one lands depends on what one is here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if current_organization() is None:
            return "/"
        return "/desk/" if actor_of(request.user, request.session).is_staff else "/portal/"

    def get_from_email(self) -> Any:
        return super().get_from_email()
