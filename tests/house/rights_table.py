"""Who may do what: every address of a practice, and what each role gets there.

A row names a method, a route as it stands in the urlconf, and the status each role gets at the
practice « Cabinet du Parc » (roles: tests/world.py). ``about`` is the visit an address speaks of:
``now`` is Alice's with Dr Claire Martin, whom Sophie and Sara serve and whose department Mona
manages; ``colleagues`` is Chloé's with Paul Petit. Absent and forbidden look alike: 404.

Use the groups where they say what is meant: STAFF who works here at all, OWNERS, MANAGING (the
managers and owners), SERVING who runs Dr Martin's desk, SEEING who sees Alice's file (SERVING and
her supervisor), COLLEAGUES who run Paul Petit's desk and see Chloé's file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test.client import MULTIPART_CONTENT

from tests.world import ROLES, Role, World

ALL = ROLES
OWNERS: tuple[Role, ...] = ("owner",)
MANAGING: tuple[Role, ...] = ("manager", "department_manager", "owner")
PRACTISING: tuple[Role, ...] = ("practitioner", "colleague", "supervisor", "visiting")
STAFF: tuple[Role, ...] = (*PRACTISING, "secretary", "double_secretary", *MANAGING)
# Those who run Dr Martin's desk.
SERVING: tuple[Role, ...] = ("practitioner", "secretary", "double_secretary", *MANAGING)
# Those who see the file of Alice, her patient.
SEEING: tuple[Role, ...] = (*SERVING, "supervisor")
# Those who run Paul Petit's desk, and see the file of Chloé, his patient.
COLLEAGUES: tuple[Role, ...] = ("colleague", "double_secretary", "manager", "owner")
# Those without a login at all: sent to sign in where a login would help.
WITHOUT_LOGIN: tuple[Role, ...] = ("visitor", "other_patient")

Data = Mapping[str, Any] | Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One method of one address, and the status of each role; ``others`` is for those not named."""

    method: str
    route: str
    status: Mapping[int, tuple[Role, ...]] = field(default_factory=dict)
    others: int = 404
    about: str = "now"
    data: Data = field(default_factory=dict)
    query: str = ""
    json: bool = False

    @property
    def content_type(self) -> str:
        if self.json:
            return "application/json"
        return MULTIPART_CONTENT if self.method == "POST" else ""

    def expected(self, role: Role) -> int:
        for status, roles in self.status.items():
            if role in roles:
                return status
        return self.others

    def __str__(self) -> str:
        return f"{self.method} /{self.route}{self.query}"


SIGNED_IN: tuple[Role, ...] = tuple(role for role in ALL if role not in WITHOUT_LOGIN)
KEY = "accounts/password/reset/key/"

# Signing in is django-allauth's; who is signed in is led on, who is not is led to the sign-in page.
ACCOUNTS = [
    Row("GET", "accounts/login/", {200: WITHOUT_LOGIN}, others=302),
    Row("POST", "accounts/login/", {200: WITHOUT_LOGIN}, others=302),
    Row("GET", "accounts/logout/", {200: SIGNED_IN}, others=302),
    Row("POST", "accounts/logout/", others=302),
    # Nobody can sign up: the page says so. Logins come by invitation.
    Row("GET", "accounts/signup/", {200: WITHOUT_LOGIN}, others=302),
    Row("POST", "accounts/signup/", {200: WITHOUT_LOGIN}, others=302),
    # Without having taken another's place there is nothing to leave.
    Row("POST", "accounts/leave-place/", others=302),
    Row("GET", "accounts/inactive/", others=200),
    Row("GET", "accounts/reauthenticate/", {200: SIGNED_IN}, others=302),
    Row("POST", "accounts/reauthenticate/", {200: SIGNED_IN}, others=302),
    Row("GET", "accounts/password/change/", {200: SIGNED_IN}, others=302),
    Row("POST", "accounts/password/change/", {200: SIGNED_IN}, others=302),
    Row("GET", "accounts/password/reset/", others=200),
    Row("POST", "accounts/password/reset/", others=200),
    Row("GET", "accounts/password/reset/done/", others=200),
    # A key that is none: the page says so, to everyone.
    Row("GET", f"{KEY}<plain:uidb36>-<key>/", others=200),
    Row("POST", f"{KEY}<plain:uidb36>-<key>/", others=200),
    Row("GET", f"{KEY}done/", others=200),
]

