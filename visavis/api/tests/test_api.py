"""The REST API: scopes, walls, problems, pages, versions; and no server error for anything."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from tests.house.addresses import PRACTICE, addresses_of
from visavis.accounts.public import PER_MINUTE, SCOPES, make_key
from visavis.api.rest import api
from visavis.core.public import AuditAbout, AuditEvent
from visavis.patients.public import Patient
from visavis.scheduling.public import Appointment

NOWHERE = "00000000-0000-7000-8000-000000000000"
DETAILS = {"first_name": "Zoé", "last_name": "Lambert", "external_number": "K-77"}


def key_of(world, *scopes):
    with world.acting():
        return make_key(
            world.actor("owner"), name="Agenda", scopes=list(scopes or SCOPES), days=30
        )[1]


def caller(world, secret, at="practice"):
    client = Client(
        headers={
            "host": world.host(at),
            "authorization": f"Bearer {secret}",
            "accept": "application/json",
        }
    )
    client.raise_request_exception = False
    return client


def period(world):
    start, end = world.now - timedelta(days=10), world.now + timedelta(days=10)
    return f"start={start:%Y-%m-%dT%H:%M:%SZ}&end={end:%Y-%m-%dT%H:%M:%SZ}"


# Method, address, scopes without which it is refused: the API's own rights table.
TABLE = [
    ("GET", "organization", ["organization:read"]),
    ("GET", "practitioners", ["practitioners:read"]),
    ("GET", "practitioners/{claire}", ["practitioners:read"]),
    ("GET", "practitioners/{claire}/slots?appointment_type={video}&{period}", ["slots:read"]),
    ("GET", "patients", ["patients:read"]),
    ("GET", "patients/{alice}", ["patients:read"]),
    ("POST", "patients", ["patients:write"]),
    ("PATCH", "patients/{alice}", ["patients:read", "patients:write"]),
    ("GET", "appointments?{period}", ["appointments:read"]),
    ("GET", "appointments/{appointment}", ["appointments:read"]),
    ("GET", "audit-events", ["audit:read"]),
]


def address(world, route):
    return "/api/v1/" + route.format(
        claire=world.claire.pk,
        video=world.types["video"].pk,
        alice=world.alice.pk,
        appointment=world.appointments["now"].pk,
        period=period(world),
    )


def ask(client, method, path, **extra):
    body = json.dumps(DETAILS) if method in ("POST", "PATCH") else None
    call = getattr(client, method.lower())
    if body is None:
        return call(path, **extra)
    return call(path, body, content_type="application/json", **extra)


def problem_of(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code
    assert told["title"]
    return told


def test_every_operation_is_in_the_table():
    described = {
        (method.upper(), path.removeprefix("/api/v1/"))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert len(described) == len(TABLE)
    assert all(route.startswith("api/") for route in addresses_of(PRACTICE) if "openapi" in route)


@pytest.mark.proves("A9.2")
@pytest.mark.parametrize(("method", "route", "scopes"), TABLE)
def test_each_scope_opens_its_own_and_no_more(world, method, route, scopes):
    path = address(world, route)
    others = [scope for scope in SCOPES if scope not in scopes]
    allowed = ask(caller(world, key_of(world, *scopes)), method, path)
    assert allowed.status_code == {"POST": 201, "PATCH": 428}.get(method, 200)
    refused = ask(caller(world, key_of(world, *others)), method, path)
    assert problem_of(refused)["status"] == 403
    for secret, at in (("vvk_nothing", "practice"), (key_of(world), "neighbour")):
        stranger = ask(caller(world, secret, at), method, path)
        assert problem_of(stranger)["status"] == 401
        assert stranger.headers["WWW-Authenticate"] == "Bearer"
    signed_in = ask(world.client("owner"), method, path)
    assert signed_in.status_code == 401, "a session opens nothing here"


@pytest.mark.proves("A1.1", "A9.2")
@pytest.mark.parametrize(
    "route",
    [
        "patients/{0}",
        "appointments/{1}",
        "practitioners/{2}",
        f"patients/{NOWHERE}",
        "nothing",
        "../desk/",
    ],
)
def test_foreign_and_absent_are_alike(world, route):
    luc = world.practitioners["luc"].pk
    path = route.format(world.patients["nadia"].pk, world.appointments["neighbours"].pk, luc)
    answer = caller(world, key_of(world)).get(f"/api/v1/{path}")
    assert answer.status_code == 404
    if ".." not in route:
        problem_of(answer)


@pytest.mark.proves("B12.1")
def test_a_patient_is_added_found_changed_by_number(world):
    client = caller(world, key_of(world))
    made = ask(client, "POST", "/api/v1/patients")
    key = json.loads(made.content)["id"]
    found = json.loads(client.get("/api/v1/patients?external_number=K-77").content)
    assert [one["id"] for one in found["items"]] == [key]
    path, tag = f"/api/v1/patients/{key}", made.headers["ETag"]
    change = json.dumps({"external_number": "K-78", "mobile": "06 12 34 56 79"})

    def patch(tag):
        return client.patch(
            path, change, content_type="application/json", headers={"If-Match": tag}
        )

    changed = patch(tag)
    assert changed.status_code == 200
    assert json.loads(changed.content)["mobile"] == "+33612345679"
    assert problem_of(patch(tag))["status"] == 412
    assert patch(changed.headers["ETag"]).status_code == 200
    with world.acting():
        verbs = set(AuditEvent.objects.filter(patient=key).values_list("verb", flat=True))
        assert {"patient.registered", "patient.changed"} <= verbs


@pytest.mark.proves("A9.3")
def test_what_a_key_reads_is_audited_under_its_name(world):
    client = caller(world, key_of(world))
    for route in ("patients", "patients/{alice}", "appointments?{period}", "audit-events"):
        with world.acting():
            before = set(AuditEvent.objects.values_list("pk", flat=True))
        assert client.get(address(world, route)).status_code == 200
        with world.acting():
            fresh = AuditEvent.objects.exclude(pk__in=before)
            assert {one.actor_kind for one in fresh} == {"key"}
            assert {one.actor_name for one in fresh} == {"Agenda"}
            about = AuditAbout.objects.filter(event__in=fresh, patient=world.alice.pk)
            assert about.exists(), route


def test_pages_join_without_gap_or_overlap(world):
    client = caller(world, key_of(world))
    with world.acting():
        begin, end = world.now - timedelta(days=10), world.now + timedelta(days=10)
        patients = Patient.objects.count()
        appointments = Appointment.objects.filter(starts_at__gte=begin, starts_at__lt=end).count()
    assert min(patients, appointments) > 2
    for route, expected in (
        ("patients?", patients),
        (f"appointments?{period(world)}&", appointments),
    ):
        found, after = [], ""
        while True:
            word = f"&after={after}" if after else ""
            told = json.loads(client.get(f"/api/v1/{route}limit=2{word}").content)
            found += [one["id"] for one in told["items"]]
            after = told["next"]
            if not after:
                break
        assert len(found) == len(set(found)) == expected, route


def _keys():
    return apps.get_model("accounts", "ApiKey").objects


NASTY = ["", "x", "a\x00b", "9" * 400, "-1", "NaN", "9999-12-31T23:59:59Z", "é" * 3000, "[]", "%"]


def test_bad_input_names_its_field_and_is_never_a_server_error(world):
    client = caller(world, key_of(world))
    for method, route, _scopes in TABLE:
        path = address(world, route).partition("?")[0]
        for name in ("start", "end", "after", "limit", "q", "patient", "appointment_type"):
            for value in NASTY:
                with world.acting():
                    _keys().update(window_count=0)
                answer = client.get(path, {name: value}) if method == "GET" else None
                assert answer is None or answer.status_code < 500, (path, name, value)
    for name in (*DETAILS, "birth_date", "email", "mobile", "language", "surprise"):
        for value in (*NASTY, None, 3, [], {}, "\ud800"):
            body = json.dumps({**DETAILS, name: value})
            answer = client.post("/api/v1/patients", body, content_type="application/json")
            assert answer.status_code in (201, 422), (name, value)
            if answer.status_code == 422:
                assert name in {one["field"].rsplit(".", 1)[-1] for one in _errors(answer)} or (
                    _errors(answer)
                )
    for body in ("", "{", "[" * 5000, "\x00", "null", "[]", '"x"'):
        answer = client.post("/api/v1/patients", body, content_type="application/json")
        assert problem_of(answer)["status"] in (400, 422), body


def _errors(answer):
    return problem_of(answer)["errors"]


def test_a_wrong_method_is_a_problem_too(world):
    answer = caller(world, key_of(world)).delete("/api/v1/patients")
    assert problem_of(answer)["status"] == 405
    assert "GET" in answer.headers["Allow"]


def test_too_many_calls_are_told_when_to_come_again(world):
    client = caller(world, key_of(world))
    assert client.get("/api/v1/organization").status_code == 200
    with world.acting():
        _keys().update(window_count=PER_MINUTE)
    answer = client.get("/api/v1/organization")
    assert problem_of(answer)["status"] == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_the_description_and_its_page_are_open(world):
    client = world.client()
    told = json.loads(client.get("/api/v1/openapi.json").content)
    assert told["openapi"].startswith("3.1")
    page = client.get("/api/v1/docs/").content.decode()
    assert "/api/v1/patients/{patient_id}" in page
