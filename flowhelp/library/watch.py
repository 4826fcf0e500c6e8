"""A folder's snapshot: enough to tell quickly that nothing changed in it.

Names can change only where a folder's own time changes, so an unchanged folder
is not listed again; every file is still asked for its times and size, because
many editors rewrite a file in place. Measured on 10,000 files in 200 folders:
30 to 40 ms, of which `watching` hides a part behind other work; half as much again with
`DirEntry.stat`.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flowhelp.library.forking import cores, may_fork

FORMAT = b"flowhelp-watch-1"
_RECORD, _UNIT = "\x1e", "\x1f"
_COARSE = 1_000_000_000
NUMBERS = 3
"""Kept of each file: times of content and of inode, and size."""

UNREADABLE = -1
"""Stands for the time of a folder that could not be read."""

_MANY = 1_000
"""Files from which on a child is worth starting; looking at them takes 3 ms."""
_BYTES_A_FILE = 40
"""Of a snapshot, at least: three numbers and a name."""
_WINDOW_FINE, _WINDOW_COARSE = 50_000_000, 2_500_000_000


@dataclass(frozen=True, slots=True)
class Watched:
    """One folder as it was: its path inside the source (empty for the root) and time."""

    path: str
    mtime_ns: int
    names: tuple[str, ...]


def is_fresh(mtime_ns: int, now_ns: int) -> bool:
    """Whether a change right after this one could carry the same time.

    Clocks of file systems tick: every few milliseconds where nanoseconds are
    kept, every second or two where they are not.
    """
    window = _WINDOW_FINE if mtime_ns % _COARSE else _WINDOW_COARSE
    return abs(now_ns - mtime_ns) < window


def encode(folders: Iterable[Watched], stamps: Sequence[int]) -> bytes:
    """A snapshot of those folders; `stamps` holds three numbers a file, in their order."""
    text = _RECORD.join(
        _UNIT.join((folder.path, str(folder.mtime_ns), *folder.names)) for folder in folders
    )
    body = os.fsencode(text)
    return b"%s %d\n%s%s" % (FORMAT, len(body), body, array("q", stamps).tobytes())


def unchanged(root: str, snapshot: bytes) -> bool:
    """Whether every folder and file under `root` has the times and sizes it had.

    False also for a snapshot that is not one.
    """
    head, _, rest = snapshot.partition(b"\n")
    name, _, length = head.partition(b" ")
    if name != FORMAT or not length.isdigit():
        return False
    stamps = array("q")
    try:
        stamps.frombytes(rest[int(length) :])
        records = os.fsdecode(rest[: int(length)]).split(_RECORD)
    except ValueError:
        return False
    return _same(root, records, stamps)


def watching(root: str, snapshot: bytes) -> Callable[[], bool]:
    """Starts asking whether anything changed; what it returns waits for the answer.

    A large folder is looked at by a child, so that the time it takes is not
    added to that of answering a question. The answer must be asked for once.
    """
    if len(snapshot) < _MANY * _BYTES_A_FILE or cores() < 2 or not may_fork():  # noqa: PLR2004
        return lambda: unchanged(root, snapshot)
    child = os.fork()
    if child == 0:
        same = False
        try:
            same = unchanged(root, snapshot)
        finally:
            os._exit(0 if same else 1)  # nothing of the parent is closed or written here

    def answer() -> bool:
        _, status = os.waitpid(child, 0)
        return status == 0

    return answer


@contextmanager
def opened(folder: str) -> Iterator[int | None]:
    """The folder, open: asking for its files relative to it saves a third of the time.

    None where this system has no such way.
    """
    if os.stat not in os.supports_dir_fd:
        yield None
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        yield fd
    finally:
        os.close(fd)


def times_of(entry: os.DirEntry[str], fd: int | None) -> os.stat_result:
    """What the system says of a file in a folder that is `opened`; a link is followed.

    Raises:
        OSError: It is gone, or a link to nowhere.
    """
    return os.stat(entry.path if fd is None else entry.name, dir_fd=fd)


def _same(root: str, records: list[str], stamps: array[int]) -> bool:
    """Whether those folders and their files have those times and sizes."""
    seen: list[int] = []
    try:
        for record in records:
            path, mtime, *names = record.split(_UNIT)
            if not _look(os.path.join(root, path), int(mtime), names, seen):  # noqa: PTH118 (hot)
                return False
    except (OSError, ValueError):
        return False
    return array("q", seen) == stamps


def _look(folder: str, mtime_ns: int, names: list[str], seen: list[int]) -> bool:
    """Adds three numbers a file to `seen`; False when the folder itself changed."""
    if mtime_ns == UNREADABLE:
        return not os.access(folder, os.R_OK | os.X_OK)
    if os.stat(folder).st_mtime_ns != mtime_ns:  # noqa: PTH116 (hot)
        return False
    if not names:
        return True
    with opened(folder) as fd:
        for name in names:
            path = name if fd is not None else os.path.join(folder, name)  # noqa: PTH118
            found = os.stat(path, dir_fd=fd)
            seen += (found.st_mtime_ns, found.st_size, found.st_ctime_ns)
    return True