EVERYONE = [
    Row("GET", "", others=200),
    Row("GET", "health/", others=200),
    Row("POST", "i18n/setlang/", others=302, data={"language": "de"}),
    # The living page of components and the outbox: not in production.
    Row("GET", "_ui/", others=200),
    Row("GET", "outbox/", others=200),
    Row("GET", "outbox/<uuid:notice_id>/", others=200),
    Row("GET", "outbox/<uuid:notice_id>/invite.ics", others=200),
]

# Booking is open to the world; without a hold one is led back to the times.
BOOKING = [
    Row("GET", "captcha/", others=200),
    Row("GET", "book/<slug:slug>/", others=200),
    Row("GET", "book/<slug:slug>/slots.json", others=200),
    Row("POST", "book/<slug:slug>/hold/", others=302),
    Row("GET", "book/<slug:slug>/details/", others=302),
    Row("POST", "book/<slug:slug>/details/", others=302),
    Row("GET", "book/<slug:slug>/done/", others=302),
]

PATIENT: tuple[Role, ...] = ("patient",)
VISIT = "visit/<uuid:encounter_id>/"

# A visit is its patient's, by login or link; staff have pages of their own.
VISITS = [
    # Whoever holds the secret is let in: that is what it is for.
    Row("GET", "v/<str:token>/", others=302),
    Row("GET", VISIT, {302: PATIENT}),
    Row("GET", VISIT, {200: PATIENT}, about="tomorrow"),
    Row("GET", VISIT, {200: ("other_patient",)}, about="early"),
    Row("GET", VISIT, {200: PATIENT}, about="cancelled"),
    Row("GET", VISIT, {302: PATIENT}, about="past"),
    Row("GET", VISIT, about="colleagues"),
    Row("GET", VISIT, about="neighbours"),
    Row("GET", f"{VISIT}end/", {302: PATIENT}),
    Row("GET", f"{VISIT}end/", {200: PATIENT}, about="past"),
    Row("POST", f"{VISIT}cancel/", {302: PATIENT}),
    Row("GET", f"{VISIT}calendar.ics", {200: PATIENT}),
    # Without a login or a link one is asked to sign in; otherwise it shows what is one's own.
    Row("GET", "portal/", {302: ("visitor",)}, others=200),
]

FILE = "desk/patients/<uuid:patient_id>/"
AGAIN = f"{FILE}notices/<uuid:notice_id>/again/"

# Those who set who cares for Alice.
ARRANGING: tuple[Role, ...] = ("practitioner", "supervisor", *MANAGING)


def _diane_as_other(world: World) -> dict[str, Any]:
    return {"practitioner": world.diane.pk, "kind": "other", "change": "1"}


DESK = [
    Row("GET", "desk/settings/", {200: STAFF, 302: ("visitor",)}),
    Row("GET", "desk/", {200: STAFF, 302: ("visitor",)}),
    Row("GET", "desk/patients/", {200: STAFF, 302: ("visitor",)}),
    Row("GET", "desk/patients/", {200: STAFF, 302: ("visitor",)}, query="?q=o"),
    Row("GET", FILE, {200: SEEING, 302: ("visitor",)}),
    Row("GET", FILE, {200: COLLEAGUES, 302: ("visitor",)}, about="colleagues"),
    Row("GET", FILE, {302: ("visitor",)}, about="neighbours"),
    Row("POST", AGAIN, {302: SEEING}),
    # A secretary sees who cares for a patient, and does not set it.
    Row("GET", f"{FILE}care/", {200: ARRANGING, 302: ("visitor",)}),
    Row("GET", f"{FILE}care/", {200: SEEING, 302: ("visitor",)}, query="?fragment=1"),
    Row("GET", f"{FILE}care/", {302: ("visitor",)}, about="neighbours"),
    Row("POST", f"{FILE}care/", {302: ARRANGING}, data=_diane_as_other),
    Row("POST", f"{FILE}care/", {422: ARRANGING}),
    Row("POST", f"{FILE}care/end/", {302: ARRANGING}, data=_diane_as_other),
    Row("POST", f"{FILE}care/departments/", {302: ARRANGING}),
]

