"""Work of accounts for later: mails with links (passwords.py), and clearing out."""

from __future__ import annotations

from datetime import timedelta

from visavis.accounts import attempts, sessions
from visavis.accounts.models import Handover
from visavis.accounts.passwords import send_reset
from visavis.core.public import now, periodic

__all__ = ["clear_out", "send_reset"]


@periodic("41 3 * * *")
def clear_out() -> None:
    """Drop sessions that have expired, failures that count no more, handovers long over."""
    sessions.forget_over()
    attempts.forget_old()
    Handover.objects.filter(expires_at__lt=now() - timedelta(days=1)).delete()
