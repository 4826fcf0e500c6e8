"""What a keeper does: looks whether the libraries changed, and takes in what did."""

from __future__ import annotations

import os

from flowhelp.library import watch
from flowhelp.library.spec import SourceKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from flowhelp.library.spec import SourceSpec
    from flowhelp.usecases.workspace import Workspace

    Say = Callable[[Literal["same", "changed", "many", "taken in"]], None]


def keep(workspace: Workspace, say: Say, few: int, patience: float) -> None:
    """Brings the index up to date, and says how far that is.

    Args:
        workspace: Its libraries, all of them read to the end before, and its index.
        say: Told that nothing changed, or that something did; then that it is more than a few
            files, should it be, and that all is taken in.
        few: So many files.
        patience: Seconds to wait for another process that is taking something in.

    Raises:
        IndexLostError: The index is damaged; the one that asked mends that.
        IndexUnwritableError: It cannot be written; likewise.
    """
    stale = {spec.name for spec in workspace.specs if not _is_same(workspace, spec)}
    if not stale:
        say("same")
        return
    say("changed")
    from flowhelp.usecases.reindex import refresh

    told: list[int] = []

    def progress(done: int, total: int) -> None:
        del done
        if total > few and not told:
            told.append(total)
            say("many")

    looked = [
        (source, _no if name in stale else _yes) for name, source in workspace.sources.items()
    ]
    done = refresh(workspace, begun=looked, progress=progress, patience=patience)
    if not done.left:
        workspace.close()  # what was written is in its place before anybody is told
        say("taken in")


def _is_same(workspace: Workspace, spec: SourceSpec) -> bool:
    """Whether a library is as the index has it."""
    snapshot = workspace.index.snapshot(spec.key)
    if spec.kind == SourceKind.GIT:
        return snapshot == spec.commit.encode()
    return bool(snapshot) and watch.unchanged_by_all(
        os.path.realpath(spec.location), snapshot or b""
    )


def _yes() -> bool:
    return True


def _no() -> bool:
    return False
