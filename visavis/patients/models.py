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


class PatientDepartment(TenantModel):
    """A patient is cared for in a department (A1.2)."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="departments")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="patients")

    class Meta:
        constraints = [
            models.UniqueConstraint("patient", "department", name="patient_department_once")
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} in {self.department_id}"


class PatientInvitation(TenantModel):
    """A login of their own offered to a patient by mail; works once and expires."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    secret_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Wrong birth dates given.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "patient",
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_patient_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"invitation of {self.patient_id}"


class PatientSignUp(TenantModel):
    """Somebody asked for a login of their own; it opens nothing until the mail is confirmed (A6.4).

    States, by its times: open → confirmed; open → expired (``expires_at``), then deleted.
    The password is set on the login only at the confirmation; here is its hash.
    """

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    email = models.EmailField(max_length=254)
    mobile = PhoneNumberField(blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    password = models.CharField(max_length=200)
    secret_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Wrong passwords given.")

    class Meta:
        indexes = [models.Index("organization", Lower("email"), name="sign_up_by_email")]

    def __str__(self) -> str:
        return f"sign-up of {self.sent_at:%Y-%m-%d}"


class LegalText(TenantModel):
    """One version of the terms of use or of the privacy consent (A8.2).

    Draft (no ``published_at``, one per kind) → published, which the database never lets change.
    """

    KINDS = [("terms", _("Terms of use")), ("privacy", _("Privacy"))]

    kind = models.CharField(max_length=7, choices=KINDS)
    version = models.PositiveIntegerField()
    bodies = models.JSONField(help_text="Language → text.")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint("organization", "kind", "version", name="legal_version_once"),
            models.UniqueConstraint(
                "organization",
                "kind",
                condition=Q(published_at=None),
                name="one_legal_draft_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class DataUse(TenantModel):
    """An optional use of a patient's data, asked for by a box of its own, off by default.

    Worded anew once somebody agreed, it is a new row, and everybody is asked again: the old row
    (``replaced_at``) stays for the proof.
    """

    key = models.SlugField(max_length=40)
    names = models.JSONField(help_text="Language → what the box says.")
    details = models.JSONField(default=dict, blank=True, help_text="Language → explanation.")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(
                "organization", "key", condition=Q(replaced_at=None), name="data_use_once"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Consent(TenantModel):
    """A patient agreed to one version of a text, or to one optional use (A8.2).

    Given → withdrawn; given again is a new row. Never deleted: it is the proof.
    """

    HOW = [
        ("online", _("Online, by the patient")),
        ("in_session", _("In session, recorded by the professional")),
    ]

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, null=True, related_name="+")
    use = models.ForeignKey(DataUse, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=10, choices=HOW)
    language = models.CharField(
        max_length=2, choices=LANGUAGES, blank=True, help_text="In which it was read."
    )
    given_at = models.DateTimeField()
    given_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who recorded it."
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text__isnull=False, use=None) | Q(text=None, use__isnull=False),
                name="consent_to_one_thing",
            ),
            models.UniqueConstraint(
                "patient", "text", condition=Q(withdrawn_at=None), name="consent_to_text_once"
            ),
            models.UniqueConstraint(
                "patient", "use", condition=Q(withdrawn_at=None), name="consent_to_use_once"
            ),
        ]

    def __str__(self) -> str:
        return f"consent of {self.patient_id}"
