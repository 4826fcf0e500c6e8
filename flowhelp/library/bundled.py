"""The libraries nobody has to add: what ships, what the project has, what the path names."""

# Paths are text here: a plain question comes by, and `pathlib` takes 4 ms to load.
# ruff: noqa: PTH100, PTH111, PTH112, PTH118, PTH119, PTH120

from __future__ import annotations

import os

from flowhelp.ids import SourceName
from flowhelp.library.spec import SourceKind, SourceSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT_FOLDERS = ("procedures", ".flowhelp")
"""Looked for in the current folder and in every one above it."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def bundled() -> SourceSpec | None:
    """The procedures that ship: in an installed package, or beside one that is worked on."""
    for folder in (f"{_PACKAGE}/bundled", f"{os.path.dirname(_PACKAGE)}/procedures"):
        if os.path.isdir(folder):
            return SourceSpec(
                SourceName("flowhelp"), SourceKind.BUNDLED, os.path.realpath(folder), trusted=True
            )
    return None


def project(folder: str | os.PathLike[str]) -> Iterator[SourceSpec]:
    """The libraries of the project that `folder` lies in, the nearest first."""
    above, below = os.fspath(folder), ""
    while above != below:
        for name in PROJECT_FOLDERS:
            found = os.path.join(above, name)
            if os.path.isdir(found):
                yield SourceSpec(
                    SourceName(os.path.basename(above) or "project"),
                    SourceKind.PROJECT,
                    os.path.realpath(found),
                )
        above, below = os.path.dirname(above), above


def on_path(value: str) -> Iterator[SourceSpec]:
    """The libraries that `FLOWHELP_PATH` names, in its order; empty parts mean nothing."""
    for part in filter(None, value.split(os.pathsep)):
        folder = os.path.realpath(os.path.expanduser(part))
        name = SourceName(os.path.basename(folder) or "path")
        yield SourceSpec(name, SourceKind.PATH, folder)
