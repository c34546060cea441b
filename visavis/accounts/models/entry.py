"""How one gets in: invitations, other providers' logins, keys for programs, remote support."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from visavis.accounts.models.people import Membership, Practitioner, User
from visavis.core.public import EncryptedTextField, TenantModel, now


class Invitation(TenantModel):
    """A place on the staff offered by mail; the link works once and expires (A5.1).

    States, by its times: open → accepted; open → revoked; open → expired (``expires_at``).
    Sent again: a new secret in the same row, so the old link is dead.
    """

    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    roles = ArrayField(models.CharField(max_length=12, choices=Membership.ROLES))
    department_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    practitioner_ids = ArrayField(
        models.UUIDField(), default=list, blank=True, help_text="Served as a secretary."
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="invitations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                "email",
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_each",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.sent_at:%Y-%m-%d}"


class IdentityProvider(TenantModel):
    """An OpenID Connect provider whose logins are taken here (A7.1)."""

    PRESETS = [
        ("google", "Google"),
        ("microsoft", "Microsoft"),
        ("keycloak", "Keycloak"),
        ("psc", "Pro Santé Connect"),
        ("other", _("Another provider")),
    ]
    SECOND_FACTOR = [
        ("ours", _("No: whoever has a second factor here is asked for it")),
        ("claimed", _("Only when the provider says it asked for one")),
        ("always", _("Yes, always: the provider always asks for one")),
    ]

    preset = models.CharField(max_length=9, choices=PRESETS, default="other")
    name = models.CharField(max_length=80)
    enabled = models.BooleanField(default=False)
    button_text = models.CharField(max_length=80)
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=300)
    client_secret = EncryptedTextField(blank=True)
    hosted_domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    create_users = models.BooleanField(default=False)
    default_roles = ArrayField(
        models.CharField(max_length=12, choices=Membership.ROLES), default=list, blank=True
    )
    role_claim = models.CharField(max_length=120, blank=True)
    role_map = models.JSONField(default=dict, blank=True, help_text="Claim's value → role.")
    roles_every_login = models.BooleanField(default=True)
    second_factor = models.CharField(max_length=7, choices=SECOND_FACTOR, default="ours")
    scopes = models.CharField(max_length=200, default="openid profile email")
    acr_values = models.CharField(max_length=120, blank=True)
    national_id_claim = models.CharField(
        max_length=120, blank=True, help_text="Claim with the RPPS number (Pro Santé Connect)."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                "organization", "issuer", "client_id", name="identity_provider_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProviderProblem(TenantModel):
    """A login by a provider that failed, kept for the administrator: the last few of each."""

    provider = models.ForeignKey(
        IdentityProvider, on_delete=models.CASCADE, related_name="problems"
    )
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=24)
    detail = models.CharField(max_length=300, blank=True, help_text="Technical, without secrets.")
    email = models.EmailField(blank=True, help_text="Only where someone must be let in by hand.")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["provider", "-at"], name="provider_problem_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class ApiKey(TenantModel):
    """What a program shows to be let in; only its hash is kept (A9.2)."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True, help_text="Shown, to tell keys apart.")
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), help_text="``patients:read`` …")
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    window_started_at = models.DateTimeField(null=True, editable=False)
    window_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class SupportAccess(TenantModel):
    """Remote support, opened by an owner for a limited time and closed at any moment (A9.1)."""

    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                "organization", condition=Q(closed_at=None), name="one_support_access_open"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at")), name="support_access_expires_after"
            ),
        ]

    def __str__(self) -> str:
        return f"support until {self.expires_at:%Y-%m-%d %H:%M}"


class Qualification(TenantModel):
    """What a professional states and proves of their right to practise (A8.1).

    State: submitted → approved; submitted → refused → submitted (stated again). Decided by a
    platform operator, who sees this and nothing of the patients.
    """

    PROFESSIONS = [
        ("physician", _("Physician")),
        ("psychologist", _("Psychologist")),
        ("speech_therapist", _("Speech therapist")),
        ("physiotherapist", _("Physiotherapist")),
        ("nurse", _("Nurse")),
        ("dietician", _("Dietician")),
        ("midwife", _("Midwife")),
        ("dentist", _("Dentist")),
        ("pharmacist", _("Pharmacist")),
        ("occupational_therapist", _("Occupational therapist")),
        ("podiatrist", _("Podiatrist")),
        ("orthoptist", _("Orthoptist")),
        ("other", _("Other profession")),
    ]
    REGISTERS = [("rpps", "RPPS"), ("adeli", "ADELI"), ("other", _("Other register"))]
    STATES = [
        ("submitted", _("Being checked")),
        ("approved", _("Approved")),
        ("refused", _("Refused")),
    ]

    practitioner = models.OneToOneField(
        Practitioner, on_delete=models.PROTECT, related_name="qualification"
    )
    profession = models.CharField(max_length=24, choices=PROFESSIONS)
    register = models.CharField(max_length=5, choices=REGISTERS)
    number = models.CharField(max_length=20)
    proof = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=9, choices=STATES, default="submitted")
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused.")
    version = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="submitted", decided_at=None)
                | (~Q(state="submitted") & Q(decided_at__isnull=False)),
                name="qualification_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="qualification_refused_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number}: {self.state}"
