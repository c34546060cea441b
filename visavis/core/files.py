"""Files of an organization: a row that says what it is, bytes sealed in the storage.

The storage (STORAGE_URL: a folder, or S3) sees only sealed bytes; each file has a key of its own,
kept encrypted in its row. So whoever has the storage has nothing, and a rotation of keys writes
rows, not files. Bytes are written before the row is committed and taken away when it is not;
what a killed process leaves behind is swept a day later.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import IO, Any, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from visavis.core.actor import Actor
from visavis.core.audit import record
from visavis.core.clock import now
from visavis.core.jobs import periodic
from visavis.core.models import StoredFile
from visavis.core.sealing import PIECE, BrokenSeal, Sealed, new_key, unseal
from visavis.core.tenancy import across_tenants, on_rollback, require_organization

log = logging.getLogger(__name__)

# What a browser may show by itself; everything else is saved.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"})
PDF = "application/pdf"
ANY_TYPE = "application/octet-stream"
SWEPT_AFTER = timedelta(days=1)
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class FileLost(Exception):
    """The row is there, its bytes are not, or not those that were stored."""


def store(actor: Actor, content: bytes | IO[bytes], *, name: str, content_type: str) -> StoredFile:
    """Keep *content* (bytes, or an open file such as an upload) under *name*.

    Only a piece of it at a time is in memory beside what was given.
    """
    source: IO[bytes] = io.BytesIO(content) if isinstance(content, bytes) else content
    size, digest = _measured(source)
    key = new_key()
    file = StoredFile(
        name=_clean_name(name),
        content_type=_clean_type(content_type),
        size=size,
        digest=digest,
        key=base64.b64encode(key).decode("ascii"),
    )
    file.path = f"{require_organization().pk}/{file.pk.hex[-2:]}/{file.pk.hex}"
    on_rollback(lambda: _drop(file.path))
    sealed: Any = Sealed(source, size, key)
    file.path = default_storage.save(file.path, File(sealed, name=file.path))
    _settle(file.path)
    file.save()
    record("file.stored", on=file, by=actor, size=size, content_type=file.content_type)
    return file


def remove(actor: Actor, file: StoredFile) -> None:
    """Forget *file*; its bytes go when the transaction is committed."""
    path = file.path
    record("file.removed", on=file, by=actor, size=file.size, content_type=file.content_type)
    file.delete()
    transaction.on_commit(lambda: _drop(path), robust=True)


def read_file(file: StoredFile) -> Iterator[bytes]:
    """The bytes of *file*, a piece at a time.

    Raises:
        FileLost: they are not there, or not what was stored.
    """
    try:
        with default_storage.open(file.path) as stored:
            yield from unseal(stored, base64.b64decode(file.key))
    except (FileNotFoundError, BrokenSeal) as fault:
        raise FileLost(f"{file.pk}: {fault}") from fault


def open_file(file: StoredFile) -> bytes:
    """The bytes of *file*.

    Raises:
        FileLost: they are not there, or not what was stored.
    """
    whole = io.BytesIO()
    for piece in read_file(file):
        whole.write(piece)
    return whole.getvalue()


class FileResponse(StreamingHttpResponse):
    """A stored file on its way: never compressed, answered 304 when the browser has it."""

    as_it_is = True


def serve(
    file: StoredFile, *, inline: bool = False, private: bool = True, keep: int = 0
) -> HttpResponse:
    """*file* as an answer; whoever calls this has asked the policy.

    Args:
        inline: shown by the browser if it is a picture or a PDF; saved otherwise.
        private: for this person only, not kept on the device; else for anyone, for a year (give
            it an address that changes with the file).
        keep: seconds that a private one may stay on the device (a face, not a document).

    Raises:
        Http404: its bytes are lost (and the log says so).
    """
    pieces = read_file(file)
    try:
        first = next(pieces)
    except FileLost as fault:
        log.error("file lost: %s", fault)
        raise Http404 from fault
    shown = inline and (file.content_type in PICTURES or file.content_type == PDF)
    response = FileResponse(chain([first], pieces), content_type=file.content_type)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(not shown, file.name) or ""
    response["ETag"] = f'"{file.digest}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # A browser's own reader of PDFs does not start in a sandbox; it runs no script of the page.
    sandbox = "" if file.content_type == PDF else "; sandbox"
    response["Content-Security-Policy"] = _POLICY + sandbox
    if not private:
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response["Cache-Control"] = f"private, max-age={keep}" if keep else "private, no-store"
    return cast(HttpResponse, response)  # views say so, though what is streamed has no content


@periodic("41 2 * * *")
def sweep_files() -> None:
    """Take away the bytes that no row knows: what a process left that died before its commit."""
    for organization in across_tenants("sweep files without a row"):
        folder = str(organization.pk)
        for shelf in _listed(folder)[0]:
            names = _listed(f"{folder}/{shelf}")[1]
            paths = {f"{folder}/{shelf}/{name}" for name in names}
            known = StoredFile.objects.filter(path__in=paths).values_list("path", flat=True)
            for path in sorted(paths.difference(known)):
                if default_storage.get_modified_time(path) < now() - SWEPT_AFTER:
                    log.info("swept a file without a row: %s", path)
                    _drop(path)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and files within *folder* of the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, files


def _measured(source: IO[bytes]) -> tuple[int, str]:
    """The size and the SHA-256 of *source*, read once."""
    size, digest = 0, hashlib.sha256()
    source.seek(0)
    while piece := source.read(PIECE):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


def _settle(path: str) -> None:
    """See to it that bytes in a folder are on the disk before a row speaks of them."""
    try:
        handle = os.open(default_storage.path(path), os.O_RDONLY)
    except NotImplementedError:  # not a folder: it has answered for them
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop(path: str) -> None:
    default_storage.delete(path)


def _clean_type(given: str) -> str:
    """The media type alone, in lower case; the general one for what is none."""
    kind = given.split(";")[0].strip().lower()
    return kind if len(kind) <= 100 and _TYPE.fullmatch(kind) else ANY_TYPE


def _clean_name(given: str) -> str:
    """*given* without folders and without signs that hide what it is; its suffix is kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    name = " ".join(seen.split()).strip(". ")
    if len(name) > 200:
        stem, dot, suffix = name.rpartition(".")
        ending = dot + suffix if stem and len(suffix) <= 12 else ""
        name = name[: 200 - len(ending)] + ending
    return name or "file"
