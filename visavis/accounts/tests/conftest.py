"""Two real OpenID providers for the tests of single sign-on (tests/oidc)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.oidc import OpenIdServer, running
from tests.world import World
from visavis.accounts.models import IdentityProvider


@pytest.fixture(scope="session")
def _east() -> Iterator[OpenIdServer]:
    with running("east") as server:
        yield server


@pytest.fixture(scope="session")
def _west() -> Iterator[OpenIdServer]:
    with running("west") as server:
        yield server


@pytest.fixture
def east(_east: OpenIdServer, db: None) -> OpenIdServer:
    _east.well()
    cache.clear()
    return _east


@pytest.fixture
def west(_west: OpenIdServer, db: None) -> OpenIdServer:
    _west.well()
    cache.clear()
    return _west


@pytest.fixture
def connect(world: World) -> Callable[..., IdentityProvider]:
    """``connect(east, create_users=True)``: a provider of the practice, known at its server."""

    def made(server: OpenIdServer, *, at: str = "practice", **fields: Any) -> IdentityProvider:
        with world.acting(at):
            row = IdentityProvider(
                name=server.name.title(),
                button_text=f"Sign in with {server.name.title()}",
                enabled=True,
                issuer=server.issuer,
            )
            redirect = f"http://{world.host(at)}/accounts/sso/{row.pk}/callback/"
            row.client_id, row.client_secret = server.add_client(redirect)
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
        return row

    return made
