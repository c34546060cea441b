"""What each role may, in plain words, and what each switch would change (A1.3 – A3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.accounts.public import (
    LADDER,
    RIGHTS_SWITCHES,
    Membership,
    Organization,
    RightsSwitch,
    Switch,
    concerned,
    role_may,
)
from visavis.core.public import Role, require_organization
from visavis.patients.public import Patient

Words = str | Promise


@dataclass(frozen=True)
class Told:
    """A switch in words: its name, what holds while it is on, and what while it is off."""

    title: Words
    on: Words
    off: Words


TOLD: dict[RightsSwitch, Told] = {
    "strict_departments": Told(
        gettext_lazy("Strictly separate departments"),
        gettext_lazy(
            "Managers, practitioners and secretaries see only the patients, appointments, "
            "messages and forms of their own departments; a patient in no department is seen "
            "by owners alone."
        ),
        gettext_lazy("Departments sort people and patients, and hide nothing."),
    ),
    "strict_patients": Told(
        gettext_lazy("Strictly separate patients"),
        gettext_lazy("Practitioners see and book only patients whom they treat."),
        gettext_lazy("Whom practitioners see is decided by the next switch."),
    ),
    "own_patients_only": Told(
        gettext_lazy("Practitioners see only their own patients"),
        gettext_lazy("Practitioners see the files of the patients whom they treat."),
        gettext_lazy("Practitioners see the files of all patients of the practice."),
    ),
    "everybodys_schedule": Told(
        gettext_lazy("Everybody’s schedule"),
        gettext_lazy(
            "Practitioners and managers see when colleagues are busy and in which room; never "
            "with whom or why, unless they may see the patient."
        ),
        gettext_lazy("Practitioners and managers see only the schedules that they run."),
    ),
    "practitioners_delete_invoices": Told(
        gettext_lazy("Practitioners delete invoices and receipts"),
        gettext_lazy("Practitioners may delete invoices and receipts of their patients."),
        gettext_lazy("Only owners and managers delete invoices and receipts."),
    ),
    "practitioners_send_forms": Told(
        gettext_lazy("Practitioners send forms to patients"),
        gettext_lazy("Practitioners choose forms and send them to their patients."),
        gettext_lazy("Only owners and managers send forms to patients."),
    ),
    "secretaries_see_notes": Told(
        gettext_lazy("Secretaries see and edit notes"),
        gettext_lazy("Secretaries read and write the notes of the patients they see."),
        gettext_lazy("Notes and their export are hidden from secretaries everywhere."),
    ),
    "secretaries_reach_dashboard": Told(
        gettext_lazy("Secretaries reach the dashboard"),
        gettext_lazy("Secretaries export data there; statistics remain the owners’."),
        gettext_lazy("Secretaries do not see the dashboard."),
    ),
}
MAY: dict[Switch, Words] = {
    "see_notes": gettext_lazy("See and edit notes"),
    "send_forms": gettext_lazy("Send forms to patients"),
    "delete_invoices": gettext_lazy("Delete invoices and receipts"),
    "reach_dashboard": gettext_lazy("Reach the dashboard and export data"),
    "members": gettext_lazy("See and change members"),
    "audit": gettext_lazy("Read who did and saw what"),
    "statistics": gettext_lazy("See statistics and compare years"),
    "money_settings": gettext_lazy("Change the settings of money"),
    "rights_settings": gettext_lazy("Change rights, invite members"),
    "organization_settings": gettext_lazy("Change the practice itself"),
}
LIMITED: frozenset[tuple[str, str]] = frozenset({("manager", "members"), ("manager", "audit")})
"""What a manager may within their departments only."""


@dataclass(frozen=True)
class Shown:
    """A switch as the page shows it now."""

    key: RightsSwitch
    title: Words
    on: bool
    now: Words
    turned: Words
    members: int
    patients: int | None
    moot: str


@dataclass(frozen=True)
class Line:
    """A line of the matrix: what, and for each role a word or yes and no."""

    title: Words
    cells: list[bool | str]


def switches() -> list[Shown]:
    """Every switch, with how many members and patients it concerns now."""
    organization = require_organization()
    return [_shown(organization, key) for key in RIGHTS_SWITCHES]


def _shown(organization: Organization, key: RightsSwitch) -> Shown:
    told, on = TOLD[key], bool(getattr(organization, key))
    return Shown(
        key,
        told.title,
        on,
        told.on if on else told.off,
        told.off if on else told.on,
        concerned(key).count(),
        _patients(key),
        _moot(organization, key),
    )


def _patients(key: RightsSwitch) -> int | None:
    """The patients who are seen by more or fewer people when it is turned; None for none."""
    every = Patient.objects.all()
    if key == "strict_departments":
        return every.filter(departments=None).count()
    if key in ("strict_patients", "own_patients_only"):
        return every.count()
    return None


def _moot(organization: Organization, key: RightsSwitch) -> str:
    """Why the switch makes no difference as the others stand; "" when it does."""
    if key == "own_patients_only" and organization.strict_patients:
        return _(
            "Patients are strictly separate: this makes no difference until that is turned off."
        )
    if key == "strict_patients" and organization.own_patients_only:
        return _(
            "Practitioners see only their own patients already; on, this also keeps them from "
            "booking the patients of others."
        )
    if key == "strict_departments" and not _has_departments():
        return _("There are no departments yet: on, it would leave every patient to owners alone.")
    return ""


def _has_departments() -> bool:
    members = Membership.objects.filter(ended_at=None, departments__department__archived_at=None)
    return members.exists()


def matrix() -> list[Line]:
    """Who may what, as the switches stand."""
    organization = require_organization()
    lines = [
        Line(_("See patients and their files"), _sight(organization)),
        Line(_("Run schedules and bookings"), _schedules(organization)),
    ]
    for key, title in MAY.items():
        lines.append(Line(title, [_cell(organization, role, key) for role in LADDER]))
    return lines


def _cell(organization: Organization, role: Role, key: Switch) -> bool | str:
    if (role, key) in LIMITED and organization.strict_departments:
        return _("in their departments")
    return role_may(organization, role, key)


def _sight(organization: Organization) -> list[bool | str]:
    own = organization.own_patients_only or organization.strict_patients
    within = organization.strict_departments
    practitioner = _("those they treat") if own else _("all")
    if within and not own:
        practitioner = _("those of their departments")
    return [
        _("those of the practitioners served"),
        practitioner,
        _("those of their departments") if within else _("all, or those of their departments"),
        _("all"),
    ]


def _schedules(organization: Organization) -> list[bool | str]:
    busy = organization.everybodys_schedule
    return [
        _("of those served"),
        _("their own; others as busy time") if busy else _("their own"),
        _("of their departments"),
        _("all"),
    ]


def role_names() -> list[Any]:
    """The roles as the head of the matrix."""
    names = dict(Membership.ROLES)
    return [names[role] for role in LADDER]
