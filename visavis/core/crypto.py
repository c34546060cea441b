"""Health data at rest: encrypted in the application, with keys that can be rotated.

Fernet (AES-128-CBC with HMAC-SHA256) by the ``cryptography`` package; the first key encrypts,
all keys decrypt. Keys come from VISAVIS_KEYS or from ``<data>/keys/field-keys``, newest first,
which is read again when it changes so that a rotation needs no restart.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Keyring:
    """The keys of this process, as they are on disk now."""

    def __init__(self, path: Path, given: tuple[str, ...] = ()) -> None:
        self.path = path
        self.given = given
        self._stamp: tuple[int, int] | None = None
        self._fernet: MultiFernet | None = None

    def keys(self) -> list[str]:
        """The keys, newest first; one is made when there is none."""
        if self.given:
            return list(self.given)
        if not self.path.is_file():
            self.write([Fernet.generate_key().decode()], only_if_absent=True)
        return self.path.read_text(encoding="ascii").split()

    def write(self, keys: list[str], *, only_if_absent: bool = False) -> None:
        """Replace the key file in one step, readable by its owner only."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix="draft-")  # readable by us
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join(keys) + "\n")
        if only_if_absent:
            with contextlib.suppress(FileExistsError):
                os.link(name, self.path)
            os.unlink(name)
        else:
            os.replace(name, self.path)

    def _on_disk(self) -> tuple[int, int] | None:
        """What tells one version of the key file from another."""
        if self.given or not self.path.is_file():
            return None
        facts = self.path.stat()
        return facts.st_mtime_ns, facts.st_ino

    def fernet(self) -> MultiFernet:
        """The keys as one cipher, read anew when the file has changed."""
        stamp = self._on_disk()
        if self._fernet is None or stamp != self._stamp:
            self._fernet = MultiFernet([Fernet(key) for key in self.keys()])
            self._stamp = stamp or self._on_disk()
        return self._fernet


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField

_keyring: Keyring | None = None


def keyring() -> Keyring:
    """This process's keyring."""
    global _keyring
    if _keyring is None:
        env = settings.ENV
        _keyring = Keyring(env.data / "keys" / "field-keys", env.keys)
    return _keyring


def encrypt(text: str) -> str:
    """*text* as a token that only this practice's keys open."""
    return keyring().fernet().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """The text within *token*.

    Raises:
        InvalidToken: no key fits, or the token was changed.
    """
    return keyring().fernet().decrypt(token.encode("ascii")).decode()


Rotation = Callable[[], int]
_rotations: list[Rotation] = []


def rotates_with(reencrypt: Rotation) -> Rotation:
    """Have ``rotate-keys`` call *reencrypt* too, for secrets in tables of others (django-allauth).

    It writes them again by :func:`encrypt` and tells how many rows there were. It belongs to no
    organization and may be called again.
    """
    _rotations.append(reencrypt)
    return reencrypt


def rotations() -> tuple[Rotation, ...]:
    """Everything declared by :func:`rotates_with`."""
    return tuple(_rotations)


class EncryptedTextField(_Text):
    """Text that the database never sees in the clear. Cannot be searched or compared."""

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        return value if not value else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if not value else encrypt(str(value))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError("An encrypted field cannot be searched.")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that the database never sees in the clear."""

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        return None if not value else json.loads(decrypt(value))

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(json.dumps(value))

    def to_python(self, value: Any) -> Any:
        return value


__all__ = [
    "EncryptedJSONField",
    "EncryptedTextField",
    "InvalidToken",
    "Keyring",
    "decrypt",
    "encrypt",
    "keyring",
    "rotates_with",
    "rotations",
]
