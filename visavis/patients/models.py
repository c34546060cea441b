from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from visavis.accounts.public import LANGUAGES, Department, Practitioner, User
from visavis.core.public import TenantModel


class Patient(TenantModel):
    """A person cared for in one organization; may or may not have a login."""

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    birth_date = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    mobile = PhoneNumberField(blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    external_number = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["last_name", "first_name"]
        indexes = [
            models.Index("organization", Lower("email"), name="patient_by_email"),
            models.Index(
                fields=["organization", "last_name", "first_name"], name="patient_by_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class CareRelation(TenantModel):
    """A practitioner cares for a patient, and so sees the whole file, while it lasts (A4.1)."""

    KINDS = [
        ("primary", _("Primary practitioner")),
        ("other", _("Other practitioner")),
        ("supervisor", _("Supervisor")),
    ]

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="relations")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="relations"
    )
    kind = models.CharField(max_length=10, choices=KINDS)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "patient", "practitioner", condition=Q(ended_at=None), name="care_relation_once"
            ),
            models.UniqueConstraint(
                "patient", condition=Q(ended_at=None, kind="primary"), name="one_primary_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner_id} {self.kind} of {self.patient_id}"


class Encounter(TenantModel):
    """One patient's one visit, opened at booking; all that belongs to it points here.

    Status (FHIR Encounter): planned → in-progress → finished; planned → cancelled.
    Final: finished, cancelled.
    """

    STATUSES = [
        ("planned", _("Planned")),
        ("in-progress", _("In progress")),
        ("finished", _("Finished")),
        ("cancelled", _("Cancelled")),
    ]
    KINDS = [
        ("virtual", _("Video consultation")),
        ("ambulatory", _("At the practice")),
        ("home", _("Home visit")),
        ("phone", _("By phone")),
    ]

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="encounters")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, related_name="encounters"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="encounters"
    )
    kind = models.CharField(max_length=10, choices=KINDS)
    status = models.CharField(max_length=12, choices=STATUSES, default="planned")
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(practitioner__isnull=False) | Q(department__isnull=False),
                name="encounter_with_somebody",
            )
        ]
        indexes = [models.Index(fields=["patient", "-opened_at"], name="encounter_by_patient")]

    def __str__(self) -> str:
        return f"{self.kind} {self.status} {self.opened_at:%Y-%m-%d}"


class PersonalLink(TenantModel):
    """The unguessable address that lets one patient in to one encounter (C1.2).

    Only its hash is kept. Revocable, expiring.
    """

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"link to {self.encounter_id}"
