"""An index that fails under a question is replaced, and the question asked again."""

from __future__ import annotations

from flowhelp.search.index_file import IndexLostError, IndexUnwritableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from flowhelp.search.index import Index
    from flowhelp.usecases.workspace import Workspace

    T = TypeVar("T")


def surely(workspace: Workspace, ask: Callable[[], T]) -> T:
    """What `ask` answers, with a new index in place of one that fails under it.

    Args:
        workspace: Its index may be replaced.
        ask: Uses the index; is asked again from the start after a failure.
    """
    try:
        return ask()
    except IndexUnwritableError as error:
        reason = error.reason
        _replace(workspace, lambda index: index.beside(workspace.places.index_file, reason))
    except IndexLostError:
        renew(workspace)
    try:
        return ask()
    except (IndexLostError, IndexUnwritableError) as error:
        note = error.message
        _replace(workspace, lambda index: index.in_memory(note))
        return ask()


def renew(workspace: Workspace) -> None:
    """Puts an empty index in place of the one there is."""
    _replace(workspace, lambda index: index.anew(workspace.places.index_file))


def _replace(workspace: Workspace, make: Callable[[type[Index]], Index]) -> None:
    from flowhelp.search.index import Index

    workspace.index.close()
    workspace.index = make(Index)
