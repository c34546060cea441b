"""The record of acts: read, narrowed, exported, verified, by those who may (A9.3)."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from visavis.accounts.public import Department
from visavis.core.public import AuditEvent, Sought, events, record, seen, system
from visavis.office.csv_file import safe

AUDIT = "/desk/settings/audit/"


@pytest.fixture
def acts(world):
    """Sophie saw Alice and Bruno, Paul opened Chloé's file, hours were set."""
    with world.acting():
        seen(
            "patients.listed",
            by=world.actor("secretary"),
            patients=[world.alice.pk, world.bruno.pk],
        )
        seen("patient.viewed", by=world.actor("colleague"), patients=[world.chloe.pk])
        record("hours.set", on=None, by=world.actor("practitioner"))
    return world


def page(world, role="owner", query="", path=AUDIT):
    answer = world.client(role).get(path + query, headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.proves("A9.3")
def test_an_owner_reads_plain_sentences(acts):
    text = page(acts)
    for told in ("Dossier ouvert", "Sophie Bernard", "Alice Moreau", "Bruno Faure", "Horaires"):
        assert told in text, told


@pytest.mark.proves("A9.3")
@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?kind=look", "Dossier ouvert", "Horaires de la semaine"),
        ("?kind=change", "Horaires de la semaine", "Dossier ouvert"),
        ("?person={paul}", "Dossier ouvert", "Horaires de la semaine"),
        ("?patient={alice}", "liste des patients", "Dossier ouvert"),
        ("?q=chlo", "Quel patient", "Aucun patient"),
        ("?until=2020-01-01", "Rien n’a été enregistré", "Dossier ouvert"),
        ("?since=2020-01-01", "Dossier ouvert", "Rien n’a été enregistré"),
    ],
)
def test_it_narrows_by_person_patient_kind_and_period(acts, query, there, not_there):
    keys = {"paul": acts.users["paul"].pk, "alice": acts.alice.pk}
    text = page(acts, query=query.format(**keys))
    body = text[text.index("</form>") :]
    assert there in body
    assert not_there not in body


def test_a_wrong_period_is_told_beside_the_field(acts):
    assert "précède le début" in page(acts, query="?since=2026-05-02&until=2026-05-01")


@pytest.mark.proves("A9.3", "A2.1")
def test_a_manager_of_a_department_reads_what_is_theirs(acts):
    """Paul's patient is of the manager's department, Claire's patients are not."""
    with acts.acting():
        physio = Department.objects.create(name="Kiné")
        for member in ("marc", "paul"):
            acts.members[member].departments.create(department=physio)
        acts.chloe.departments.create(department=physio)
    acts.practice.strict_departments = True
    acts.practice.save()
    text = page(acts, "manager")
    body = text[text.index("</form>") :]
    assert "Chloé Garnier" in body
    assert "Horaires" not in body, "Claire is in no department of the manager's"


@pytest.mark.proves("A9.3")
def test_who_has_seen_this_file(acts):
    text = page(acts, path=f"/desk/patients/{acts.alice.pk}/seen/")
    assert "Sophie Bernard" in text
    assert "Paul Petit" not in text
    assert f"/desk/patients/{acts.alice.pk}/seen/" in page(
        acts, path=f"/desk/patients/{acts.alice.pk}/"
    )
    practitioner = acts.client("practitioner").get(f"/desk/patients/{acts.alice.pk}/")
    assert b"/seen/" not in practitioner.content


@pytest.mark.proves("A9.1", "A9.3")
def test_both_names_stand_there_when_somebody_else_acted(world):
    import dataclasses

    actor = dataclasses.replace(world.actor("owner"), via="Équipe Visavis", via_user_id=uuid4())
    with world.acting():
        record("hours.set", on=None, by=actor)
    text = page(world)
    assert "Olivia Laurent" in text
    assert "par Équipe Visavis" in text


@pytest.mark.proves("A9.3")
def test_the_export_holds_everything_and_no_formula(acts):
    acts.alice.first_name = "=HYPERLINK(1)"
    with acts.acting():
        acts.alice.save()
    answer = acts.client("owner").get(AUDIT + "export.csv", headers={"Accept-Language": "fr"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][1] == "Quand"
    assert {row[7] for row in rows[1:]} >= {"patients.listed", "patient.viewed", "hours.set"}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    with acts.acting():
        assert AuditEvent.objects.filter(verb="audit.exported").count() == 1


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@a", "\t=1", "  =1", "\r=1"])
def test_a_cell_is_never_a_formula(cell):
    assert safe(cell).startswith("'")
    assert safe("Alice") == "Alice"


@pytest.mark.proves("A9.3")
def test_the_button_verifies_the_chain(committed_world):
    world = committed_world
    with world.acting():
        for _ in range(3):
            record("hours.set", on=None, by=system(world.practice.pk))

    def verified():
        client = world.client("owner")
        client.post(AUDIT + "verify/")
        return page_of(client)

    def page_of(client):
        return client.get(AUDIT, headers={"Accept-Language": "fr"}).content.decode()

    assert "rien n’est modifié" in verified()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("UPDATE core_auditevent SET actor_name = 'Eve' WHERE seq = 2")
        cursor.execute("SET ROLE visavis_app")
    assert "L’événement 2 a été modifié" in verified()


def _plan(query):
    sql, values = query.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]
    return json.dumps(plan), plan["Execution Time"]


@pytest.mark.proves("A9.3")
def test_a_page_of_a_long_record_is_found_by_index(world, as_owner):
    """100 000 acts of several people about several patients: no scan of them all, no sort."""
    people = [uuid4() for _ in range(20)]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        cursor.execute(
            """INSERT INTO core_auditevent (id, organization_id, at, verb, actor_kind, actor_user,
                 actor_name, on_type, facts, previous, digest, patient)
               SELECT gen_random_uuid(), %s, now() - n * interval '1 minute',
                 CASE WHEN n %% 50 = 0 THEN 'hours.set' ELSE 'patient.viewed' END, 'staff',
                 (%s::uuid[])[1 + n %% 20], 'A', '', '{}', '', '', (%s::uuid[])[1 + n %% 20]
               FROM generate_series(1, 100000) n""",
            [world.practice.pk, people, people],
        )
        cursor.execute(
            """INSERT INTO core_auditabout (id, organization_id, event_id, patient, at)
               SELECT gen_random_uuid(), organization_id, id, patient, at FROM core_auditevent"""
        )
        cursor.execute("ANALYZE core_auditevent; ANALYZE core_auditabout")
    middle = (world.now - timedelta(days=35), uuid4())
    with world.acting():
        for sought in (
            Sought(),
            Sought(person=people[3]),
            Sought(patient=people[3]),
            Sought(kind="change"),
            Sought(person=people[4], kind="look", since=world.now - timedelta(days=60)),
        ):
            for after in (None, middle):
                plan, took = _plan(events(sought, after=after, most=51)[:51])
                assert "Seq Scan" not in plan, sought
                assert took < 100, (sought, took)
