"""Files: sealed in the storage, served safely, gone with their transaction."""

import hashlib
import io
import os
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from visavis.accounts.public import DepartmentMember
from visavis.core import crypto, files
from visavis.core.crypto import Keyring
from visavis.core.public import (
    AuditEvent,
    FileLost,
    NoTenant,
    StoredFile,
    acting_for,
    new_id,
    open_file,
    remove,
    serve,
    store,
)
from visavis.core.sealing import PIECE, BrokenSeal, Sealed, new_key, unseal


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A storage of this test's own."""
    kept = dict(settings.STORAGES["default"])
    kept["OPTIONS"] = kept["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"default": kept}
    return tmp_path


def lying(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def kept(world, content=b"Bonjour", **facts):
    facts = {"name": "mot.txt", "content_type": "text/plain"} | facts
    return store(world.actor("owner"), content, **facts)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_what_is_sealed_is_opened_again_and_only_by_its_key(size):
    clear, key = os.urandom(size), new_key()
    sealed = Sealed(io.BytesIO(clear), size, key)
    stored = io.BufferedReader(sealed).read()
    assert len(stored) == sealed.size
    assert b"".join(unseal(io.BytesIO(stored), key)) == clear
    for wrong in (stored[:-1], stored + b"x", stored[:8] + b"x" + stored[9:], b"", stored[8:]):
        with pytest.raises(BrokenSeal):
            list(unseal(io.BytesIO(wrong), key))
    with pytest.raises(BrokenSeal):
        list(unseal(io.BytesIO(stored), new_key()))


def test_pieces_cannot_be_cut_off_or_change_places():
    clear, key = os.urandom(3 * PIECE), new_key()
    stored = io.BufferedReader(Sealed(io.BytesIO(clear), len(clear), key)).read()
    head, step = stored[:8], PIECE + 16
    one, two, three = (stored[8 + step * n : 8 + step * (n + 1)] for n in range(3))
    for wrong in (head + one + two, head + two + one + three, head + one + three):
        with pytest.raises(BrokenSeal):
            list(unseal(io.BytesIO(wrong), key))


def test_a_sealed_file_can_be_read_again_from_anywhere():
    clear, key = os.urandom(2 * PIECE + 99), new_key()
    sealed = Sealed(io.BytesIO(clear), len(clear), key)
    whole = io.BufferedReader(sealed).read()
    for start in (0, 3, 8, 9, PIECE, PIECE + 24, len(whole) - 1, len(whole) + 5):
        again = io.BufferedReader(Sealed(io.BytesIO(clear), len(clear), key))
        again.seek(start)
        assert again.read() == whole[start:]


def test_a_file_is_kept_sealed_and_given_back(world, folder):
    with world.acting():
        file = kept(world, b"Radiographie " * 9, name="C:\\scans\\radio.PDF")
        stored = StoredFile.objects.get(pk=file.pk)
        assert open_file(stored) == b"Radiographie " * 9
        assert (stored.name, stored.size) == ("radio.PDF", 117)
        assert stored.digest == hashlib.sha256(b"Radiographie " * 9).hexdigest()
        event = AuditEvent.objects.get(verb="file.stored")
        assert event.facts == {"size": 117, "content_type": "text/plain"}
    [path] = lying(folder)
    assert b"Radiographie" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert str(path).endswith(stored.path)
    assert stored.path.startswith(str(world.practice.pk))


def test_two_files_of_the_same_bytes_have_nothing_in_common(world, folder):
    with world.acting():
        kept(world), kept(world)
    one, two = (path.read_bytes() for path in lying(folder))
    assert one[8:] != two[8:]


def test_a_neighbour_does_not_see_it_and_nobody_stores_without_a_tenant(world, folder):
    with world.acting():
        file = kept(world)
    with world.acting("neighbour"):
        assert not StoredFile.objects.filter(pk=file.pk).exists()
    with pytest.raises(NoTenant):
        store(world.actor("owner"), b"x", name="x", content_type="text/plain")


def test_what_was_changed_or_lost_in_the_storage_is_never_given(world, folder):
    with world.acting():
        file = kept(world)
        [path] = lying(folder)
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        with pytest.raises(FileLost):
            open_file(file)
        with pytest.raises(Http404):
            serve(file)
        path.unlink()
        with pytest.raises(FileLost):
            open_file(file)


def test_removing_takes_the_bytes_when_it_is_committed(
    world, folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False) as waiting, world.acting():
        file = kept(world)
        remove(world.actor("owner"), file)
        assert not StoredFile.objects.exists()
        assert AuditEvent.objects.filter(verb="file.removed").exists()
        assert len(lying(folder)) == 1
    for step in waiting:
        step()
    assert lying(folder) == []


def test_a_rollback_leaves_no_bytes_and_takes_none(committed_world, folder):
    world = committed_world
    with acting_for(world.practice):
        before = kept(world)
    with pytest.raises(ValueError, match="changed my mind"):
        _change_and_fail(world, before, folder)
    with acting_for(world.practice):
        assert open_file(StoredFile.objects.get()) == b"Bonjour"
    assert len(lying(folder)) == 1


def _change_and_fail(world, before, folder):
    with acting_for(world.practice):
        kept(world)
        remove(world.actor("owner"), before)
        assert len(lying(folder)) == 2
        raise ValueError("changed my mind")


def test_a_refused_request_and_a_failing_commit_leave_no_bytes(committed_world, folder):
    world = committed_world
    with acting_for(world.practice):
        kept(world)
        transaction.set_rollback(True)
    assert lying(folder) == []
    with pytest.raises(IntegrityError):
        _fail_at_commit(world, folder)
    assert lying(folder) == []


def _fail_at_commit(world, folder):
    with acting_for(world.practice):
        kept(world)
        DepartmentMember.objects.create(department_id=new_id(), membership=world.members["olivia"])
        assert len(lying(folder)) == 1


def test_what_a_killed_process_left_is_swept_after_a_day(world, folder):
    with world.acting():
        file = kept(world)
    shelf = folder / str(world.practice.pk) / "ab"
    shelf.mkdir(exist_ok=True)
    old, young = shelf / ("0" * 32), shelf / ("1" * 32)
    for path in (old, young):
        path.write_bytes(b"left")
    long_ago = (world.now - timedelta(hours=25)).timestamp()
    for path in (old, folder / file.path):
        os.utime(path, (long_ago, long_ago))
    files.sweep_files()
    assert lying(folder) == sorted([young, folder / file.path])
    files.sweep_files()


def test_rotation_of_keys_writes_rows_and_no_file(world, folder, monkeypatch, tmp_path_factory):
    ring = Keyring(tmp_path_factory.mktemp("keys") / "field-keys")
    monkeypatch.setattr(crypto, "_keyring", ring)
    with world.acting():
        file = kept(world)
        before = _key_of(file), lying(folder)[0].read_bytes()
    call_command("rotate_keys", stdout=io.StringIO())
    with world.acting():
        assert _key_of(file) != before[0]
        assert lying(folder)[0].read_bytes() == before[1]
        assert open_file(StoredFile.objects.get(pk=file.pk)) == b"Bonjour"


def _key_of(file):
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM core_storedfile WHERE id = %s", [file.pk])
        return cursor.fetchone()[0]


def test_fifty_megabytes_do_not_lie_in_memory_three_times(world, folder):
    content = os.urandom(50 * 1024 * 1024)
    with world.acting():
        tracemalloc.start()
        try:
            file = kept(world, content)
            assert tracemalloc.get_traced_memory()[1] < 5 * 1024 * 1024
            tracemalloc.reset_peak()
            sent = sum(len(piece) for piece in serve(file))
            assert tracemalloc.get_traced_memory()[1] < 5 * 1024 * 1024
        finally:
            tracemalloc.stop()
        assert sent == len(content)
        assert hashlib.sha256(open_file(file)).digest() == hashlib.sha256(content).digest()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("image/png", True),
        ("application/pdf", True),
        ("image/svg+xml", False),
        ("text/html", False),
        ("text/html; charset=utf-8", False),
        ("nonsense\r\nX-Evil: 1", False),
        ("application/octet-stream", False),
    ],
)
def test_only_pictures_and_pdfs_are_shown_by_the_browser(world, kind, shown):
    with world.acting():
        response = serve(kept(world, content_type=kind), inline=True)
        saved = serve(kept(world, content_type=kind))
    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert saved["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) == (kind != "application/pdf")
    assert b"".join(response) == b"Bonjour"
    assert int(response["Content-Length"]) == 7


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ("radio.pdf", 'attachment; filename="radio.pdf"'),
        ('a"b\\c.pdf', 'attachment; filename="c.pdf"'),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("Écho du cœur.pdf", "attachment; filename*=utf-8''%C3%89cho%20du%20c%C5%93ur.pdf"),
        ("facture\u202efdp.exe", 'attachment; filename="facturefdp.exe"'),
        ("a\r\nSet-Cookie: x=1.txt", 'attachment; filename="aSet-Cookie: x=1.txt"'),
        ("...", 'attachment; filename="file"'),
        ("", 'attachment; filename="file"'),
        ("l" * 300 + ".pdf", f'attachment; filename="{"l" * 196}.pdf"'),
    ],
)
def test_names_are_offered_as_they_are_and_do_no_harm(world, given, offered):
    with world.acting():
        assert serve(kept(world, name=given))["Content-Disposition"] == offered
