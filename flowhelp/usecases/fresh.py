"""An answer that does not wait for the check whether its libraries changed.

A question is answered from the index as it is. Whether that is how the
libraries are is looked at meanwhile by a keeper: a process of its own, which
also takes in what changed, and which nobody waits for longer than a moment.
Where there can be none, all of it happens here, after the answer is worked out.
"""

from __future__ import annotations

import os

from flowhelp.library.forking import may_fork

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from flowhelp.usecases.reindex import Progress
    from flowhelp.usecases.workspace import Workspace

    T = TypeVar("T")

SAME, CHANGED, MANY, TAKEN, UNABLE = b"s", b"c", b"m", b"t", b""
"""What a keeper says, by its first letter: nothing changed; something did; that is more than is
waited for; it is taken in. The last: it cannot tell, or is no more."""

MOMENT = 0.03
"""Seconds that an answer waits for the check after it was worked out."""

TAKING = 2.0
"""Seconds it waits for a few changed files to be taken in."""

LONG = 5.0
"""Seconds that a poor answer waits for all that: what was meant may have been saved just now."""

FEW = 50
"""Changed files that are waited for."""


def answered(
    workspace: Workspace,
    ask: Callable[[], T],
    is_poor: Callable[[T], bool],
    progress: Progress | None = None,
) -> T:
    """What the index answers; a change that a keeper sees in time is in it.

    Args:
        workspace: Its libraries and its index.
        ask: Asks the index.
        is_poor: Whether an answer is worth waiting for a better one.
        progress: Told how far it is, should files have to be read here.

    Raises:
        IndexLostError: The index is damaged; `surely` mends that.
        IndexUnwritableError: It cannot be written; likewise.
    """
    keeper = _keeper(workspace)
    if keeper is None:
        return _answered_here(workspace, ask, progress)
    if not _is_kept(workspace):
        keeper.dismiss()
        return _answered_here(workspace, ask, progress)
    before = _state(workspace)
    keeper.go()
    found = ask()
    said = keeper.verdict(poor=is_poor(found))
    if said == UNABLE:
        from flowhelp.usecases.reindex import refresh

        return ask() if refresh(workspace, progress=progress).anything else found
    # The keeper may have compared with what another one took in after the question was asked.
    return ask() if said == TAKEN or _state(workspace) != before else found


def settled(workspace: Workspace, seconds: float) -> bool:
    """Whether no keeper is at work on this index; waits for the last one.

    Args:
        workspace: Whose index.
        seconds: At most this long.
    """
    import fcntl
    import time

    mark = _marked(workspace)
    if mark is None:
        return True
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.005)
            else:
                return True
    finally:
        os.close(mark)


class Keeper:
    """The near end of the process that looks for changes."""

    def __init__(self, hears: int, says: int) -> None:
        self._hears = hears
        self._says = says

    def go(self) -> None:
        """Let it begin: the index is open here, and sound."""
        try:
            os.write(self._says, b"!")
        except OSError:
            return  # it is no more, which is heard as well

    def dismiss(self) -> None:
        """Let it end without having begun."""
        os.close(self._says)
        os.close(self._hears)

    def verdict(self, *, poor: bool) -> bytes:
        """The last it said in the time there is; `SAME` when there was nothing to hear.

        Args:
            poor: Whether the answer is worth waiting for a better one.
        """
        heard = self._next(LONG if poor else MOMENT, SAME)
        if heard == CHANGED:
            heard = self._next(LONG if poor else TAKING, SAME)
        return self._next(LONG, SAME) if heard == MANY and poor else heard

    def _next(self, seconds: float, otherwise: bytes) -> bytes:
        from select import select

        ready, _, _ = select([self._hears], [], [], seconds)
        return os.read(self._hears, 1) if ready else otherwise


def _answered_here(workspace: Workspace, ask: Callable[[], T], progress: Progress | None) -> T:
    """The same without a keeper: most often nothing changed, and that is found out meanwhile."""
    from flowhelp.usecases.reindex import checks, refresh

    begun = checks(workspace)
    found = ask()
    return ask() if refresh(workspace, begun=begun, progress=progress).anything else found


def _is_kept(workspace: Workspace) -> bool:
    """Whether the index is in a file, with every library read to the end at some time."""
    index = workspace.index
    return not index.note and all(index.is_whole(spec.key) for spec in workspace.specs)


def _state(workspace: Workspace) -> list[tuple[int, int]]:
    """What tells whether anybody wrote to the index in between."""
    path = workspace.places.index_file
    found = []
    for name in (path, f"{path}-wal"):
        try:
            times = os.stat(name)  # noqa: PTH116 (no pathlib)
        except OSError:
            continue
        found.append((times.st_mtime_ns, times.st_size))
    return found


def _marked(workspace: Workspace) -> int | None:
    """An open file whose lock a keeper shares while it lives; None where none can be made."""
    path = f"{workspace.places.cache_folder}/keeper.lock"
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _keeper(workspace: Workspace) -> Keeper | None:
    """A keeper that waits for `go`; None where there can be none, or nothing to keep.

    It is begun before the index is opened: SQLite must not be carried into another process.
    """
    begun = not workspace.detaches or "index" in vars(workspace)
    if begun or not may_fork() or not os.path.exists(workspace.places.index_file):  # noqa: PTH110
        return None
    mark = _marked(workspace)
    if mark is None:
        return None
    import fcntl

    # Loaded on both sides of the fork at once.
    import flowhelp.search.index  # noqa: F401

    workspace.detaches = False  # one is enough, also where the question is asked again
    fcntl.flock(mark, fcntl.LOCK_SH)
    hears, tells = os.pipe()
    waits, says = os.pipe()
    if os.fork() == 0:
        try:
            _live(workspace, tells, waits, mark)
        finally:
            os._exit(0)  # nothing of the one that asked is closed or written here
    for end in (tells, waits, mark):
        os.close(end)
    return Keeper(hears, says)


def _live(workspace: Workspace, *ends: int) -> None:
    """What a keeper does, in a session of its own and with no stream of the one that asked.

    Args:
        workspace: What the question was asked of; its index is not open.
        ends: Of the pipe to tell through, of the one to wait at, and the mark.
    """
    import fcntl

    os.setsid()
    # Beyond the streams, also where the one that asked had none and these took their numbers.
    tells, waits, mark = (fcntl.fcntl(end, fcntl.F_DUPFD, 3) for end in ends)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 (no pathlib)
        if int(name) > 2 and int(name) not in {tells, waits, mark}:  # noqa: PLR2004 (stderr)
            _closed(int(name))
    if os.read(waits, 1):
        from flowhelp.usecases.keeping import keep

        def say(word: str) -> None:
            try:
                os.write(tells, word[:1].encode())
            except OSError:
                return  # the one that asked has its answer

        keep(workspace, say, FEW, LONG)


def _closed(number: int) -> None:
    try:
        os.close(number)
    except OSError:
        return  # it was that of the listing itself
