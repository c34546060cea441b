"""Signing in, booking, the desk, consultations, consents, providers."""

from __future__ import annotations

import json
from typing import Any

import altcha
from django.test import Client

from tests.house import texts
from tests.house.inputs.kind import Input
from tests.world import World

BOOK = "/book/dr-claire-martin/"


def _first_slot(client: Client, world: World) -> dict[str, Any]:
    told = json.loads(client.get(f"{BOOK}slots.json").content)
    return {"type": told["type"], "start": told["slots"][0]}


def _solved(client: Client) -> str:
    made = altcha.Challenge.from_dict(json.loads(client.get("/captcha/").content))
    solution = altcha.solve_challenge(made)
    assert solution is not None
    return str(altcha.Payload(made, solution).to_base64())


def _details(client: Client, world: World) -> dict[str, Any]:
    """On screen 2, with a time held and the captcha solved."""
    slot = _first_slot(client, world)
    assert client.post(f"{BOOK}hold/", slot).status_code == 302
    return {
        "first_name": "Zoé",
        "last_name": "Lambert",
        "birth_date": "1990-02-03",
        "email": "zoe@exemple.fr",
        "mobile": "06 12 34 56 79",
        "motive": "Toux",
        "altcha": _solved(client),
        "start": slot["start"],
    }


def _closure(client: Client, world: World) -> dict[str, Any]:
    return {
        "who": world.claire.pk,
        "start": "2031-05-05T10:00",
        "end": "2031-05-05T11:00",
        "reason": "Congrès",
        "booked": "keep",
    }


def week(client: Client, world: World) -> dict[str, Any]:
    hours = {"a1_opens": "9:00", "a1_closes": "12h30", "b2_opens": "14", "b2_closes": "24:00"}
    return {**hours, "a1_site": "", "valid_from": "2031-01-01"}


def _carer(client: Client, world: World) -> dict[str, Any]:
    return {"practitioner": world.paul.pk, "kind": "other"}


def _department(client: Client, world: World) -> dict[str, Any]:
    return {"departments": world.departments["cardio"].pk}


VISIT = "visit/<uuid:encounter_id>/"
PLANNING = "desk/planning/"
ONE = f"{PLANNING}<uuid:encounter_id>/"

ACCOUNTS = [
    Input(
        "accounts/login/",
        fields={"login": "claire@exemple.fr", "password": "wrong", "remember": "on", "next": "/"},
    ),
    Input("accounts/login/", by="query", fields={"next": "/desk/"}),
    Input("accounts/password/reset/", fields={"email": "claire@exemple.fr"}),
    Input(
        "accounts/password/reset/key/<plain:uidb36>-<key>/",
        fields={"password1": "b", "password2": "c"},
    ),
    Input(
        "accounts/password/change/",
        role="practitioner",
        fields={"oldpassword": "a", "password1": "b", "password2": "c"},
    ),
    Input("accounts/reauthenticate/", role="practitioner", fields={"password": "wrong"}),
    Input("accounts/signup/", fields={"email": "a@exemple.fr", "password1": "b", "password2": "c"}),
    Input("accounts/leave-place/", role="owner"),
    Input("accounts/logout/", role="practitioner", fields={"next": "/"}),
    Input("i18n/setlang/", fields={"language": "de", "next": "/"}),
]

BOOKING = [
    Input("book/<slug:slug>/", by="query", fields={"from": "2031-01-01", "type": ""}),
    Input(
        "book/<slug:slug>/slots.json",
        by="query",
        fields=lambda client, world: {
            "from": "2031-01-01",
            "days": "7",
            "type": _first_slot(client, world)["type"],
        },
    ),
    Input("book/<slug:slug>/hold/", fields=_first_slot),
    Input("book/<slug:slug>/details/", fields=_details),
    Input(f"{VISIT}cancel/", role="patient"),
]

DESK = [
    Input("desk/patients/", by="query", role="practitioner", fields={"q": "alice", "page": "1"}),
    Input("desk/patients/<uuid:patient_id>/notices/<uuid:notice_id>/again/", role="practitioner"),
    Input(
        PLANNING,
        by="query",
        role="practitioner",
        fields={"day": "2031-01-01", "view": "week", "who": "dr-claire-martin", "fragment": "1"},
    ),
    Input(f"{PLANNING}block/", role="practitioner", fields=_closure),
    Input(f"{PLANNING}unblock/", role="practitioner", fields={"closure": "x"}),
    Input(f"{ONE}cancel/", role="practitioner", fields={"notify": "yes"}),
    Input(f"{ONE}move/", role="practitioner", fields={"start": "2031-05-05T10:00"}),
    Input(f"{ONE}absent/", role="practitioner", about="past"),
    Input("desk/hours/", role="practitioner", fields=week),
    Input("desk/hours/", role="practitioner", fields={"holiday": "2031-05-01", "works": "yes"}),
    Input("desk/hours/", by="query", role="practitioner", fields={"who": "dr-claire-martin"}),
    Input("outbox/", by="query", fields={"page": "1", "planned": "1"}),
]

CHECKED = {
    "camera": "ok",
    "microphone": "ok",
    "speaker": "heard",
    "verdict": "good",
    "network": "server",
    "browser": "Firefox",
}
ROOM = "desk/visit/<uuid:encounter_id>/"

