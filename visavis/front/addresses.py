"""The full address of a practice, as a person would type it."""

from __future__ import annotations

from django.conf import settings

from visavis.accounts.public import Organization

_USUAL = {"http": 80, "https": 443}


def practice_address(organization: Organization, path: str = "/", port: int | None = None) -> str:
    """``https://parc.example.org/…``; the port is named only when it is not the usual one."""
    env = settings.ENV
    port = env.public_port if port is None else port
    shown = "" if port == _USUAL[env.public_scheme] else f":{port}"
    host = f"{organization.subdomain}.{settings.BASE_DOMAIN}"
    return f"{env.public_scheme}://{host}{shown}{path}"
