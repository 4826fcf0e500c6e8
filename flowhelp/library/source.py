"""What a library is to the rest of the program: files with stamps, and their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flowhelp.errors import ContentError
from flowhelp.library.spec import SourceKind, SourceSpec

__all__ = [
    "File",
    "Listing",
    "Problem",
    "Source",
    "SourceKind",
    "SourceSpec",
    "UnreadableError",
]


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


LARGEST_FILE = 1 << 20
"""Bytes; a longer file is no procedure. FORMAT.md knows none above 0.4 MiB."""

SETTINGS = "flowhelp.toml"
"""What a library says of itself, beside its pages; not one of them."""


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

    def read(self, path: str, most: int = LARGEST_FILE) -> bytes:
        """The bytes of one file, of which there may be `most`.

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
