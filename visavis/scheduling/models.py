from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import Practitioner, User
from visavis.core.public import EncryptedTextField, TenantModel
from visavis.patients.public import Encounter

MIDNIGHT = time(0)


class Site(TenantModel):
    """A place where patients are received."""

    name = models.CharField(max_length=120)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Name and address in one line."""
        town = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.name, self.street, town) if part)


class AppointmentType(TenantModel):
    """What can be booked: its names, how long it lasts, where, and by whom (B4.1)."""

    PLACES = [
        ("video", _("By video")),
        ("in_person", _("At the practice")),
        ("home", _("At the patient’s home")),
        ("phone", _("By phone")),
    ]
    ONLINE = [("all", _("Everybody")), ("known", _("Known patients")), ("staff", _("Staff only"))]
    COLOURS = [
        ("teal", _("Teal")),
        ("blue", _("Blue")),
        ("violet", _("Violet")),
        ("rose", _("Rose")),
        ("amber", _("Amber")),
        ("green", _("Green")),
    ]

    names = models.JSONField(default=dict, help_text="Language → name.")
    colour = models.CharField(max_length=10, choices=COLOURS, default="teal")
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    gap_minutes = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(240)])
    place = models.CharField(max_length=10, choices=PLACES, default="video")
    online = models.CharField(max_length=6, choices=ONLINE, default="all")
    active = models.BooleanField(default=True)
    practitioners = models.ManyToManyField(
        Practitioner, through="AppointmentTypeOffer", related_name="appointment_types"
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=720, gap_minutes__lte=240),
                name="type_length_sane",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language in force, else in any."""
        names: dict[str, str] = self.names or {}
        here = names.get((get_language() or "fr")[:2])
        return here or next(iter(names.values()), "")

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def step(self) -> timedelta:
        """From one start of the grid to the next."""
        return timedelta(minutes=self.minutes + self.gap_minutes)


class AppointmentTypeOffer(TenantModel):
    """A practitioner offers a type."""

    type = models.ForeignKey(AppointmentType, on_delete=models.PROTECT, related_name="offers")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="type_offers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("type", "practitioner", name="type_offered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner_id} offers {self.type_id}"


class BookingRules(TenantModel):
    """What one practitioner allows when patients book (B1.2)."""

    MOTIVES = [("L", _("Free text")), ("T", _("Chosen from a table"))]

    practitioner = models.OneToOneField(
        Practitioner, on_delete=models.PROTECT, related_name="booking_rules"
    )
    horizon_days = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    earliest_notice_minutes = models.PositiveIntegerField(default=120)
    latest_cancel_hours = models.PositiveSmallIntegerField(default=24)
    patients_may_cancel = models.BooleanField(default=True)
    open_limit = models.PositiveSmallIntegerField(
        default=5, help_text="Bookings to come that one patient may have."
    )
    mobile_required = models.BooleanField(default=True)
    motive_mode = models.CharField(max_length=1, choices=MOTIVES, default="L")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=365), name="rules_horizon_sane"
            )
        ]

    def __str__(self) -> str:
        return f"rules of {self.practitioner_id}"


class WeeklyHours(TenantModel):
    """Open from *opens* to *closes* (00:00: midnight) every week on one day, in the practice's
    zone, from *valid_from* to *valid_until*, both included."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="weekly_hours"
    )
    weekday = models.PositiveSmallIntegerField(help_text="ISO: Monday is 1, Sunday 7.")
    opens = models.TimeField()
    closes = models.TimeField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) | Q(closes=MIDNIGHT), name="hours_open_first"
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="hours_on_a_weekday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def is_valid_on(self, day: date) -> bool:
        """Whether these hours count in the week of *day*."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


class Closure(TenantModel):
    """A time that is not open after all: leave, a meeting, a blocked range (B2.5)."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="closures"
    )
    during = DateTimeRangeField()
    reason = EncryptedTextField(blank=True, help_text="For those who run the planning only.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(during__isempty=False)
                & Q(during__lower_inf=False)
                & Q(during__upper_inf=False),
                name="closure_from_to",
            )
        ]

    def __str__(self) -> str:
        return f"closed {self.during}"


class HolidayOpening(TenantModel):
    """A public holiday on which the practitioner works (B2.4)."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="holiday_openings"
    )
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("practitioner", "day", name="holiday_opened_once")]

    def __str__(self) -> str:
        return f"open on {self.day}"


class Appointment(TenantModel):
    """A time of one practitioner taken: held while somebody types, then booked.

    Status (FHIR Appointment):
        proposed → booked → fulfilled        the usual path: held, confirmed, done
        proposed → (row deleted)             released, or its ten minutes are over
        proposed → pending → booked          kept until something else is settled, as a payment
        booked → arrived → checked-in → fulfilled   the patient is there, then ready to be received
        pending, booked, arrived → cancelled        frees the time at once
        booked, arrived, checked-in → noshow        absent without a word
    Final: fulfilled, cancelled, noshow. A hold is this very row in *proposed*, so that confirming
    it is an update which cannot collide; past ``hold_expires_at`` it no longer holds anything.
    """

    STATUSES = [
        ("proposed", _("Held")),
        ("pending", _("To be confirmed")),
        ("booked", _("Booked")),
        ("arrived", _("Arrived")),
        ("checked-in", _("Ready")),
        ("fulfilled", _("Done")),
        ("cancelled", _("Cancelled")),
        ("noshow", _("Absent")),
    ]
    AHEAD = ("pending", "booked", "arrived", "checked-in")

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    type = models.ForeignKey(AppointmentType, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    encounter = models.OneToOneField(
        Encounter, on_delete=models.PROTECT, null=True, related_name="appointment"
    )
    during = DateTimeRangeField(help_text="The visit with the gap after it: nothing else fits in.")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    gap_minutes = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=STATUSES)
    hold_secret_hash = models.CharField(max_length=64, blank=True)
    hold_origin = models.CharField(
        max_length=64, blank=True, help_text="Hash of the network address, while held."
    )
    hold_expires_at = models.DateTimeField(null=True)
    motive = EncryptedTextField(blank=True)
    booked_online = models.BooleanField(default=False)
    booked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    booked_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Of the calendar event (RFC 5545).")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=10, blank=True, help_text="Kind of the actor.")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="appointment_no_overlap",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=~Q(status="cancelled"),
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", hold_expires_at__isnull=False)
                | (~Q(status="proposed") & Q(hold_expires_at__isnull=True)),
                name="appointment_hold_expires",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(encounter__isnull=False),
                name="appointment_has_encounter",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="appointment_cancelled_when",
            ),
            models.CheckConstraint(
                condition=Q(during__startswith=F("starts_at"))
                & Q(minutes__gte=1, minutes__lte=720, gap_minutes__lte=240),
                name="appointment_in_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practitioner", "starts_at"],
                condition=~Q(status="cancelled"),
                name="appointment_by_time",
            ),
            models.Index(
                fields=["organization", "hold_expires_at"],
                condition=Q(status="proposed"),
                name="appointment_holds",
            ),
            models.Index(
                fields=["hold_secret_hash"],
                condition=Q(status="proposed"),
                name="appointment_hold_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        """When the visit itself is over (without the gap)."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_video(self) -> bool:
        return self.type.place == "video"
