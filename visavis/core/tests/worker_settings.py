"""The settings of the suite, for a worker process that must know the tests' jobs."""

from visavis.config.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["visavis.core.tests.jobs_for_tests"]
