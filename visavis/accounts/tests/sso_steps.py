"""What the tests of single sign-on do over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.oidc import OpenIdServer
from tests.world import World
from visavis.accounts.models import IdentityProvider, ProviderProblem
from visavis.core.public import AuditEvent


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def leave(client: Any, row: IdentityProvider) -> Any:
    """Press the button."""
    return client.post(f"/accounts/sso/{row.pk}/login/")


def sign_in(client: Any, server: OpenIdServer, row: IdentityProvider, who: str) -> Any:
    """Press the button, be *who* at the provider, come back: our answer."""
    page = leave(client, row)
    assert page.status_code == 200, page.content.decode()
    return client.get(path_of(server.sign_in(page.context["there"], as_=who)))


def refusal(world: World, answer: Any) -> tuple[str, str]:
    """The kind of problem kept for the administrator, and the user's sentence on the page."""
    assert answer.status_code == 403, answer.headers
    sentence = str(answer.context["problem"].user)
    with world.acting():
        kept = ProviderProblem.objects.first()
        assert kept is not None
        told = AuditEvent.objects.filter(verb="login.refused").order_by("-at").first()
        assert told is not None
        assert told.facts["reason"] == kept.kind
    return kept.kind, sentence


def verbs(world: World) -> list[str]:
    with world.acting():
        return list(AuditEvent.objects.order_by("at").values_list("verb", flat=True))
