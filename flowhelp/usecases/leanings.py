"""What is known of the person who asks: for `search.leaning`, from this machine alone."""

from __future__ import annotations

import sys

from flowhelp.search.leaning import Leaning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowhelp.search.habits import Entry
    from flowhelp.search.query import Query
    from flowhelp.usecases.workspace import Workspace

_PLATFORMS = {"darwin": "macos", "win32": "windows"}


def leaning_of(workspace: Workspace, query: Query) -> Leaning:
    """The circumstances of a question.

    Args:
        workspace: Its libraries, its places and its clock.
        query: What is asked.
    """
    project = next((spec.key for spec in workspace.specs if spec.kind == "project"), "")
    platform = _PLATFORMS.get(sys.platform, sys.platform)
    return Leaning(platform, project, _habits(workspace), query.kind)


def _habits(workspace: Workspace) -> _Habits | None:
    from flowhelp.search import habits

    entries = habits.read(f"{workspace.places.data_folder}/{habits.NAME}")
    if not entries:
        return None
    names = {spec.key: spec.name for spec in workspace.specs}
    return _Habits(entries, names, workspace.seconds())


class _Habits:
    """How much pages are in use, worked out for those that are asked for."""

    def __init__(self, entries: dict[str, Entry], names: Mapping[str, str], now: int) -> None:
        self._entries = entries
        self._names = names
        self._now = now

    def of(self, key: str, name: str) -> float:
        """0 to 1 for the page of that id in the library with that key."""
        from flowhelp.search.habits import weight

        entry = self._entries.get(f"{self._names.get(key, '')}:{name}")
        return weight(entry, self._now) if entry else 0.0
