"""Whether a folder stands in a git checkout, and where that keeps its history.

Only paths are looked at; no git is started here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LONGEST_POINTER = 4096
_MARK = "gitdir:"


@dataclass(frozen=True, slots=True)
class Checkout:
    """A work tree: its top folder, and the folder of its history."""

    top: Path
    git_dir: Path


def checkout_of(folder: Path) -> Checkout | None:
    """The checkout that a folder stands in, or None.

    A linked work tree or submodule has a file `.git` that names the folder.
    """
    folder = folder.resolve()
    for top in (folder, *folder.parents):
        mark = top / ".git"
        if mark.is_dir():
            return Checkout(top, mark)
        if mark.is_file():
            target = _pointed(mark)
            return Checkout(top, target) if target is not None else None
    return None


def _pointed(mark: Path) -> Path | None:
    try:
        with mark.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_LONGEST_POINTER).strip()
    except OSError:
        return None
    if not text.startswith(_MARK):
        return None
    target = (mark.parent / text.removeprefix(_MARK).strip()).resolve()
    return target if target.is_dir() else None