PLANNING = "desk/planning/"
# Who works here and does not run Dr Martin's desk.
OTHERS: tuple[Role, ...] = tuple(role for role in STAFF if role not in SERVING)
ONE = f"{PLANNING}<uuid:encounter_id>/"


def _blocked(world: World) -> dict[str, Any]:
    return {
        "who": world.claire.pk,
        "start": "2031-05-05T10:00",
        "end": "2031-05-05T11:00",
        "reason": "",
    }


SCHEDULING = [
    Row("GET", PLANNING, {200: STAFF, 302: ("visitor",)}),
    Row("GET", PLANNING, {200: STAFF, 302: ("visitor",)}, query="?fragment=1"),
    # Everybody sees everybody's planning (the practice's switch), but busy only, without names.
    Row("GET", PLANNING, {200: STAFF, 302: ("visitor",)}, query="?view=week&who=dr-claire-martin"),
    Row("GET", PLANNING, {200: STAFF, 302: ("visitor",)}, query="?view=week&who=paul-petit"),
    # A supervisor sees the whole file, and changes nothing of the planning.
    Row("GET", ONE, {200: SEEING, 302: ("visitor",)}),
    Row("GET", ONE, {200: COLLEAGUES, 302: ("visitor",)}, about="colleagues"),
    Row("GET", ONE, {302: ("visitor",)}, about="neighbours"),
    Row("POST", f"{ONE}cancel/", {302: SERVING}),
    Row("POST", f"{ONE}move/", {302: SERVING}, data={"start": "2031-05-05T10:00"}),
    Row("POST", f"{ONE}absent/", {302: SERVING}, about="past"),
    # A practitioner whom one does not serve is no choice of the form.
    Row("POST", f"{PLANNING}block/", {302: SERVING, 422: OTHERS}, data=_blocked),
    Row("POST", f"{PLANNING}unblock/", data={"closure": "00000000-0000-7000-8000-000000000000"}),
    Row("GET", "desk/hours/", {200: STAFF, 302: ("visitor",)}),
    Row("GET", "desk/hours/", {200: SERVING, 302: ("visitor",)}, query="?who=dr-claire-martin"),
    Row("POST", "desk/hours/", {302: SERVING}, query="?who=dr-claire-martin"),
]

OWN: tuple[Role, ...] = ("practitioner",)
ROOM = "desk/visit/<uuid:encounter_id>/"

