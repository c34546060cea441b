"""django-allauth's social login, fed by the practice's own providers."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest
from django.urls import reverse

from visavis.accounts.models import IdentityProvider, User
from visavis.accounts.sso.admission import admit
from visavis.accounts.sso.claims import Identity
from visavis.accounts.sso.fetch import session
from visavis.core.public import current_organization


def app_of(provider: IdentityProvider) -> SocialApp:
    """The provider as allauth knows one; never saved."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=str(provider.pk),
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={
            "server_url": provider.issuer,
            "oauth_pkce_enabled": True,
            "scope": provider.scopes.split(),
        },
    )


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """One provider of the present organization, at our addresses."""

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("sso:login", args=[self.app.provider_id])

    def get_callback_url(self) -> str:
        return reverse("sso:callback", args=[self.app.provider_id])


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Providers are rows of the present organization; who is let in is decided by ``admission``."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        if current_organization() is None:
            return []
        rows = [app_of(row) for row in IdentityProvider.objects.filter(enabled=True)]
        return [
            app
            for app in rows
            if provider in (None, app.provider, app.provider_id)
            and client_id in (None, app.client_id)
        ]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        return Provider(request, app=self.get_app(request, provider, client_id))

    def get_requests_session(self) -> Any:
        return session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False  # admission has made the login where the practice wants that

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        return None  # decided by admission, within this organization only

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let the person in, or refuse.

        Raises:
            SsoProblem: refused; the view says why.
        """
        row, identity = sociallogin.row, sociallogin.identity
        _decision, sociallogin.user = admit(row, identity)
        sociallogin.account = SocialAccount.objects.get(provider=str(row.pk), uid=identity.subject)


def social_login(
    provider: Provider, row: IdentityProvider, identity: Identity, state: dict[str, Any]
) -> SocialLogin:
    """What allauth works on: an account that may be known or not, and where to go afterwards."""
    login = SocialLogin(
        provider=provider,
        account=SocialAccount(provider=str(row.pk), uid=identity.subject),
        user=User(email=identity.email),
    )
    login.state = state
    login.row, login.identity = row, identity
    return login
