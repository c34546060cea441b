from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import Practitioner
from visavis.core.public import EncryptedTextField, TenantModel
from visavis.patients.public import Encounter, Patient


class Conversation(TenantModel):
    """What a patient and a practitioner write to each other (D8.1, E1.1).

    Without an encounter it is their lasting channel; with one it belongs to that visit alone and
    is emptied when the visit ends (organization.keep_chat).
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="conversations")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="conversations"
    )
    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, null=True, related_name="conversations"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    patient_read_at = models.DateTimeField(null=True)
    practitioner_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "patient",
                "practitioner",
                condition=Q(encounter=None),
                name="one_lasting_conversation",
            ),
            models.UniqueConstraint(
                "encounter", condition=Q(encounter__isnull=False), name="conversation_of_visit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} and {self.practitioner_id}"


class Message(TenantModel):
    """One message. Sent twice with the same ``client_id`` it is kept once.

    author: id of the patient or of the practitioner, by ``author_kind``.
    """

    AUTHORS = [("patient", _("Patient")), ("practitioner", _("Practitioner"))]

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages"
    )
    author_kind = models.CharField(max_length=12, choices=AUTHORS)
    author = models.UUIDField()
    author_name = models.CharField(max_length=200)
    text = EncryptedTextField()
    client_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "conversation", "author", "client_id", name="message_once_per_client_id"
            )
        ]
        indexes = [models.Index(fields=["conversation", "at"], name="message_by_time")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.author_kind} {self.at:%Y-%m-%d %H:%M}"
