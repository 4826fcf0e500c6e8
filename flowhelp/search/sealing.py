"""Bytes that can tell that they were damaged.

SQLite finds that a page of its file is damaged where it finds its way by it, and
not where the inside of a value is: a wrong answer would be given in good faith.
"""

from __future__ import annotations

from zlib import crc32

from flowhelp.errors import UnavailableError

SEAL = 4
"""Bytes that a seal takes."""


class IndexLostError(UnavailableError):
    """The index file turned out to be damaged: it is to be made anew."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the search index is damaged: {reason}")


def seal(raw: bytes) -> bytes:
    """Those bytes with a checksum at their end."""
    return raw + crc32(raw).to_bytes(SEAL, "big")


def unseal(sealed: bytes) -> bytes:
    """What `seal` was given.

    Raises:
        IndexLostError: It is not what it was.
    """
    raw = sealed[:-SEAL]
    if crc32(raw).to_bytes(SEAL, "big") != sealed[-SEAL:]:
        raise IndexLostError("a value is not what was written")
    return raw
