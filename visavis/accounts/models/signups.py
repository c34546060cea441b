from __future__ import annotations

from django.db import models

from visavis.accounts.models.entry import Qualification
from visavis.accounts.models.organizations import LANGUAGES
from visavis.core.public import TenantModel


class ProfessionalSignUp(TenantModel):
    """A practice asked for on the platform's page; nothing exists before the mailed link (A8.1).

    Belongs to the platform's organization. States, by its times: open → confirmed; open → expired.
    """

    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    password = models.CharField(max_length=128, help_text="Hashed, as the login will keep it.")
    practice = models.CharField(max_length=120)
    subdomain = models.CharField(max_length=63)
    profession = models.CharField(max_length=24, choices=Qualification.PROFESSIONS)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "email"], name="founding_by_email")]

    def __str__(self) -> str:
        return f"sign-up of {self.created_at:%Y-%m-%d}"
