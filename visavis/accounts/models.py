from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from visavis.core.public import IdModel, TenantModel

LANGUAGES = [("fr", "Français"), ("en", "English"), ("nl", "Nederlands"), ("de", "Deutsch")]


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
    # Rights switches (A1.3, A1.4, A3.1, A3.2)
    strict_departments = models.BooleanField(default=False)
    strict_patients = models.BooleanField(default=False)
    own_patients_only = models.BooleanField(default=True)
    everybodys_schedule = models.BooleanField(default=True)
    secretaries_see_notes = models.BooleanField(default=False)
    # Waiting room (D1.1): minutes before and after the appointed time
    door_opens_before = models.PositiveSmallIntegerField(default=60)
    door_closes_after = models.PositiveSmallIntegerField(default=60)
    keep_chat = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A user with this mail address (kept in lower case) and password."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, IdModel):
    """A person's login, unique by mail address, across organizations."""

    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Department(TenantModel):
    """A part of an organization."""

    name = models.CharField(max_length=120)
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A user's place in an organization; ended, never deleted (A5.2)."""

    ROLES = [
        ("owner", _("Owner")),
        ("manager", _("Manager")),
        ("practitioner", _("Practitioner")),
        ("secretary", _("Secretary")),
    ]

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=12, choices=ROLES))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization", "user", condition=Q(ended_at=None), name="one_membership_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({', '.join(self.roles)})"


class DepartmentMember(TenantModel):
    """A member's belonging to a department (A1.2)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="members")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="departments")

    class Meta:
        constraints = [
            models.UniqueConstraint("department", "membership", name="department_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.department_id}"


class Practitioner(TenantModel):
    """The professional profile that patients see and book (B1.1)."""

    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, related_name="practitioner"
    )
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    specialty = models.CharField(max_length=120)
    presentation = models.TextField(blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list)
    secretariat_phone = PhoneNumberField(blank=True)
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "slug", name="practitioner_slug_once")
        ]
        ordering = ["last_name", "first_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


class SecretaryLink(TenantModel):
    """A secretary serves a practitioner while the link lasts (A2.3)."""

    secretary = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="serves")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="secretaries"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "secretary", "practitioner", condition=Q(ended_at=None), name="secretary_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.secretary_id} serves {self.practitioner_id}"
