"""Files that facts refer to: the pages that were followed, what was attached to a step.

A file is called by the SHA-256 of its bytes. It is on the disk, name and all, before the fact
that refers to it is written; so a fact never points at nothing. Equal bytes are kept once, and
bytes that are not what their name says are not given out.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from flowhelp.journal.files import make_folder, sync_folder


def keep(folder: Path, content: bytes) -> str:
    """The SHA-256 by which those bytes are kept in that folder from now on, in hex digits.

    Raises:
        OSError: They cannot be written; nothing is left of them.
    """
    name = sha256(content).hexdigest()
    place = _place(folder, name)
    if kept(folder, name) is None:
        _write(place, content)
    # Also where they were there: who put them there may have been killed before saying so.
    sync_folder(place.parent)
    sync_folder(folder)
    return name


def kept(folder: Path, name: str) -> bytes | None:
    """The bytes with that SHA-256; None when they are not there or not what they were."""
    try:
        content = _place(folder, name).read_bytes()
    except OSError:
        return None
    return content if sha256(content).hexdigest() == name else None


def _place(folder: Path, name: str) -> Path:
    """In one of 256 folders, so that none gets too large to list."""
    return folder / name[:2] / name


def _write(place: Path, content: bytes) -> None:
    """Put those bytes in their place, all of them or none."""
    make_folder(place.parent)
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
