from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import LANGUAGES
from visavis.core.public import EncryptedJSONField, EncryptedTextField, TenantModel
from visavis.patients.public import Encounter, Patient


class Notice(TenantModel):
    """One thing to tell one person by one channel; what was sent stays here as it was sent.

    State:
        queued → sending → sent      the usual path
        sending → queued             the carrier failed for now; tried again at next_attempt_at
        sending → failed             refused for good, or in vain for 24 hours
        queued → cancelled           forgotten by the caller, or no longer true when its time came
        queued → expired             its time came too late to be of use
    Final: sent, failed, cancelled, expired. A row in *sending* whose lock is free and whose
    next_attempt_at has passed was left by a dead worker: it is taken up again.
    """

    STATES = [
        ("queued", _("To be sent")),
        ("sending", _("Being sent")),
        ("sent", _("Sent")),
        ("failed", _("Not sent")),
        ("cancelled", _("No longer needed")),
        ("expired", _("Too late to be useful")),
    ]
    CHANNELS = [("mail", _("E-mail")), ("sms", _("SMS"))]
    WAITING = ("queued", "sending")

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=4, choices=CHANNELS)
    name = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    context = EncryptedJSONField(default=dict)
    sequence = models.PositiveIntegerField(default=0, help_text="SEQUENCE of the calendar event.")
    key = models.CharField(max_length=64, help_text="Hash of what, to whom and on which occasion.")

    state = models.CharField(max_length=10, choices=STATES, default="queued")
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # As sent
    subject = EncryptedTextField(blank=True)
    body = EncryptedTextField(blank=True)
    html = EncryptedTextField(blank=True)
    calendar = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization", "key", condition=~Q(state="cancelled"), name="notice_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "sending", "sent", "failed", "cancelled", "expired"]
                ),
                name="notice_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_attempt_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="notice_due",
            ),
            models.Index(fields=["organization", "-created_at"], name="notice_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.state}"

    @property
    def message_id(self) -> str:
        """The Message-ID: the same for each attempt, so a mail that left twice shows as one."""
        return f"<{self.pk}@notices.visavis>"
