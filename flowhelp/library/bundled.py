"""The libraries nobody has to add: what ships, what the project has, what the path names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from flowhelp.ids import SourceName
from flowhelp.library.source import SourceKind, SourceSpec

PROJECT_FOLDERS = ("procedures", ".flowhelp")
"""Looked for in the current folder and in every one above it."""

_PACKAGE = Path(__file__).parents[1]


def bundled() -> SourceSpec | None:
    """The procedures that ship: in an installed package, or beside one that is worked on."""
    for folder in (_PACKAGE / "bundled", _PACKAGE.parent / "procedures"):
        if folder.is_dir():
            return SourceSpec(
                SourceName("flowhelp"), SourceKind.BUNDLED, str(folder.resolve()), trusted=True
            )
    return None


def project(folder: Path) -> Iterator[SourceSpec]:
    """The libraries of the project that `folder` lies in, the nearest first."""
    for above in (folder, *folder.parents):
        for name in PROJECT_FOLDERS:
            found = above / name
            if os.path.isdir(found):  # noqa: PTH112 (no exception for a folder nobody may read)
                yield SourceSpec(
                    SourceName(above.name or "project"),
                    SourceKind.PROJECT,
                    os.path.realpath(found),
                )


def on_path(value: str) -> Iterator[SourceSpec]:
    """The libraries that `FLOWHELP_PATH` names, in its order; empty parts mean nothing."""
    for part in filter(None, value.split(os.pathsep)):
        folder = Path(os.path.realpath(Path(part).expanduser()))
        yield SourceSpec(SourceName(folder.name or "path"), SourceKind.PATH, str(folder))
