"""The files of a journal: made private before SQLite opens them, with a ballast beside.

The ballast is space kept back. On a full disk it is freed, so that the step at
hand can still be written down.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

BALLAST_BYTES = 256 * 1024
_ROOM_WANTED = 4 * BALLAST_BYTES


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, and its folders; keep one that is there.

    Raises:
        OSError: The folder cannot be made or written.
    """
    make_folder(path.parent)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may read, and those above it; keep those that are there.

    Their names are on the disk by then: what lies in a folder is lost with the folder's name.

    Raises:
        OSError: One cannot be made.
    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        with suppress(PermissionError):  # a folder of somebody else, which may not be listed
            sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Have the folder's own list of names on the disk, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Have what was written to a file on the disk.

    Raises:
        OSError: It may not be.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def identity(path: Path) -> tuple[int, int]:
    """What tells a file from another one of the same name; (0, 0) where there is none."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)


def ballast_of(path: Path) -> Path:
    """Where the ballast of that journal lies."""
    return path.with_name(path.name + ".ballast")


def load_ballast(path: Path) -> None:
    """Keep space back, when there is plenty of it; failing to is no failure."""
    ballast = ballast_of(path)
    with suppress(OSError):
        if ballast.exists() or shutil.disk_usage(path.parent).free < _ROOM_WANTED:
            return
        handle = os.open(ballast, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            whole = os.write(handle, b"\xa5" * BALLAST_BYTES) == BALLAST_BYTES
        except OSError:
            whole = False
        finally:
            os.close(handle)
        if not whole:
            ballast.unlink()


def drop_ballast(path: Path) -> bool:
    """Free the space that was kept back; whether there was any."""
    try:
        ballast_of(path).unlink()
    except OSError:
        return False
    return True
