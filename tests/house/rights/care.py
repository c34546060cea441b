"""Signing in, booking, visits, the desk, consultations, consents and patients' own logins."""

from __future__ import annotations

from typing import Any

from tests.house.rights.kind import (
    COLLEAGUES,
    MANAGING,
    OWNERS,
    SEEING,
    SERVING,
    SIGNED_IN,
    STAFF,
    WITHOUT_LOGIN,
    Row,
)
from tests.world import Role, World

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
    Row("GET", LEGAL, {200: OWNERS, 302: ("visitor",)}),
    Row("GET", f"{LEGAL}<slug:kind>/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}<slug:kind>/", {302: OWNERS}, data={"fr": "Un texte."}),
    Row("GET", f"{LEGAL}<slug:kind>/preview/", {302: ("visitor", *OWNERS)}),
    Row("POST", f"{LEGAL}<slug:kind>/publish/", {302: OWNERS}),
    Row("POST", f"{LEGAL}<slug:kind>/discard/", {302: OWNERS}),
    Row("GET", f"{LEGAL}versions/<uuid:text_id>/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}uses/adopt/", {302: OWNERS}, data={"key": "mailings"}),
    Row("GET", f"{LEGAL}uses/new/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}uses/new/", {302: OWNERS}, data={"name_fr": "Un usage"}),
    Row("GET", f"{LEGAL}uses/<uuid:use_id>/", {200: OWNERS, 302: ("visitor",)}),
    Row("POST", f"{LEGAL}uses/<uuid:use_id>/", {302: OWNERS}, data={"name_fr": "Un usage"}),
    Row("POST", f"{LEGAL}uses/<uuid:use_id>/switch/", {302: OWNERS}),
]
