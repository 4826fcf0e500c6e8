"""What a person searches for and opens: for their own ranking, and as a list of work for authors.

Kept on this machine and nowhere else (`search.asked`, `search.habits`), unless
`keep_searches` is switched off. Keeping it never fails and never waits.

`note_search` stands on the way of a plain question: this module loads what it
needs when it is called.
"""

from __future__ import annotations

from flowhelp.errors import UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flowhelp.search.backlog import Unanswered
    from flowhelp.usecases.workspace import Workspace

SHOW, WALK = "show", "walk"
_WEIGHTS = {SHOW: 1.0, WALK: 2.0}
"""How much an opening counts: who walks a page means it."""


class NotErasedError(UnavailableError):
    """What was searched for could not be erased."""


def note_search(  # noqa: PLR0913 (a search is made of them)
    workspace: Workspace,
    question: str,
    names: Sequence[str],
    terminal: str,
    *,
    total: int | None = None,
    at: int | None = None,
) -> None:
    """Keep that somebody searched; nothing is kept where that cannot be done or is not wanted.

    Args:
        workspace: Its places, settings and clock.
        question: As it was typed.
        names: `source:id` of the answers, best first; only the first few are kept.
        terminal: Where, as `usecases.answers.terminal` names it.
        total: How many pages answered at all; as many as `names` when None.
        at: Now, in Unix seconds; asked of the workspace when None.
    """
    if not workspace.settings.keep_searches:
        return
    from flowhelp.search import asked

    moment = workspace.seconds() if at is None else at
    count = len(names) if total is None else total
    asked.note(_folder(workspace), asked.Search(moment, terminal, question, count, names))


def note_opening(workspace: Workspace, source: str, page: str, by: str) -> None:
    """Keep that a page of a library was opened; nothing is kept of a lone file.

    Args:
        workspace: Its places, settings and clock.
        source: The library's name; empty for a lone file.
        page: The page's id.
        by: What opened it: `SHOW`, `WALK`, or a later front end.
    """
    if not source or not workspace.settings.keep_searches:
        return
    from flowhelp.search import asked, habits
    from flowhelp.usecases.answers import terminal

    name, at, folder = f"{source}:{page}", workspace.seconds(), _folder(workspace)
    asked.note(folder, asked.Opening(at, terminal(), by, name))
    habits.opened(f"{folder}/{habits.NAME}", name, at, _WEIGHTS.get(by, 1.0))


def backlog(workspace: Workspace, *, since: datetime | None = None) -> tuple[Unanswered, ...]:
    """The questions that the library does not answer, the most frequent first, then the newest.

    Args:
        workspace: Its places, its libraries and its clock.
        since: Only what was asked then or later; all that is kept when None.
    """
    from dataclasses import replace

    from flowhelp.search import asked
    from flowhelp.search.analysis import query_terms
    from flowhelp.search.backlog import unanswered

    start = since.timestamp() if since else 0
    facts = [fact for fact in asked.read(_folder(workspace)) if fact.at >= start]
    found = unanswered(facts, workspace.seconds(), query_terms)
    titles = _titles(workspace) if any(one.best for one in found) else {}
    return tuple(replace(one, title=titles.get(one.best, "")) for one in found)


def erase(workspace: Workspace) -> int:
    """Erase what was searched for and opened here, and how much each page is in use.

    Returns:
        How many searches were erased.

    Raises:
        NotErasedError: It is still there.
    """
    import os
    from contextlib import suppress

    from flowhelp.search import asked, habits

    folder = _folder(workspace)
    count = sum(1 for fact in asked.read(folder) if isinstance(fact, asked.Search))
    try:
        asked.clear(folder)
        with suppress(FileNotFoundError):
            os.remove(f"{folder}/{habits.NAME}")  # noqa: PTH107 (the same kind of path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotErasedError(f"{error.filename} cannot be erased: {reason}") from error
    return count


def _folder(workspace: Workspace) -> str:
    return workspace.places.data_folder


def _titles(workspace: Workspace) -> dict[str, str]:
    """`source:id` → title of every page, as the index has it."""
    from flowhelp.usecases.mending import surely

    names = {spec.key: spec.name for spec in workspace.specs}
    pages = surely(workspace, lambda: workspace.index.listed([*names]))
    return {f"{names[page.key]}:{page.id}": page.title for page in pages}