# Only the two of them sit in the room; the desk may admit and end, not listen.
CONSULTATIONS = [
    Row("GET", "check/", others=200),
    Row("GET", "check/probe/", others=200),
    Row("POST", "check/probe/", others=204),
    Row("GET", f"{VISIT}check/", {200: PATIENT}),
    Row("POST", f"{VISIT}check/", {400: PATIENT}, json=True),
    Row("GET", f"{VISIT}wait/", {200: PATIENT}),
    Row("GET", f"{VISIT}wait/", {302: ("other_patient",)}, about="early"),
    Row("POST", f"{VISIT}wait/", {200: PATIENT}),
    Row("POST", f"{VISIT}wait/", {409: ("other_patient",)}, about="early"),
    Row("GET", f"{VISIT}room/", {302: PATIENT}),
    # The patient gets one once in line, the practitioner at any time before the end.
    Row("POST", f"{VISIT}ticket/", {409: PATIENT, 200: OWN}),
    Row("POST", f"{VISIT}ticket/", {410: (*PATIENT, *OWN)}, about="past"),
    Row("POST", f"{VISIT}ticket/", {410: (*PATIENT, *OWN)}, about="cancelled"),
    Row("POST", f"{VISIT}ticket/", {200: ("colleague",)}, about="colleagues"),
    Row("POST", f"{VISIT}ticket/", about="neighbours"),
    Row("GET", f"{VISIT}leave/", {200: PATIENT}),
    Row("POST", f"{VISIT}leave/", {204: PATIENT}),
    Row("GET", "desk/waiting/", {200: STAFF, 302: ("visitor",)}),
    Row("GET", "desk/waiting/", {200: STAFF, 302: ("visitor",)}, query="?fragment=1"),
    Row("GET", f"{ROOM}room/", {200: OWN, 302: ("visitor",)}),
    Row("GET", f"{ROOM}room/", {200: ("colleague",), 302: ("visitor",)}, about="colleagues"),
    Row("GET", f"{ROOM}room/", {302: ("visitor",)}, about="neighbours"),
    # Nobody has arrived yet: those who may are told so and led to the list.
    Row("POST", f"{ROOM}admit/", {302: SERVING}),
    Row("POST", f"{ROOM}put-back/", {302: SERVING}),
    Row("POST", f"{ROOM}end/", {302: SERVING}),
    Row("POST", f"{ROOM}end/", about="neighbours"),
]

CHOICES = "portal/consents/"
LEGAL = "desk/settings/consents/"
OWNER: tuple[Role, ...] = ("owner",)
HAS_FILE: tuple[Role, ...] = ("patient", "other_patient")

