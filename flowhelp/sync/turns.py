"""One sync at a time on a machine.

The lock is the system's own, so it ends with the process that has it, however that ends. Who has
it stands in its file for people to read, and is believed only while the lock is held.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flowhelp.errors import UnavailableError
from flowhelp.journal.files import make_folder

PATIENCE_S = 5.0
"""How long a person's sync waits for another one."""

LONG_PATIENCE_S = 900.0
"""How long one that nobody asked for does."""

_BETWEEN_S = 0.05
_FAR = 1 << 30
"""The byte that is locked where locks are of bytes: one that nobody reads."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose turn it is.

    Attributes:
        pid: The process; 0 where it has not said it yet.
        by_hand: Whether a person asked for it.
        since: When it began, RFC 3339 in UTC.
    """

    pid: int
    by_hand: bool
    since: str

    @property
    def words(self) -> str:
        """What is said of it: `process 4711, by itself in the background`."""
        how = "that somebody asked for" if self.by_hand else "by itself in the background"
        return f"process {self.pid}, {how}" if self.pid else "it has just begun"


class BusyError(UnavailableError):
    """Another sync of this machine is running."""


@contextmanager
def turn(
    path: Path, *, by_hand: bool, since: str, wait: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Sync alone while the block runs.

    A person's sync waits for a moment. One that nobody asked for waits longer, as it may have
    been started for what the one at work is too far on to see; but if there is one that waits
    already, that will see it, and a second has nothing to do.

    Args:
        path: The outbox; the locks lie beside it.
        by_hand: Whether a person asked.
        since: The time, RFC 3339.
        wait: Waits so many seconds.

    Raises:
        BusyError: Another one is at work still, or waits already.
    """
    lock = _file(path, "lock")
    queue = None if by_hand else _file(path, "next")
    try:
        if queue is not None and not _taken(queue):
            raise BusyError("another sync waits for its turn already")
        _wait(lock, path, PATIENCE_S if by_hand else LONG_PATIENCE_S, wait)
        if queue is not None:
            os.close(queue)
            queue = None
        if lock is not None:
            told = json.dumps({"by_hand": by_hand, "pid": os.getpid(), "since": since})
            with suppress(OSError):
                os.ftruncate(lock, 0)
                os.write(lock, told.encode())
        yield
    finally:
        for handle in (queue, lock):
            if handle is not None:
                os.close(handle)


def at_work(path: Path) -> Holder | None:
    """Who is syncing now; None where nobody is.

    Args:
        path: The outbox.
    """
    try:
        handle = os.open(f"{path}.lock", os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _taken(handle) else _holder(handle)
    finally:
        os.close(handle)


def _wait(lock: int | None, path: Path, patience: float, wait: Callable[[float], None]) -> None:
    """Have the lock; where there can be none, the files hold together without."""
    waited = 0.0
    while lock is not None and not _taken(lock):
        if waited >= patience:
            found = at_work(path)
            raise BusyError(
                f"another sync is running: {found.words}" if found else "another sync is running",
                hint="it brings the same; flowhelp sync status says how far it is",
            )
        wait(_BETWEEN_S)
        waited += _BETWEEN_S


def _holder(handle: int) -> Holder:
    try:
        found = json.loads(os.read(handle, 1024))
        return Holder(int(found["pid"]), bool(found["by_hand"]), str(found["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder(0, by_hand=True, since="")  # it has the lock, and said nothing yet


def _file(path: Path, ending: str) -> int | None:
    """An open file for a lock; None where none can be made, which writing will tell better."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    try:
        make_folder(path.parent)
        return os.open(f"{path}.{ending}", flags, 0o600)
    except OSError:
        return None


def _taken(handle: int) -> bool:
    """Whether the lock of that file is ours now; also where this file system has no locks."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there is none elsewhere

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl  # noqa: PLC0415 - there is none on Windows

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
