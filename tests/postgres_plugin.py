"""A real PostgreSQL for the suite: one server per run, one database per worker.

Loaded early (``-p``), because Django reads its settings before any conftest. The tables belong to
the server's administrator; tests work as ``visavis_app``, so row-level security binds them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

_server: Any = None
_folder: Path | None = None


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "committed: the test sees real commits of other connections")


def _start() -> None:
    global _server, _folder
    if os.environ.get("VISAVIS_TEST_READY"):
        return
    _folder = Path(tempfile.mkdtemp(prefix="visavis-test-"))
    _folder.chmod(0o755)
    (_folder / "static").mkdir()
    os.environ["VISAVIS_MODE"] = "test"
    os.environ["VISAVIS_DATA"] = str(_folder)
    os.environ["VISAVIS_TEST_READY"] = "1"
    if not os.environ.get("DATABASE_URL"):
        from visavis.core.pg import launcher

        _server = launcher.start(_folder, durable=False)
        os.environ["DATABASE_URL"] = _server.admin_url


_start()


def pytest_unconfigure(config: pytest.Config) -> None:
    global _server
    if _server is not None:
        _server.stop()
        _server = None
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