# What patients agree to, and logins of their own. Without a login or a link one signs in first;
# nothing is published in the little world, so there is nothing to agree to yet.
CONSENTS = [
    Row("GET", "legal/<slug:kind>/"),
    Row("GET", "accounts/sign-up/", {200: WITHOUT_LOGIN}, others=302),
    Row("POST", "accounts/sign-up/", {422: WITHOUT_LOGIN}, others=302),
    Row("GET", "accounts/sign-up/sent/", others=302),
    Row("GET", "accounts/sign-up/<str:token>/"),
    Row("POST", "accounts/sign-up/<str:token>/"),
    Row("GET", "accounts/patient-invitation/<str:token>/"),
    Row("POST", "accounts/patient-invitation/<str:token>/"),
    Row("GET", f"{VISIT}terms/", {302: PATIENT}),
    Row("POST", f"{VISIT}terms/", {302: PATIENT}),
    Row("GET", f"{VISIT}terms/", about="colleagues"),
    Row("GET", "portal/terms/", others=302),
    Row("POST", "portal/terms/", others=302),
    Row("GET", CHOICES, {302: ("visitor",)}, others=200),
    Row("GET", f"{CHOICES}proof/", {302: ("visitor",)}, others=200),
    Row("POST", f"{CHOICES}<uuid:patient_id>/give/", {302: ("visitor", *PATIENT)}),
    Row("POST", f"{CHOICES}<uuid:consent_id>/withdraw/", {302: ("visitor", *PATIENT)}),
    Row("GET", "portal/details/", {302: ("visitor",), 404: ("other_patient",)}, others=200),
    Row("POST", "portal/details/", {302: ("visitor",), 404: ("other_patient",)}, others=422),
    Row("GET", f"{FILE}consents/", {200: SEEING, 302: ("visitor",)}),
    Row("GET", f"{FILE}consents/", {302: ("visitor",)}, about="neighbours"),
    Row("POST", f"{FILE}consents/", {422: SEEING}),
    Row("POST", f"{FILE}consents/<uuid:consent_id>/withdraw/", {302: SEEING}),
    Row("POST", f"{FILE}invitation/", {302: SEEING}),
    Row("POST", f"{FILE}invitation/revoke/", {302: SEEING}),
    Row("GET", LEGAL, {200: OWNER, 302: ("visitor",)}),
    Row("GET", f"{LEGAL}<slug:kind>/", {200: OWNER, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}<slug:kind>/", {302: OWNER}, data={"fr": "Un texte."}),
    Row("GET", f"{LEGAL}<slug:kind>/preview/", {302: ("visitor", *OWNER)}),
    Row("POST", f"{LEGAL}<slug:kind>/publish/", {302: OWNER}),
    Row("POST", f"{LEGAL}<slug:kind>/discard/", {302: OWNER}),
    Row("GET", f"{LEGAL}versions/<uuid:text_id>/", {200: OWNER, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}uses/adopt/", {302: OWNER}, data={"key": "mailings"}),
    Row("GET", f"{LEGAL}uses/new/", {200: OWNER, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}uses/new/", {302: OWNER}, data={"name_fr": "Un usage"}),
    Row("GET", f"{LEGAL}uses/<uuid:use_id>/", {200: OWNER, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}uses/<uuid:use_id>/", {302: OWNER}, data={"name_fr": "Un usage"}),
    Row("POST", f"{LEGAL}uses/<uuid:use_id>/switch/", {302: OWNER}),
]

AUDIT = "desk/settings/audit/"
READS_AUDIT = MANAGING

KEYS = "desk/settings/api-keys/"
OFFICE = [
    Row("GET", KEYS, {200: ("owner",), 302: ("visitor",)}),
    Row("POST", KEYS, {422: ("owner",)}),
    Row("POST", f"{KEYS}<uuid:key_id>/revoke/"),
    Row("GET", AUDIT, {200: READS_AUDIT, 302: ("visitor",)}),
    Row("GET", AUDIT, {200: READS_AUDIT, 302: ("visitor",)}, query="?q=o&kind=look&since=x"),
    Row("GET", f"{AUDIT}export.csv", {200: READS_AUDIT, 302: ("visitor",)}),
    Row("POST", f"{AUDIT}verify/", {302: READS_AUDIT}),
    Row(
        "GET",
        f"{FILE}seen/",
        {200: tuple(role for role in READS_AUDIT if role in SEEING), 302: ("visitor",)},
    ),
    Row("GET", f"{FILE}seen/", {302: ("visitor",)}, about="neighbours"),
]

PROVIDER = "desk/settings/sso/<uuid:provider_id>/"

# Who signs in where is the owners' affair; the little world's provider answers nothing.
SSO = [
    Row("POST", "accounts/sso/<uuid:provider_id>/login/", others=403),
    Row("GET", "accounts/sso/<uuid:provider_id>/callback/", others=403),
    Row("GET", "desk/settings/sso/", {200: OWNER, 302: ("visitor",)}),
    Row("GET", "desk/settings/sso/new/", {200: OWNER, 302: ("visitor",)}, query="?preset=google"),
    Row("POST", "desk/settings/sso/new/", {422: OWNER}),
    Row("GET", PROVIDER, {200: OWNER, 302: ("visitor",)}),
    Row("POST", PROVIDER, {422: OWNER}),
    Row("POST", f"{PROVIDER}move/", {302: OWNER}),
    Row("POST", f"{PROVIDER}remove/", {302: OWNER}),
    Row("GET", f"{PROVIDER}test/", {200: OWNER, 302: ("visitor",)}),
    Row("POST", f"{PROVIDER}test/", {302: OWNER}),
    Row("POST", f"{PROVIDER}test/go/", {302: OWNER}),
]

ORGANIZATION_PAGE = "desk/settings/organization/"
DEPARTMENTS = "desk/settings/departments/"
DEPARTMENT = f"{DEPARTMENTS}<uuid:department_id>/"

# The practice itself is its owners' alone; managers look at their departments.
ORGANIZATION = [
    Row("GET", "logo/<uuid:file_id>/"),
    Row("GET", ORGANIZATION_PAGE, {200: OWNER, 302: ("visitor",)}),
    Row("POST", ORGANIZATION_PAGE, {200: OWNER}),
    Row("GET", f"{ORGANIZATION_PAGE}regions/", {200: OWNER, 302: ("visitor",)}),
    Row("POST", f"{ORGANIZATION_PAGE}address/", {200: OWNER}),
    Row("POST", f"{ORGANIZATION_PAGE}logo/", {200: OWNER}),
    Row("GET", DEPARTMENTS, {200: ("owner", "manager", "department_manager"), 302: ("visitor",)}),
    Row("POST", DEPARTMENTS, {200: OWNER}),
    Row("POST", f"{DEPARTMENT}name/", {200: OWNER}),
    Row("POST", f"{DEPARTMENT}archive/", {302: OWNER}),
    Row("POST", f"{DEPARTMENT}back/", {302: OWNER}),
    Row("POST", f"{DEPARTMENT}add/", {302: OWNER}),
    Row("POST", f"{DEPARTMENT}take-out/", {302: OWNER}),
    Row("POST", f"{DEPARTMENT}name/", about="neighbours"),
    Row("POST", f"{DEPARTMENT}archive/", about="neighbours"),
    Row("POST", f"{DEPARTMENT}add/", about="neighbours"),
]

# The guided set-up is an owner's who practises; here nobody is both. Support is the owner's.
START = [
    Row("GET", "desk/start/", {302: ("visitor",)}),
    Row("POST", "desk/start/on/", {302: STAFF}),
    Row("POST", "desk/start/preview/"),
    Row("GET", "desk/start/<slug:key>/", {302: ("visitor",)}),
    Row("POST", "desk/start/<slug:key>/"),
    Row("GET", "desk/settings/support/", {200: ("owner",), 302: ("visitor",)}),
    Row("POST", "desk/settings/support/", {422: ("owner",)}),
    Row("POST", "desk/settings/support/close/", {302: ("owner",)}),
    # From the platform's address, by a token that is none here.
    Row("GET", "accounts/enter/<str:token>/"),
    Row("POST", "accounts/enter/<str:token>/"),
    Row("GET", "accounts/support/<str:token>/"),
    Row("POST", "accounts/support/<str:token>/"),
]

MEMBERS = "desk/settings/members/"
MEMBER = f"{MEMBERS}<uuid:membership_id>/"
INVITED = f"{MEMBERS}invitations/<uuid:invitation_id>/"
HEADS: tuple[Role, ...] = ("manager", "owner")
NEW_LOGIN = {"first_name": "Inès", "last_name": "Colin", "password": "pomme-verte-et-neige"}

# Who works here: owners and (of their departments) managers; inviting and rights: owners.
STAFFING = [
    Row("GET", MEMBERS, {200: MANAGING, 302: ("visitor",)}),
    Row("GET", MEMBERS, {200: MANAGING, 302: ("visitor",)}, query="?q=sophie"),
    Row("GET", f"{MEMBERS}invite/", {200: OWNER, 302: ("visitor",)}),
    Row(
        "POST",
        f"{MEMBERS}invite/",
        {302: OWNER},
        data={
            "email": "jean@exemple.fr",
            "first_name": "Jean",
            "last_name": "Roy",
            "roles": "secretary",
        },
    ),
    Row("POST", f"{MEMBERS}invitations/hours/", {302: OWNER}, data={"hours": "48"}),
    Row("POST", f"{INVITED}again/", {302: OWNER}),
    Row("POST", f"{INVITED}revoke/", {302: OWNER}),
    Row("GET", MEMBER, {200: HEADS, 302: ("visitor",)}),
    Row("POST", MEMBER, {302: HEADS}, data={"part": "roles", "roles": "secretary"}),
    # Sophie has no photo.
    Row("GET", f"{MEMBER}photo/", {302: ("visitor",)}),
    Row("GET", f"{MEMBER}end/", {200: HEADS, 302: ("visitor",)}),
    Row("POST", f"{MEMBER}end/", {302: HEADS}),
    Row("POST", f"{MEMBER}preview/", {302: OWNER}),
    Row("POST", f"{MEMBER}second-factor/", {302: OWNER}),
    Row("GET", "desk/settings/secretaries/", {200: PRACTISING, 302: ("visitor",)}),
    Row("POST", "desk/settings/secretaries/", {302: PRACTISING}),
    Row("GET", "desk/settings/rights/", {200: OWNER, 302: ("visitor",)}),
    Row(
        "POST",
        "desk/settings/rights/",
        {302: OWNER},
        data={"switch": "strict_patients", "to": "on"},
    ),
    Row("GET", "desk/rights/", {200: STAFF, 302: ("visitor",)}),
    # Whoever holds the link reads what is offered; who is signed in as another does not accept.
    Row("GET", "invitation/<str:secret>/", others=200),
    Row("POST", "invitation/<str:secret>/", {302: WITHOUT_LOGIN}, others=200, data=NEW_LOGIN),
]


ME = "me/"

# One's own account, for whoever has a login; without one, to the sign-in page. What touches the
# proofs themselves asks for the password first (302 as well). Nothing of another can be named.
OWN_ACCOUNT = [
    *(
        Row("GET", f"{ME}{page}", {200: SIGNED_IN}, others=302)
        for page in ("", "security/", "sessions/")
    ),
    *(
        Row("GET", f"{ME}{page}", others=302)
        for page in ("address/", "security/app/", "security/passkey/", "security/codes/")
    ),
    *(
        Row("POST", f"{ME}{page}", others=302)
        for page in (
            "address/",
            "security/app/",
            "security/passkey/",
            "security/codes/new/",
            "security/remove/",
            "sessions/end-others/",
        )
    ),
    Row("POST", ME, {200: SIGNED_IN}, others=302),
    Row("GET", f"{ME}photo/", {302: WITHOUT_LOGIN}),
    Row("POST", f"{ME}security/rename/", {302: WITHOUT_LOGIN}),
    Row("POST", f"{ME}sessions/end/", {302: WITHOUT_LOGIN}, data={"session": "1"}),
    Row("POST", f"{ME}switch/", {302: WITHOUT_LOGIN}),
    Row("GET", f"{ME}address/<str:letter>/", others=410),
    Row("POST", f"{ME}address/<str:letter>/", others=410),
    Row("GET", "desk/settings/sign-in/", {200: ("owner",), 302: ("visitor",)}),
    Row("POST", "desk/settings/sign-in/", {200: ("owner",)}),
    # The steps of signing in, without anybody signing in.
    Row("GET", "accounts/login/passkey/", others=302),
    Row("POST", "accounts/login/passkey/", others=302),
    Row("GET", "accounts/login/second-factor/", others=302),
    Row("POST", "accounts/login/second-factor/", others=302),
    Row("POST", "accounts/arrive/", others=302),
    Row("POST", "accounts/password/set/", others=302),
    Row("GET", "accounts/reauthenticate/code/", others=302),
    Row("POST", "accounts/reauthenticate/code/", others=302),
    Row("GET", "accounts/reauthenticate/passkey/", others=302),
    Row("POST", "accounts/reauthenticate/passkey/", others=302),
]

TABLE: list[Row] = [
    *OWN_ACCOUNT,
    *STAFFING,
    *START,
    *SSO,
    *OFFICE,
    *ACCOUNTS,
    *ORGANIZATION,
    *EVERYONE,
    *BOOKING,
    *VISITS,
    *DESK,
    *SCHEDULING,
    *CONSULTATIONS,
    *CONSENTS,
]
