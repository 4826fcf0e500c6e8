"""Files that prove something, kept with the records: photos, outputs, signed forms."""

from __future__ import annotations

import mimetypes
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.content import Step
from flowhelp.errors import InputError, UnavailableError
from flowhelp.journal.events import FileAttached

if TYPE_CHECKING:
    from flowhelp.usecases.walk import WalkSession

LARGEST = 32 * 1024 * 1024
"""Bytes; a photo has a tenth of it, a film is kept elsewhere and named in a remark."""

_LONGEST_NAME = 200


class NotAttachableError(InputError):
    """The file is none that can be kept: a link, a device, empty, too large, or not there."""


class UnkeptError(UnavailableError):
    """The file cannot be kept: the data folder cannot be written."""


def attach(session: WalkSession, step: Step, path: Path) -> FileAttached:
    """The fact that a file was attached to a step; its bytes are on the disk by then.

    They are copied and called by their SHA-256, so what happens to the file
    later changes nothing. In a rehearsal nothing is copied.

    Args:
        session: The walk.
        step: To which step.
        path: The file; a link to one is refused, for it may lead anywhere.

    Raises:
        NotAttachableError: It cannot be attached as it is.
        UnkeptError: It cannot be written; nothing of it is left.
    """
    from flowhelp.journal.kept import keep

    content = content_of(path)
    if session.kept:
        try:
            keep(session.workspace.places.attachments, content)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UnkeptError(
                f"{path.name} cannot be kept: {reason}", hint="flowhelp doctor"
            ) from error
    return attached(session, step, path.name, content)


def attached(session: WalkSession, step: Step, name: str, content: bytes) -> FileAttached:
    """The fact alone, for bytes that are kept already."""
    from hashlib import sha256

    media = mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
    return FileAttached(
        run=session.walk.run,
        at=session.moment(),
        sid=step.sid,
        name=name[-_LONGEST_NAME:].encode(errors="replace").decode(),
        sha256=sha256(content).hexdigest(),
        media=media,
        size=len(content),
    )


def content_of(path: Path) -> bytes:
    """The bytes of a plain file.

    Raises:
        NotAttachableError: It is a link or a device, is empty or larger than `LARGEST`, or
            may not be read.
    """
    # Opened without following a link and without waiting for a pipe; what is
    # looked at and what is read is the same open file.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    if path.is_symlink():
        raise NotAttachableError(f"{path} is a link", hint="attach the file itself")
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise NotAttachableError(f"{path} cannot be read: {reason}", hint="ls -l") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotAttachableError(f"{path} is no plain file")
    with os.fdopen(handle, "rb") as file:
        content = file.read(LARGEST + 1)
    if not content:
        raise NotAttachableError(f"{path} is empty, and proves nothing")
    if len(content) > LARGEST:
        size = f"{LARGEST // 1024 // 1024} MiB"
        raise NotAttachableError(f"{path} is larger than {size}", hint="name its place in a remark")
    return content
