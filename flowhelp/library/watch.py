"""A folder's snapshot: enough to tell quickly that nothing changed in it.

Names can change only where a folder's own time changes, so an unchanged folder
is not listed again; every file is still asked for its times and size, because
many editors rewrite a file in place. Measured on 10,000 files in 200 folders:
30 to 40 ms, of which two processes hide a part behind other work; half as much
again with `DirEntry.stat`.

A snapshot has all folders first, then the files in blocks, those that changed
last before the others: what is likely to have changed is looked at early.
"""

from __future__ import annotations

import os

from flowhelp.library.forking import cores, may_fork
from flowhelp.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

FORMAT = b"flowhelp-watch-2"
_RECORD, _UNIT = "\x1e", "\x1f"
_COARSE = 1_000_000_000
NUMBERS = 3
"""Kept of each file: times of content and of inode, and size."""

UNREADABLE = -1
"""Stands for the time of a folder that could not be read."""

_LEAST_PARTS, _MOST_PARTS = 2, 4
"""Processes that share a large folder: one alone made an answer wait 6 ms longer."""

_MANY = 1_000
"""Files from which on a child is worth starting; looking at them takes 3 ms."""
_BLOCK = 500
"""Files whose record is read at once."""
_BYTES_A_FILE = 40
"""Of a snapshot, at least: three numbers and a name."""
_WINDOW_FINE, _WINDOW_COARSE = 50_000_000, 2_500_000_000


class Watched(Value):
    """One folder as it was: its path inside the source (empty for the root) and time."""

    __slots__ = ("mtime_ns", "names", "path")

    def __init__(self, path: str, mtime_ns: int, names: tuple[str, ...]) -> None:
        self.path = path
        self.mtime_ns = mtime_ns
        self.names = names


def is_fresh(mtime_ns: int, now_ns: int) -> bool:
    """Whether a change right after this one could carry the same time.

    Clocks of file systems tick: every few milliseconds where nanoseconds are
    kept, every second or two where they are not.
    """
    window = _WINDOW_FINE if mtime_ns % _COARSE else _WINDOW_COARSE
    return abs(now_ns - mtime_ns) < window


def encode(folders: Iterable[Watched], stamps: Sequence[int]) -> bytes:
    """A snapshot of those folders; `stamps` holds three numbers a file, in their order."""
    from array import array  # noqa: PLC0415 (a question alone needs none)

    known = list(folders)
    head = _RECORD.join(f"{folder.path}{_UNIT}{folder.mtime_ns}" for folder in known)
    parts = [os.fsencode(head)]
    for block in _blocks(known, stamps):
        text = _RECORD.join(_UNIT.join((path, *names)) for path, names, _ in block)
        numbers = array("q")
        for _, _, own in block:
            numbers.extend(own)
        parts += [os.fsencode(text), numbers.tobytes()]
    sizes = " ".join(str(len(part)) for part in parts)
    return b"%s %s\n%s" % (FORMAT, sizes.encode(), b"".join(parts))


def _blocks(
    folders: Iterable[Watched], stamps: Sequence[int]
) -> Iterator[list[tuple[str, tuple[str, ...], Sequence[int]]]]:
    """Path, names and stamps of folders, at most `_BLOCK` names at once; what is new first."""
    pieces = []
    at = 0
    for folder in folders:
        for start in range(0, len(folder.names), _BLOCK):
            names = folder.names[start : start + _BLOCK]
            own = stamps[at : at + NUMBERS * len(names)]
            at += len(own)
            pieces.append((folder.path, names, own))
    pieces.sort(key=lambda piece: -max(piece[2], default=0))
    block: list[tuple[str, tuple[str, ...], Sequence[int]]] = []
    count = 0
    for piece in pieces:
        if block and count + len(piece[1]) > _BLOCK:
            yield block
            block, count = [], 0
        block.append(piece)
        count += len(piece[1])
    if block:
        yield block


def _never() -> bool:
    return False


def unchanged(
    root: str,
    snapshot: bytes,
    share: tuple[int, int] = (0, 1),
    is_settled: Callable[[], bool] = _never,
) -> bool:
    """Whether every folder and file under `root` has the times and sizes it had.

    False also for a snapshot that is not one.

    Args:
        root: The folder.
        snapshot: What `encode` made of it.
        share: Which part of how many equal ones to look at.
        is_settled: Asked now and then whether a change was found elsewhere.
    """
    from array import array  # noqa: PLC0415 (as in `encode`)

    part, parts = share
    try:
        head, *blocks = _taken_apart(snapshot)
        folders = os.fsdecode(bytes(head)).split(_RECORD)
        if not all(_is_same_folder(root, record) for record in folders[part::parts]):
            return False
        for number in range(2 * part, len(blocks), 2 * parts):
            stamps = array("q")
            stamps.frombytes(blocks[number + 1])
            if is_settled() or not _are_same_files(
                root, os.fsdecode(bytes(blocks[number])), stamps
            ):
                return False
    except (OSError, ValueError):
        return False
    return True


