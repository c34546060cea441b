"""The sign-in page's providers."""

from __future__ import annotations

from django import template

from visavis.accounts.models import IdentityProvider
from visavis.accounts.sso.providers import enabled_providers
from visavis.core.public import current_organization

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[IdentityProvider]:
    """The providers one may sign in by here; none outside of a practice."""
    return enabled_providers() if current_organization() is not None else []
