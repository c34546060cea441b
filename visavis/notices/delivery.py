"""Sending what is due."""

from __future__ import annotations

from visavis.accounts.public import Organization


def deliver(organization: Organization, notices: list[str]) -> None:
    """Send these notices."""
