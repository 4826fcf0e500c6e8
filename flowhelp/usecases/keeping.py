"""What a keeper does: looks whether the libraries changed, and takes in what did."""

from __future__ import annotations

import os

from flowhelp.library import watch
from flowhelp.library.spec import SourceKind
from flowhelp.usecases.fresh import CHANGED, FEW, LONG, MANY, SAME, TAKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowhelp.library.spec import SourceSpec
    from flowhelp.usecases.workspace import Workspace


def keep(workspace: Workspace, tells: int) -> None:
    """Brings the index up to date, and says how far that is.

    Args:
        workspace: Its libraries, all of them read to the end before, and its index.
        tells: The end of a pipe; nobody may be listening any more.

    Raises:
        IndexLostError: The index is damaged; the one that asked mends that.
        IndexUnwritableError: It cannot be written; likewise.
    """
    stale = {spec.name for spec in workspace.specs if not _is_same(workspace, spec)}
    if not stale:
        _say(tells, SAME)
        return
    _say(tells, CHANGED)
    from flowhelp.usecases.reindex import refresh

    told: list[int] = []

    def progress(done: int, total: int) -> None:
        del done
        if total > FEW and not told:
            told.append(total)
            _say(tells, MANY)

    looked = [
        (source, _no if name in stale else _yes) for name, source in workspace.sources.items()
    ]
    done = refresh(workspace, begun=looked, progress=progress, patience=LONG)
    if not done.left:
        workspace.close()  # what was written is in its place before anybody is told
        _say(tells, TAKEN)


def _is_same(workspace: Workspace, spec: SourceSpec) -> bool:
    """Whether a library is as the index has it."""
    snapshot = workspace.index.snapshot(spec.key)
    if spec.kind is SourceKind.GIT:
        return snapshot == spec.commit.encode()
    return bool(snapshot) and watch.unchanged_by_all(
        os.path.realpath(spec.location), snapshot or b""
    )


def _yes() -> bool:
    return True


def _no() -> bool:
    return False


def _say(tells: int, word: bytes) -> None:
    try:
        os.write(tells, word)
    except OSError:
        return  # the one that asked has its answer
