"""Files in a folder that others write to as well: whole or not there, and never followed elsewhere.

Everything is opened relative to a handle of the folder, and no link is followed: a name that
somebody else made there leads nowhere outside.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from flowhelp.errors import FlowhelpError
from flowhelp.sync.target import DeniedError, UnreachableError

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
_ONE_READ = 1 << 20


class NotAFileError(Exception):
    """Something else lies under that name, or too much; the text says what."""


class Folder:
    """An open folder."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def open(cls, path: Path) -> Self:
        """That folder, whatever links lead to it.

        Raises:
            OSError: There is none, or it may not be read.
        """
        return cls(os.open(path, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._handle)

    def inside(self, name: str, *, make: bool = False) -> Folder:
        """The folder of that name in this one.

        Raises:
            OSError: There is none, or it is a link.
        """
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=self._handle)
                self.sync()
        return Folder(os.open(name, _FOLDER, dir_fd=self._handle))

    def names(self) -> list[str]:
        """What is in it, in the order of the names."""
        return sorted(os.listdir(self._handle))  # noqa: PTH208 - a handle

    def has(self, name: str) -> bool:
        """Whether something lies under that name."""
        try:
            os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file.

        Args:
            name: Of a file in this folder.
            most: Bytes that are read at most.

        Raises:
            FileNotFoundError: There is none.
            NotAFileError: It is a link, no file, or larger.
            OSError: It cannot be read now.
        """
        try:
            handle = os.open(name, os.O_RDONLY | _FILE, dir_fd=self._handle)
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.EMLINK, errno.ENXIO}:
                raise NotAFileError("is a link and not a file") from error
            raise
        with open(handle, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise NotAFileError("is not a file")
            found = bytearray()
            while len(found) <= most:
                more = file.read(min(_ONE_READ, most + 1 - len(found)))
                if not more:
                    return bytes(found)
                found += more
        raise NotAFileError(f"is larger than {most >> 10} KiB")

    def write(self, name: str, content: bytes, *, once: bool = False) -> None:
        """Put a file there, whole or not at all; what lay there is replaced.

        Its bytes are on the disk when this returns, its name after `sync`.

        Args:
            name: Of the file.
            content: All of it.
            once: Leave alone what lies there; where the system has no second names for a
                file, only a look beforehand guards it.

        Raises:
            FileExistsError: With `once`, something lies there.
            OSError: It cannot be written.
        """
        beside = f".new-{name}"
        with suppress(FileNotFoundError):
            os.unlink(beside, dir_fd=self._handle)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE
        handle = os.open(beside, flags, 0o666, dir_fd=self._handle)
        with open(handle, "wb", buffering=0) as file:  # noqa: PTH123 - a descriptor
            view = memoryview(content)
            while view:
                view = view[file.write(view) :]
            os.fsync(handle)
        if once and self._linked(beside, name):
            return
        os.replace(beside, name, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def _linked(self, beside: str, name: str) -> bool:
        """Whether the file has its name by a second one, which is never put over another."""
        try:
            os.link(beside, name, src_dir_fd=self._handle, dst_dir_fd=self._handle)
        except FileExistsError:
            raise
        except OSError as error:
            if self.has(name):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
            return False
        os.unlink(beside, dir_fd=self._handle)
        return True

    def sync(self) -> None:
        """Have the names in it on the disk, where the system can do that.

        Raises:
            OSError: The disk failed.
        """
        try:
            os.fsync(self._handle)
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise


def explained(error: OSError, root: Path) -> FlowhelpError:
    """What went wrong with the folder, in words a person can act on."""
    cause = (error.strerror or str(error)).lower()
    if error.errno in _FULL:
        return UnreachableError(f"the disk that holds {root} is full", hint="make room there")
    if error.errno == errno.EEXIST:
        return UnreachableError(f"another flowhelp is writing to {root}", hint="sync again")
    if error.errno in _DENIED:
        return DeniedError(
            f"{root} cannot be read or written: {cause}", hint=f"ls -ld {root}, mend it, sync again"
        )
    return UnreachableError(f"{root} is out of reach: {cause}", hint="connect it, then sync again")


def gallop(there: Callable[[int], bool]) -> int:
    """The last number from 1 that is there, when all before it are; 0 for none.

    Asks about twice the logarithm of the answer, so its cost hardly grows with it.
    """
    step = 1
    while there(step):
        step *= 2
    low, high = step // 2, step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if there(middle) else (low, middle)
    return low
