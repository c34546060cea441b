"""Backup and restore, on a real server: what was there is there again, in two archives."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.files.storage import Storage
from django.core.files.storage.handler import StorageHandler

from visavis.config.serve import backup
from visavis.config.storage import chosen
from visavis.core.pg.public import running


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a space, that a system user can enter (pytest's own is closed)."""
    made = Path("/tmp") / f"visavis backup {os.getpid()}-{time.monotonic_ns()}"
    made.mkdir(mode=0o755)
    yield made
    shutil.rmtree(made)


def lying_in(data: Path) -> Storage:
    """The storage of a data folder, as settings make it by themselves."""
    return StorageHandler({"default": chosen("file:", data)})["default"]


def practice(data: Path, url: str) -> None:
    """A data folder with rows behind a policy, a file and a key."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE TABLE visits (id int PRIMARY KEY, note text)")
        connection.execute("ALTER TABLE visits ENABLE ROW LEVEL SECURITY")
        connection.execute("GRANT SELECT ON visits TO visavis_app")
        connection.execute("INSERT INTO visits SELECT n, 'é' || n FROM generate_series(1, 50) n")
    for name in ("files/a/scan.bin", "keys/field-keys"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(name.encode())


def test_what_was_written_is_restored_with_its_walls(folder: Path) -> None:
    old, new = folder / "old", folder / "new"
    with running(old, durable=False) as server:
        practice(old, server.url)
        archive, keys = backup.write(old, lying_in(old), server.url, folder)
    for path in (archive, keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(archive) as packed:
        assert not [name for name in packed.getnames() if name.startswith("keys")]
    with running(new, durable=False) as server:
        backup.restore(new, lying_in(new), server.url, archive, keys)
        with psycopg.connect(server.url) as connection:
            row = connection.execute("SELECT count(*), max(note), min(note) FROM visits").fetchone()
            owner = connection.execute(
                "SELECT tableowner FROM pg_tables WHERE tablename = 'visits'"
            ).fetchone()
        with psycopg.connect(server.app_url) as connection:
            hidden = connection.execute("SELECT count(*) FROM visits").fetchone()
    assert row == (50, "é9", "é1")
    assert owner == ("visavis_owner",)
    assert hidden == (0,)
    for name in ("files/a/scan.bin", "keys/field-keys"):
        assert (new / name).read_bytes() == name.encode()


def test_nothing_that_is_there_is_overwritten(folder: Path) -> None:
    data = folder / "data"
    with running(data, durable=False) as server:
        practice(data, server.url)
        archive, keys = backup.write(data, lying_in(data), server.url, folder)
        with pytest.raises(backup.NoBackup, match="There are files"):
            backup.restore(data, lying_in(data), server.url, archive, keys)
        shutil.rmtree(data / "files")
        with pytest.raises(backup.NoBackup, match="not empty"):
            backup.restore(data, lying_in(data), server.url, archive, keys)


def test_what_is_no_backup_is_told_so_and_leaves_nothing(folder: Path) -> None:
    data, wrong = folder / "data", folder / "wrong.tar"
    with tarfile.open(wrong, "w"):
        pass
    with running(data, durable=False) as server:
        with pytest.raises(backup.NoBackup, match="holds no database"):
            backup.restore(data, lying_in(data), server.url, wrong, wrong)
        with pytest.raises(backup.NoBackup, match="cannot be read"):
            backup.restore(data, lying_in(data), server.url, folder / "absent.tar", wrong)
        bad = server.url.replace("visavis_owner", "nobody")
        with pytest.raises(backup.NoBackup, match="pg_dump failed"):
            backup.write(data, lying_in(data), bad, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["data", "wrong.tar"]
    assert not list(data.glob(".restore*"))
