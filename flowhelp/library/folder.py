"""A directory as a source, used in place.

Nothing outside the directory is ever read: a symlink that leads out of it is
refused and reported, and so is everything that is not a plain file.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flowhelp.library import watch
from flowhelp.library.source import SETTINGS, File, Listing, Problem, SourceSpec, UnreadableError
from flowhelp.library.stamps import stamp_of
from flowhelp.library.text import LARGEST_FILE

ENDINGS = (".md", ".mdx", ".markdown")
"""Of a procedure file, in lower case."""

LEFT_OUT = frozenset({"node_modules", "__pycache__"})
"""Folders that hold no procedures of their own; hidden ones are left out as well."""

MOST_FILES = 200_000
"""In one source; beyond it somebody added a whole disk."""

_CONTROLS = frozenset(map(chr, (*range(32), 127)))


class FolderSource:
    """The procedures under one folder."""

    def __init__(self, spec: SourceSpec, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._spec = spec
        self._now_ns = now_ns
        self._root = os.path.realpath(spec.location)

    @property
    def spec(self) -> SourceSpec:
        """Which library this is."""
        return self._spec

    def listing(self) -> Listing:
        """Every procedure file, by path. What was left out is among the problems."""
        walk = _Walk(self._root, self._now_ns())
        walk.run()
        return walk.listing()

    def still(self, snapshot: bytes) -> bool:
        """Whether nothing changed since that snapshot was made."""
        return watch.unchanged(self._root, snapshot)

    def watching(self, snapshot: bytes) -> Callable[[], bool]:
        """The same, begun at once and answered when it is asked for, once."""
        return watch.watching(self._root, snapshot)

    def read(self, path: str, most: int = LARGEST_FILE) -> bytes:
        """The bytes of one file, of which there may be `most`.

        Raises:
            UnreadableError: It is gone, too large, not a plain file, or outside the folder.
        """
        return read_inside(self._root, path, most)

    def address(self, path: str) -> str:
        """The absolute path of that file."""
        return self._spec.address(path)

    def close(self) -> None:
        """Nothing is kept open."""


def read_inside(root: str, path: str, most: int) -> bytes:
    """The bytes of a file in a folder, links followed as long as they stay in it.

    Args:
        root: The folder, without links in its path.
        path: Inside it.
        most: Bytes it may have.

    Raises:
        UnreadableError: It is gone, too large, not a plain file, or outside the folder.
    """
    real = os.path.realpath(os.path.join(root, path))  # noqa: PTH118 (hot)
    if not _inside(real, root):
        raise UnreadableError("a link that leads out of its library")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        fd = os.open(real, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise UnreadableError(_reason(error)) from error
    with open(fd, "rb") as file:  # noqa: PTH123 (a descriptor)
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("not a plain file")
        if found.st_size > most:
            raise UnreadableError(f"larger than {most >> 20} MiB")
        try:
            return file.read(most + 1)
        except OSError as error:
            raise UnreadableError(_reason(error)) from error


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _inside(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


@dataclass(slots=True)
class _Walk:
    """One passage through a folder."""

    root: str
    now_ns: int
    files: list[File] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    watched: list[watch.Watched] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    certain: bool = True
    """Whether the snapshot can be relied on: nothing changed just now."""
    fd: int | None = None
    """The folder that is looked at, open, where files can be asked for relative to it."""

    def run(self) -> None:
        """Look at every folder, the root first."""
        waiting = [""]
        while waiting and len(self.files) < MOST_FILES:
            waiting += self._folder(waiting.pop())
        if waiting:
            self.problems.append(
                Problem("", f"more than {MOST_FILES:,} files; the rest is left out")
            )

    def listing(self) -> Listing:
        """What was found."""
        snapshot = watch.encode(self.watched, self.stamps) if self.certain else b""
        files = tuple(sorted(self.files, key=lambda file: file.path))
        problems = tuple(sorted(self.problems, key=lambda problem: problem.path))
        return Listing(files, problems, snapshot)

    def _folder(self, path: str) -> list[str]:
        """Takes in one folder's files; returns the folders in it."""
        full = os.path.join(self.root, path)  # noqa: PTH118 (hot)
        inner: list[str] = []
        names: list[str] = []
        try:
            with watch.opened(full) as self.fd, os.scandir(full) as entries:
                mtime_ns = os.stat(full).st_mtime_ns  # noqa: PTH116 (hot)
                for entry in sorted(entries, key=_name):
                    self._entry(entry, path, inner, names)
        except OSError as error:
            self._leave_out(path, f"the folder cannot be read: {_reason(error)}")
            del self.stamps[len(self.stamps) - watch.NUMBERS * len(names) :]
            self.watched.append(watch.Watched(path, watch.UNREADABLE, ()))
            return []
        self.certain = self.certain and not watch.is_fresh(mtime_ns, self.now_ns)
        self.watched.append(watch.Watched(path, mtime_ns, tuple(names)))
        return inner

    def _entry(
        self, entry: os.DirEntry[str], path: str, inner: list[str], names: list[str]
    ) -> None:
        name = entry.name
        inside = f"{path}/{name}" if path else name
        if name.startswith(".") or name in LEFT_OUT:
            return
        if entry.is_dir(follow_symlinks=False):
            if self._sayable(name, inside):
                inner.append(inside)
        elif inside == SETTINGS:
            if self._file(entry, inside, is_page=False):
                names.append(name)
        elif name.lower().endswith(ENDINGS):
            if self._sayable(name, inside) and self._file(entry, inside):
                names.append(name)
        elif entry.is_symlink() and entry.is_dir() and not self._stays(entry):
            self._leave_out(inside, "a link that leads out of its library")

    def _file(self, entry: os.DirEntry[str], inside: str, *, is_page: bool = True) -> bool:
        """Takes in a file; False when it is refused and need not be watched."""
        if entry.is_symlink() and not self._stays(entry):
            self._leave_out(inside, "a link that leads out of its library")
            return False
        try:
            found = watch.times_of(entry, self.fd)
        except OSError as error:
            self._leave_out(inside, _reason(error))
            return False
        if not stat.S_ISREG(found.st_mode):
            if not stat.S_ISDIR(found.st_mode):
                self._leave_out(inside, "not a plain file")
            return False
        numbers = (found.st_mtime_ns, found.st_size, found.st_ctime_ns)
        self.stamps += numbers
        stamp = stamp_of(found)
        if watch.is_fresh(max(found.st_mtime_ns, found.st_ctime_ns), self.now_ns):
            # Two edits within one tick of the file system's clock look alike: a stamp that
            # equals no later one makes the next run look at the bytes.
            stamp, self.certain = f"{stamp}-{self.now_ns}", False
        if is_page:
            self.files.append(File(inside, stamp))
        return True

    def _sayable(self, name: str, inside: str) -> bool:
        if name.isascii() and name.isprintable():
            return True
        if not _CONTROLS.isdisjoint(name):
            self._leave_out(inside, "a name with control characters")
            return False
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(inside).decode("utf-8", "backslashreplace")
            self._leave_out(shown, "a name that is not UTF-8")
            return False
        return True

    def _stays(self, entry: os.DirEntry[str]) -> bool:
        real = os.path.realpath(entry.path)
        return real == self.root or _inside(real, self.root)

    def _leave_out(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))
