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

_CHILDREN = 2
"""Look at a large folder, each at one half: one made an answer wait 6 ms longer."""

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


def unchanged(root: str, snapshot: bytes, share: tuple[int, int] = (0, 1)) -> bool:
    """Whether every folder and file under `root` has the times and sizes it had.

    False also for a snapshot that is not one.

    Args:
        root: The folder.
        snapshot: What `encode` made of it.
        share: Which part of how many equal ones to look at.
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
    part, parts = share
    files = sum(record.count(_UNIT) - 1 for record in records)
    span = range(files * part // parts, files * (part + 1) // parts)
    own = stamps[span.start * NUMBERS : span.stop * NUMBERS if part + 1 < parts else None]
    return _same(root, _spanned(records, span, first=part == 0), own)


def _spanned(records: list[str], span: range, *, first: bool) -> Iterator[list[str]]:
    """Path, time and names of each folder that holds some of those files, by their number.

    Where it is the first span, folders without files belong to it as well.
    """
    begin = 0
    for record in records:
        path, mtime, *names = record.split(_UNIT)
        own = names[max(0, span.start - begin) : max(0, span.stop - begin)]
        begin += len(names)
        if own or (first and not names):
            yield [path, mtime, *own]


def watching(root: str, snapshot: bytes) -> Callable[[], bool]:
    """Starts asking whether anything changed; what it returns waits for the answer.

    A large folder is looked at by a child, so that the time it takes is not
    added to that of answering a question. The answer must be asked for once.
    """
    if len(snapshot) < _MANY * _BYTES_A_FILE or cores() < _CHILDREN or not may_fork():
        return lambda: unchanged(root, snapshot)
    children = [_child(root, snapshot, (part, _CHILDREN)) for part in range(_CHILDREN)]

    def answer() -> bool:
        statuses = [os.waitpid(child, 0)[1] for child in children]
        return not any(statuses)

    return answer


def _child(root: str, snapshot: bytes, share: tuple[int, int]) -> int:
    """A process that ends with 0 where its share is unchanged."""
    child = os.fork()
    if child:
        return child
    same = False
    try:
        same = unchanged(root, snapshot, share)
    finally:
        os._exit(0 if same else 1)  # nothing of the parent is closed or written here


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


def _same(root: str, folders: Iterable[list[str]], stamps: array[int]) -> bool:
    """Whether those folders and their files have those times and sizes."""
    seen: list[int] = []
    try:
        for path, mtime, *names in folders:
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
