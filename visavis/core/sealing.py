"""Bytes sealed with a key of their own, a piece at a time (AES-256-GCM).

A sealed file is MAGIC, then pieces of 256 KiB, each with its tag. A piece's nonce is its number and
whether it is the last: pieces cannot be changed, reordered, cut off or added without it showing.
A key seals one content only, so that a nonce never serves twice.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"visavis\x01"
PIECE = 256 * 1024
TAG = 16


class BrokenSeal(Exception):
    """The bytes are not those that were sealed with this key."""


def new_key() -> bytes:
    """A key for one file."""
    return AESGCM.generate_key(bit_length=256)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealed(io.RawIOBase):
    """*source*, of *size* bytes, read as what is stored; can be read again from anywhere."""

    def __init__(self, source: IO[bytes], size: int, key: bytes) -> None:
        self._source = source
        self._clear = size
        self._cipher = AESGCM(key)
        self._pieces = max(1, -(-size // PIECE))
        self._at = 0
        self._kept: tuple[int, bytes] = (-1, b"")
        self.size = len(MAGIC) + size + TAG * self._pieces

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {0: 0, 1: self._at, 2: self.size}[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        room, filled = memoryview(buffer).cast("B"), 0
        while filled < len(room):  # never short of what is there: readers take that for the end
            found = self._from_here()[: len(room) - filled]
            if not found:
                break
            room[filled : filled + len(found)] = found
            filled += len(found)
            self._at += len(found)
        return filled

    def _from_here(self) -> bytes:
        if self._at < len(MAGIC):
            return MAGIC[self._at :]
        number, within = divmod(self._at - len(MAGIC), PIECE + TAG)
        return self._piece(number)[within:] if number < self._pieces else b""

    def _piece(self, number: int) -> bytes:
        if self._kept[0] != number:
            self._source.seek(number * PIECE)
            clear = self._source.read(min(PIECE, self._clear - number * PIECE))
            last = number == self._pieces - 1
            self._kept = (number, self._cipher.encrypt(_nonce(number, last), clear, MAGIC))
        return self._kept[1]


def unseal(stored: IO[bytes], key: bytes) -> Iterator[bytes]:
    """What was sealed with *key*, a piece at a time.

    Raises:
        BrokenSeal: at the first piece that is not what was sealed.
    """
    cipher = AESGCM(key)
    if stored.read(len(MAGIC)) != MAGIC:
        raise BrokenSeal("not a sealed file")
    piece, number = stored.read(PIECE + TAG), 0
    while True:
        following = stored.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), piece, MAGIC)
        except InvalidTag as fault:
            raise BrokenSeal(f"piece {number} was changed") from fault
        if not following:
            return
        piece, number = following, number + 1
