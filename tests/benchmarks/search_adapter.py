"""flowhelp in one process, for the relevance yardstick.

python ../shared/eval/relevance.py --adapter tests.benchmarks.search_adapter:open_library
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flowhelp.errors import MissingError
from flowhelp.paths import Places
from flowhelp.search.query import parse_query
from flowhelp.usecases.reindex import reindex
from flowhelp.usecases.workspace import Workspace


def open_library(folders: list[Path], work: Path) -> Callable[[str, int], list[str]]:
    """A function from words and a number to that many paths, best first.

    Args:
        folders: The libraries to search.
        work: An empty folder for the index.
    """
    places = Places(work / "config", work / "data", work / "cache")
    libraries = os.pathsep.join(map(str, folders))
    workspace = Workspace(places, folder=work, env={"FLOWHELP_PATH": libraries})
    reindex(workspace)
    keys = {spec.key: spec.name for spec in workspace.specs}

    def find(words: str, number: int) -> list[str]:
        # The index alone: that the files are still the same is measured elsewhere.
        try:
            found = workspace.index.search(parse_query(words), list(keys), number)
        except MissingError:
            return []
        return [workspace.sources[keys[page.key]].address(page.path) for page in found.pages]

    return find