def _taken_apart(snapshot: bytes) -> list[memoryview]:
    """The folders, then names and stamps of each block.

    Raises:
        ValueError: It is no snapshot.
    """
    line, _, rest = snapshot.partition(b"\n")
    name, *sizes = line.split(b" ")
    if name != FORMAT or not sizes or len(sizes) % 2 == 0:
        raise ValueError
    view, parts, at = memoryview(rest), [], 0
    for size in map(int, sizes):
        parts.append(view[at : at + size])
        at += size
    if at != len(rest):
        raise ValueError
    return parts


def _is_same_folder(root: str, record: str) -> bool:
    path, mtime = record.split(_UNIT)
    folder = os.path.join(root, path)  # noqa: PTH118 (hot)
    if int(mtime) == UNREADABLE:
        return not os.access(folder, os.R_OK | os.X_OK)
    return os.stat(folder).st_mtime_ns == int(mtime)  # noqa: PTH116 (hot)


def _are_same_files(root: str, records: str, stamps: array[int]) -> bool:
    from array import array  # noqa: PLC0415 (as in `encode`)

    seen: list[int] = []
    for record in records.split(_RECORD):
        path, *names = record.split(_UNIT)
        folder = os.path.join(root, path)  # noqa: PTH118 (hot)
        with opened(folder) as fd:
            for name in names:
                at = name if fd is not None else os.path.join(folder, name)  # noqa: PTH118
                found = os.stat(at, dir_fd=fd)
                seen += (found.st_mtime_ns, found.st_size, found.st_ctime_ns)
    return array("q", seen) == stamps


def watching(root: str, snapshot: bytes) -> Callable[[], bool]:
    """Starts asking whether anything changed; what it returns waits for the answer.

    A large folder is looked at by children, so that the time it takes is not
    added to that of answering a question. The answer must be asked for once.
    """
    if not _is_large(snapshot):
        return lambda: unchanged(root, snapshot)
    parts = min(cores(), _MOST_PARTS)
    children = [_child(root, snapshot, (part, parts)) for part in range(parts)]

    def answer() -> bool:
        statuses = [os.waitpid(child, 0)[1] for child in children]
        return not any(statuses)

    return answer


def unchanged_by_all(root: str, snapshot: bytes) -> bool:
    """As `unchanged`, where there is nothing else to do: here and in a child beside it."""
    if not _is_large(snapshot):
        return unchanged(root, snapshot)
    import signal  # noqa: PLC0415 (as in `encode`)

    parts = min(cores(), _MOST_PARTS)
    children = [_child(root, snapshot, (part, parts)) for part in range(1, parts)]

    def is_settled() -> bool:
        """Whether one of them ended and found a change; the first is enough."""
        for child in tuple(children):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                children.remove(child)
            if status:
                return True
        return False

    same = unchanged(root, snapshot, (0, parts), is_settled)
    if not same:
        for child in children:
            os.kill(child, signal.SIGKILL)
    statuses = [os.waitpid(child, 0)[1] for child in children]
    return same and not any(statuses)


def _is_large(snapshot: bytes) -> bool:
    return len(snapshot) >= _MANY * _BYTES_A_FILE and cores() >= _LEAST_PARTS and may_fork()


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


class opened:  # noqa: N801 (used like a function, in a `with`)
    """The folder, open: asking for its files relative to it saves a third of the time.

    None where this system has no such way.
    """

    __slots__ = ("_fd", "_folder")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._fd: int | None = None

    def __enter__(self) -> int | None:
        if os.stat in os.supports_dir_fd:
            self._fd = os.open(self._folder, os.O_RDONLY)
        return self._fd

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._fd is not None:
            os.close(self._fd)


def times_of(entry: os.DirEntry[str], fd: int | None) -> os.stat_result:
    """What the system says of a file in a folder that is `opened`; a link is followed.

    Raises:
        OSError: It is gone, or a link to nowhere.
    """
    return os.stat(entry.path if fd is None else entry.name, dir_fd=fd)
