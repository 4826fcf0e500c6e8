"""What a library is to the rest of the program: files with stamps, and their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from flowhelp.errors import ContentError
from flowhelp.ids import SourceName


class SourceKind(StrEnum):
    """Where a library comes from; in `Catalog` an earlier kind hides a later one."""

    PROJECT = "project"
    PATH = "path"
    FOLDER = "folder"
    GIT = "git"
    BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One library of this installation.

    Attributes:
        name: What a person calls it.
        kind: Found in the project, named by `FLOWHELP_PATH`, added, cloned, or shipped.
        location: The absolute folder, or the URL of a git library.
        ref: The branch or tag of a git library; its default branch when empty.
        pin: The commit a git library stays at, or empty.
        commit: The commit that was fetched last, or empty.
        trusted: Whether a person said that its commands may be offered to run.
    """

    name: SourceName
    kind: SourceKind
    location: str
    ref: str = ""
    pin: str = ""
    commit: str = ""
    trusted: bool = False

    @property
    def key(self) -> str:
        """What stays the same when the library is renamed or found in another way."""
        if self.kind is SourceKind.GIT:
            return f"git:{self.location}@{self.ref}"
        return f"folder:{self.location}"


@dataclass(frozen=True, slots=True)
class File:
    """A procedure file of a source.

    Attributes:
        path: Inside the source, with `/`.
        stamp: Changes when the content may have changed.
    """

    path: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that was left out, and why; `path` is empty for the whole source."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source holds now.

    Attributes:
        files: By path, ascending.
        problems: What was left out, by path.
        snapshot: Opaque bytes; `Source.still` tells from them whether anything changed.
    """

    files: tuple[File, ...]
    problems: tuple[Problem, ...]
    snapshot: bytes


class UnreadableError(ContentError):
    """A file cannot be read as a procedure."""


class Source(Protocol):
    """A place that procedures are read from."""

    @property
    def spec(self) -> SourceSpec:
        """Which library this is."""
        ...

    def listing(self) -> Listing:
        """Every procedure file. Never fails: what cannot be read is among the problems."""
        ...

    def still(self, snapshot: bytes) -> bool:
        """Whether nothing changed since that snapshot was made."""
        ...

    def watching(self, snapshot: bytes) -> Callable[[], bool]:
        """The same, begun at once; what it returns waits for the answer, and is called once."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of one file.

        Raises:
            UnreadableError: It is gone, too large, not a plain file, or outside the source.
        """
        ...

    def address(self, path: str) -> str:
        """Where a person finds that file: an absolute path, or the path inside a clone."""
        ...

    def close(self) -> None:
        """Let go of what is open; the source may be used again."""
        ...
