import os
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from visavis.accounts.public import Department
from visavis.core.public import acting_for, current_organization, tenant_job
from visavis.core.tenancy import NoTenant
from visavis.core.tests import jobs_for_tests


def run_worker(**options):
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, **options)


def statuses():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs"
            " WHERE queue_name = 'default' GROUP BY 1"
        )
        return dict(cursor.fetchall())


def founded() -> list[str]:
    """The departments that jobs have made, besides those of the world."""
    found = Department.objects.exclude(name__in=["Cardiologie", "Rééducation"])
    return list(found.values_list("name", flat=True))


def test_a_rolled_back_transaction_leaves_no_job_and_a_commit_leaves_one(committed_world):
    with acting_for(committed_world.practice):
        jobs_for_tests.found_department.defer(name="Never")
        assert statuses() == {"todo": 1}
        transaction.set_rollback(True)
    assert statuses() == {}
    with acting_for(committed_world.practice):
        jobs_for_tests.found_department.defer(name="Once")
        assert statuses() == {"todo": 1}
    assert statuses() == {"todo": 1}


def test_a_job_needs_a_tenant(committed):
    with pytest.raises(NoTenant):
        jobs_for_tests.found_department.defer(name="x")


def test_the_worker_runs_a_job_for_the_organization_that_deferred_it(committed_world):
    for which in ("practice", "neighbour"):
        with committed_world.acting(which):
            jobs_for_tests.found_department.defer(name=f"Of {which}")
    run_worker()
    assert statuses() == {"succeeded": 2}
    for which in ("practice", "neighbour"):
        with committed_world.acting(which):
            assert founded() == [f"Of {which}"]
    assert current_organization() is None


def test_what_a_failing_job_did_and_deferred_is_undone_and_it_is_tried_again(committed_world):
    with acting_for(committed_world.practice):
        jobs_for_tests.fail_after_work.defer()
    run_worker()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, attempts FROM procrastinate_jobs"
            " WHERE queue_name = 'default'"
        )
        assert cursor.fetchall() == [(jobs_for_tests.fail_after_work.name, "todo", 1)]
    with acting_for(committed_world.practice):
        assert founded() == []


def test_a_job_with_transactions_of_its_own_commits_when_it_wants(committed_world):
    with acting_for(committed_world.practice):
        jobs_for_tests.commit_then_fail.defer()
    run_worker()
    with acting_for(committed_world.practice):
        assert founded() == ["Kept"]


def test_the_job_of_a_killed_worker_is_taken_up_again(committed_world):
    with acting_for(committed_world.practice):
        jobs_for_tests.found_department.defer(name="Late")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '5 minutes') RETURNING id"
        )
        dead = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    app.tasks["visavis.core.jobs.revive"].configure(task_kwargs={"timestamp": 0}).defer()
    run_worker()
    run_worker()
    with acting_for(committed_world.practice):
        assert founded() == ["Late"]


def test_a_worker_process_hears_of_a_job_within_a_second_of_its_commit(committed_world, tmp_path):
    worker = start_worker(tmp_path)
    try:
        took = time_until_done(committed_world, "First", patience=30)
        took = time_until_done(committed_world, "Second", patience=10)
    finally:
        worker.terminate()
        worker.wait(20)
    assert took < 1.5, (tmp_path / "log").read_text()


def start_worker(folder):
    """A worker as in production, on this test's database."""
    kept = connection.settings_dict
    url = f"postgresql://{kept['USER']}:{kept['PASSWORD']}@/{kept['NAME']}?host={kept['HOST']}"
    if kept["PORT"]:
        url += f"&port={kept['PORT']}"
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "django", "procrastinate", "worker"],
            env=os.environ
            | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "visavis.core.tests.worker_settings"},
            stdout=log,
            stderr=log,
        )


def time_until_done(world, name, *, patience):
    with acting_for(world.practice):
        jobs_for_tests.found_department.defer(name=name)
    start = time.monotonic()
    while time.monotonic() - start < patience:
        with acting_for(world.practice):
            if Department.objects.filter(name=name).exists():
                return time.monotonic() - start
        time.sleep(0.02)
    raise AssertionError("the worker did not do the job")


def test_a_job_declared_twice_is_refused():
    from procrastinate.exceptions import TaskAlreadyRegistered

    def found_department() -> None: ...

    found_department.__module__ = jobs_for_tests.__name__
    found_department.__qualname__ = "found_department"
    with pytest.raises(TaskAlreadyRegistered):
        tenant_job()(found_department)
