from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from visavis.accounts.models.organizations import LANGUAGES, Department
from visavis.core.public import IdModel, TenantModel, now


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A user with this mail address (kept in lower case) and password."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


THEMES = [("", _("As on the device")), ("light", _("Light")), ("dark", _("Dark"))]


class User(AbstractBaseUser, IdModel):
    """A person's login, unique by mail address, across organizations."""

    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    phone = PhoneNumberField(blank=True)
    theme = models.CharField(max_length=5, choices=THEMES, blank=True)
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
    photo = models.ForeignKey(
        "core.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField(default=now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization", "user", condition=Q(ended_at=None), name="one_membership_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({', '.join(self.roles)})"

    @property
    def role_names(self) -> list[str]:
        """The roles as people read them."""
        names = dict(self.ROLES)
        return [str(names[role]) for role in self.roles]


class PlatformOperator(IdModel):
    """A user who runs the platform, above the tenants; sees no health data (A1.5)."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="operator")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.user}, operator"


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
    approved_at = models.DateTimeField(
        null=True,
        blank=True,
        default=now,
        help_text="Empty while one who signed up waits for the operator: nothing is public (A8.1).",
    )

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
