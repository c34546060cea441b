from __future__ import annotations

from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from visavis.core.public import IdModel, TenantModel, now

LANGUAGES = [("fr", "Français"), ("en", "English"), ("nl", "Nederlands"), ("de", "Deutsch")]
SECOND_FACTOR = [("allow", _("Allowed")), ("require", _("Required"))]


class Organization(IdModel):
    """The tenant: a practice, clinic or group, answering at its own subdomain (A1.1)."""

    name = models.CharField(max_length=120)
    subdomain = models.CharField(
        max_length=63,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")],
    )
    timezone = models.CharField(max_length=64, default="Europe/Paris")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    country = models.CharField(max_length=2, default="FR")
    region = models.CharField(
        max_length=40, blank=True, help_text="Subdivision with own holidays, as in `holidays`."
    )
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    presentation = models.TextField(blank=True)
    logo = models.ForeignKey(
        "core.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)
    suspended_at = models.DateTimeField(null=True, blank=True, help_text="By the operator (A1.5).")
    suspended_reason = models.CharField(max_length=300, blank=True)
    # Rights switches (A1.3, A1.4, A3.1, A3.2)
    strict_departments = models.BooleanField(default=False)
    strict_patients = models.BooleanField(default=False)
    own_patients_only = models.BooleanField(default=True)
    everybodys_schedule = models.BooleanField(default=True)
    practitioners_delete_invoices = models.BooleanField(default=False)
    practitioners_send_forms = models.BooleanField(default=True)
    secretaries_see_notes = models.BooleanField(default=False)
    secretaries_reach_dashboard = models.BooleanField(default=False)
    # Signing in (A5.1, A6.3, A7.2)
    second_factor = models.CharField(max_length=7, choices=SECOND_FACTOR, default="allow")
    invitation_hours = models.PositiveSmallIntegerField(
        default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    session_days = models.PositiveSmallIntegerField(
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="How long “stay signed in” lasts without a visit.",
    )
    member_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="Members at a time, by the plan; empty for any number."
    )
    # Waiting room (D1.1): minutes before and after the appointed time
    door_opens_before = models.PositiveSmallIntegerField(default=60)
    door_closes_after = models.PositiveSmallIntegerField(default=60)
    keep_chat = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class RetiredSubdomain(IdModel):
    """A name an organization has answered at before: nobody else gets it, for links to it stand in
    patients' mails. Of no tenant: who asks for a name has none yet (A1.1)."""

    name = models.CharField(max_length=63, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    retired_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.name


class Department(TenantModel):
    """A part of an organization."""

    name = models.CharField(max_length=120)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("name"),
                condition=Q(archived_at=None),
                name="department_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
