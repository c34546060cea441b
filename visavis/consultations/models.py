from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visavis.accounts.public import Department, Practitioner
from visavis.core.public import TenantModel
from visavis.patients.public import Encounter


class Visit(TenantModel):
    """An encounter by video, from the waiting room to the end.

    arrived_at: the place in line; kept when the patient leaves and comes back.
    seen_at: the patient's page was connected at that moment (written about every 10 s).
    left_at: the patient's page has been gone for longer than the grace; empty while present.
    started_at: the first moment both were in the room after the admission.
    """

    # expected ──arrive──▶ waiting ──admit──▶ admitted ──both present──▶ in-call ──end──▶ ended
    #                         ▲                  │                          │
    #                         └────put back──────┴──────────────────────────┘
    # expected   nobody has come yet (the row is made at the first need)
    # waiting    the patient has arrived and stands in line, present or not (left_at)
    # admitted   the practitioner lets the patient in; `end` is possible from here
    # in-call    both are or have been in the room together
    # ended      final
    STATES = [
        ("expected", _("Expected")),
        ("waiting", _("Waiting")),
        ("admitted", _("Admitted")),
        ("in-call", _("In the call")),
        ("ended", _("Ended")),
    ]
    KINDS = [("scheduled", _("By appointment")), ("walk-in", _("Walk-in"))]

    encounter = models.OneToOneField(Encounter, on_delete=models.PROTECT, related_name="visit")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, related_name="visits"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="visits"
    )
    kind = models.CharField(max_length=10, choices=KINDS, default="scheduled")
    state = models.CharField(max_length=10, choices=STATES, default="expected")
    arrived_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at=None)),
                name="visit_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="expected") | Q(arrived_at__isnull=False),
                name="visit_arrived_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practitioner", "arrived_at"],
                condition=Q(state__in=["waiting", "admitted", "in-call"]),
                name="visit_open_by_practitioner",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Participant(TenantModel):
    """A person in a visit. ``public_id`` is all that the others in the room get to know.

    person: id of the patient or of the practitioner, by role.
    """

    ROLES = [("patient", _("Patient")), ("practitioner", _("Practitioner"))]

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="participants")
    role = models.CharField(max_length=12, choices=ROLES)
    person = models.UUIDField()
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint("visit", "person", name="participant_once_per_visit")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


class Stay(TenantModel):
    """One stretch of a participant's presence; short losses of the line do not end it (D12.3)."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="stays")
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("participant", condition=Q(left_at=None), name="one_stay_each")
        ]
        ordering = ["joined_at"]

    def __str__(self) -> str:
        return f"{self.participant_id} from {self.joined_at:%H:%M}"


class DeviceCheck(TenantModel):
    """What a device check before a visit found (D2.1).

    facts: camera, microphone, speaker and network as measured; nothing about health.
    """

    VERDICTS = [
        ("good", _("Good")),
        ("blurry", _("The picture will be blurry")),
        ("audio-only", _("Sound only")),
        ("failing", _("Will not work")),
    ]

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="device_checks")
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["encounter", "-at"], name="device_check_latest")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.at:%Y-%m-%d %H:%M}"