CONSULTATIONS = [
    Input(f"{VISIT}check/", by="json", role="patient", fields=CHECKED),
    Input(f"{VISIT}check/", role="patient", fields=CHECKED),
    Input(f"{VISIT}wait/", by="json", role="patient"),
    Input(f"{VISIT}wait/", role="patient"),
    Input(f"{VISIT}ticket/", by="json", role="practitioner"),
    Input(f"{VISIT}ticket/", role="practitioner"),
    Input(f"{VISIT}leave/", role="patient"),
    Input("check/probe/", by="query", fields={"bytes": "100"}),
    Input("check/probe/", fields={"bytes": "100"}),
    Input(
        "desk/waiting/", by="query", role="practitioner", fields={"fragment": "1", "beside": "x"}
    ),
    Input(f"{ROOM}admit/", role="practitioner"),
    Input(f"{ROOM}admit/", by="json", role="practitioner"),
    Input(f"{ROOM}put-back/", role="practitioner"),
    Input(f"{ROOM}end/", role="practitioner"),
]

FILE = "desk/patients/<uuid:patient_id>/"
CHOICES = "portal/consents/"
LEGAL = "desk/settings/consents/"
USE = {"name_fr": "Un usage", "details_fr": "Ce que cela veut dire", "name_en": "A use"}
PERSON = {
    "first_name": "Zoé",
    "last_name": "Lambert",
    "birth_date": "1990-02-03",
    "mobile": "06 12 34 56 79",
}


def _sign_up(client: Client, world: World) -> dict[str, Any]:
    login = {"email": "zoe@exemple.fr", "password": "trois-mots-jamais-dits"}
    return {**PERSON, **login, "altcha": _solved(client)}


def _with_texts(client: Client, world: World) -> dict[str, Any]:
    """With a text in force that is not agreed to yet."""
    text, use = texts.in_force(world)
    return {f"text_{text.pk}": "on", f"use_{use.pk}": "on"}


def _choice(client: Client, world: World) -> dict[str, Any]:
    text, _use = texts.in_force(world)
    return {"what": text.pk}


CONSENTS = [
    Input("accounts/sign-up/", fields=_sign_up),
    Input("accounts/sign-up/<str:token>/", fields={"password": "trois-mots"}),
    Input(
        "accounts/patient-invitation/<str:token>/",
        fields={"birth_date": "1990-02-03", "password": "trois-mots-jamais-dits"},
    ),
    Input(f"{VISIT}terms/", role="patient", about="tomorrow", fields=_with_texts),
    Input("portal/terms/", role="patient", fields=_with_texts),
    Input(f"{CHOICES}<uuid:patient_id>/give/", role="patient", fields=_choice),
    Input(f"{CHOICES}<uuid:consent_id>/withdraw/", role="patient"),
    Input(
        "portal/details/",
        role="patient",
        fields={"email": "alice@exemple.fr", "mobile": "06 12 34 56 79", "language": "fr"},
    ),
    Input("portal/details/", role="former", fields=PERSON),
    Input("portal/details/", by="query", role="patient", fields={"file": "1"}),
    Input(f"{FILE}care/", role="practitioner", fields=_carer),
    Input(f"{FILE}care/", by="query", role="practitioner", fields={"fragment": "1"}),
    Input(f"{FILE}care/end/", role="practitioner", fields=_carer),
    Input(f"{FILE}care/departments/", role="practitioner", fields=_department),
    Input(f"{FILE}consents/", role="practitioner", fields=_with_texts),
    Input(f"{FILE}consents/<uuid:consent_id>/withdraw/", role="practitioner"),
    Input(f"{FILE}invitation/", role="practitioner"),
    Input(f"{FILE}invitation/revoke/", role="practitioner"),
    Input(
        f"{LEGAL}<slug:kind>/",
        role="owner",
        fields={"fr": "Un texte.", "en": "A text.", "preview": "1"},
    ),
    Input(f"{LEGAL}<slug:kind>/preview/", by="query", role="owner", fields={"language": "fr"}),
    Input(f"{LEGAL}<slug:kind>/publish/", role="owner"),
    Input(f"{LEGAL}<slug:kind>/discard/", role="owner"),
    Input(f"{LEGAL}uses/adopt/", role="owner", fields={"key": "mailings"}),
    Input(f"{LEGAL}uses/new/", role="owner", fields=USE),
    Input(f"{LEGAL}uses/<uuid:use_id>/", role="owner", fields=USE),
    Input(f"{LEGAL}uses/<uuid:use_id>/switch/", role="owner", fields={"active": "no"}),
]

PROVIDER = "desk/settings/sso/<uuid:provider_id>/"
PROVIDER_FIELDS = {
    "preset": "keycloak",
    "name": "Keycloak",
    "button_text": "Clinic account",
    "enabled": "on",
    "issuer": "http://127.0.0.1:9/realms/clinic",
    "client_id": "visavis",
    "client_secret": "s3cret",
    "scopes": "openid profile email",
    "acr_values": "",
    "hosted_domains": "clinic.example",
    "create_users": "on",
    "default_roles": "secretary",
    "role_claim": "realm_access.roles",
    "map_value": "desk",
    "map_role": "secretary",
    "roles_every_login": "on",
    "national_id_claim": "rpps",
    "second_factor": "ours",
}

SSO = [
    Input("accounts/sso/<uuid:provider_id>/login/", fields={"next": "/desk/"}),
    Input(
        "accounts/sso/<uuid:provider_id>/callback/",
        by="query",
        fields={"state": "x", "code": "y", "error": "access_denied", "iss": "z"},
    ),
    Input("desk/settings/sso/new/", role="owner", fields=PROVIDER_FIELDS),
    Input("desk/settings/sso/new/", by="query", role="owner", fields={"preset": "psc"}),
    Input(PROVIDER, role="owner", fields=PROVIDER_FIELDS),
    Input(f"{PROVIDER}move/", role="owner", fields={"to": "up"}),
    Input(f"{PROVIDER}remove/", role="owner"),
    Input(f"{PROVIDER}test/", role="owner"),
    Input(f"{PROVIDER}test/go/", role="owner"),
]
