"""Small files that only their owner may read, written at once or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from flowhelp.errors import ContentError, UnavailableError

_LARGEST = 4 * 1024 * 1024


class UnreadableError(ContentError):
    """The file is there and cannot be read."""


class UnsavedError(UnavailableError):
    """The file cannot be written; the old one is as it was."""


def read_private(path: Path) -> str | None:
    """What stands in the file; None where there is none.

    Raises:
        UnreadableError: It cannot be read, is not UTF-8, or is larger than 4 MiB.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise UnreadableError(f"{path} is larger than {_LARGEST} bytes")
        return content.decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableError(f"{path} cannot be read: {reason}", hint=f"ls -l {path}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path} is not UTF-8 text", hint=f"mend {path}") from error


def write_private(path: Path, text: str) -> None:
    """Put `text` in the file, which is 0600 in a folder 0700, and have it on the disk.

    Raises:
        UnsavedError: It cannot be written.
    """
    beside = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
        _sync(path.parent)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                Path(beside).unlink()
        reason = (error.strerror or str(error)).lower()
        raise UnsavedError(
            f"{path} cannot be written: {reason}", hint=f"ls -ld {path.parent}"
        ) from error


def _sync(folder: Path) -> None:
    """Have the new name on the disk too, where the system can do that."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
