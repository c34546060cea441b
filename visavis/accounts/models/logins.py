"""What protects logins: counts of failed attempts, and moves from one practice to another."""

from __future__ import annotations

from django.db import models

from visavis.accounts.models.organizations import Organization
from visavis.accounts.models.people import User
from visavis.core.public import IdModel


class FailedAttempts(IdModel):
    """Failed sign-ins of one kind: on one account, from one address, by one device (A6.2).

    Of no organization: an account is guessed at everywhere at once. ``key`` is a keyed hash, so
    that the table names neither accounts nor addresses.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    closed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.count} failures, last {self.last_at:%Y-%m-%d %H:%M}"


class Handover(IdModel):
    """One move of a signed-in person from a practice to another of theirs (A2.2).

    Open for seconds, used once; of no organization because it stands between two.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    from_organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    to_organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, help_text="Must still be open at arrival.")
    browser = models.CharField(max_length=64, help_text="Hash of what the browser calls itself.")
    methods = models.JSONField(default=list, help_text="How the person has proved who they are.")
    stays = models.BooleanField(default=False, help_text="“Stay signed in” was chosen.")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} to {self.to_organization_id}"
