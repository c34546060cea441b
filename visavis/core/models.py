from __future__ import annotations

from typing import Any

from django.db import models

from visavis.core.crypto import EncryptedTextField
from visavis.core.tenancy import TenantModel


class AuditEvent(TenantModel):
    """Who did or saw what, when. Append-only for the application's role; chained at commit.

    ``seq``, ``previous`` and ``digest`` are written by a deferred trigger of the owner
    (migration 0001): events of one organization form one chain, in the order of commits.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    actor_user = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    on_type = models.CharField(max_length=80)
    on_id = models.UUIDField(null=True)
    patient = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True, editable=False)
    previous = models.CharField(max_length=64, default="", editable=False)
    digest = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("organization", "seq", name="audit_seq_once")]
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="audit_by_time"),
            models.Index(
                fields=["organization", "actor_user", "-at", "-id"], name="audit_by_person"
            ),
            models.Index(fields=["organization", "verb", "-at", "-id"], name="audit_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.verb}"


class AuditAbout(TenantModel):
    """Which patients an event is about, for finding them: of a list there are many.

    Written by a trigger of the owner from the event's ``patient`` and its fact ``patients``
    (migration 0005); the application only reads it. The truth is the event, which is chained.
    """

    event = models.ForeignKey(
        AuditEvent, on_delete=models.PROTECT, related_name="about", db_constraint=False
    )
    patient = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "patient", "-at", "-event"], name="audit_about_patient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} about {self.patient}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("Written by the database alone.")


class AuditHead(TenantModel):
    """The last link of an organization's chain, kept apart so that a cut tail shows."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint("organization", name="audit_head_once")]

    def __str__(self) -> str:
        return f"{self.seq}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("The chain is written by the database alone.")


class StoredFile(TenantModel):
    """A file kept for an organization; its bytes lie encrypted in the storage (core/files.py)."""

    name = models.CharField(max_length=200, help_text="As it was given; shown and offered again.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes, in the clear.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes, in the clear.")
    path = models.CharField(max_length=200, unique=True, help_text="Where in the storage.")
    key = EncryptedTextField(help_text="The key of this file alone.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.content_type}, {self.size} bytes"
