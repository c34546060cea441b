"""Jobs that only tests know; the worker process of a test imports them too."""

from visavis.accounts.public import Department
from visavis.core.public import acting_for, tenant_job


@tenant_job()
def found_department(name):
    Department.objects.create(name=name)


@tenant_job()
def fail_after_work():
    Department.objects.create(name="Half done")
    found_department.defer(name="Follows")
    raise RuntimeError("on purpose")


@tenant_job(own_transactions=True)
def commit_then_fail(organization):
    with acting_for(organization):
        Department.objects.create(name="Kept")
    raise RuntimeError("on purpose")
