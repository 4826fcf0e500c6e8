"""Files that prove something, kept with the records: photos, outputs, signed forms."""

from __future__ import annotations

import mimetypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.content import Field, Step
from flowhelp.errors import InputError, UnavailableError
from flowhelp.journal.events import FileAttached
from flowhelp.walkthrough.actions import Record
from flowhelp.walkthrough.attaching import AttachDemand, Enclosed, takes_file
from flowhelp.walkthrough.demands import Demand

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
    content = content_of(path)
    _keep(session, path, content)
    return attached(session, step, path.name, content)


def filling(session: WalkSession, step: Step, field: Field, typed: str, *, by: str = "") -> Record:
    """The action of filling a blank with what was typed; a path, where it takes a file.

    The bytes of the file are on the disk by then. That it fills the blank is written down with
    the value, both or neither.

    Args:
        session: The walk.
        step: Of which step.
        field: Which blank.
        typed: As it was typed.
        by: Id of a second person; empty for the performer.

    Raises:
        NotAttachableError: As `attach`.
        UnkeptError: As `attach`.
    """
    if not takes_file(field) or not typed.strip():
        return Record(step.sid, field.name, typed, by=by)
    file = enclosed(session, Path(typed.strip()).expanduser())
    return Record(step.sid, field.name, file.name, by=by, enclosed=file)


def enclosed(session: WalkSession, path: Path) -> Enclosed:
    """The file with which a blank is to be filled; its bytes are on the disk by then.

    Raises:
        NotAttachableError: As `attach`.
        UnkeptError: As `attach`.
    """
    content = content_of(path)
    _keep(session, path, content)
    return _described(path, content)


def looked_at(path: Path) -> Enclosed:
    """The same file while nothing of it is kept.

    Raises:
        NotAttachableError: As `attach`.
    """
    return _described(path, content_of(path))


def _described(path: Path, content: bytes) -> Enclosed:
    from hashlib import sha256

    name = _shown(path.name)
    return Enclosed(name, sha256(content).hexdigest(), _media(name), len(content))


def _keep(session: WalkSession, path: Path, content: bytes) -> None:
    from flowhelp.journal.kept import keep

    if session.kept:
        try:
            keep(session.workspace.places.attachments, content)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UnkeptError(
                f"{path.name} cannot be kept: {reason}", hint="flowhelp doctor"
            ) from error


def left(session: WalkSession, step: Step, missing: Iterable[Demand]) -> tuple[Demand, ...]:
    """The demands without the files that the person has been asked for and left out."""
    passed = session.held.unattached
    return tuple(
        each
        for each in missing
        if not (isinstance(each, AttachDemand) and each.free and (step.sid, each.what) in passed)
    )


def pass_over(session: WalkSession, step: Step, demand: AttachDemand) -> None:
    """Go on without a file where that needs no word; it is not asked for again in this session."""
    session.held.unattached.add((step.sid, demand.what))


def attached(session: WalkSession, step: Step, name: str, content: bytes) -> FileAttached:
    """The fact alone, for bytes that are kept already."""
    from hashlib import sha256

    return FileAttached(
        run=session.walk.run,
        at=session.moment(),
        sid=step.sid,
        name=_shown(name),
        sha256=sha256(content).hexdigest(),
        media=_media(name),
        size=len(content),
    )


def _shown(name: str) -> str:
    """A file's name as a record takes it."""
    return name[-_LONGEST_NAME:].encode(errors="replace").decode()


def _media(name: str) -> str:
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


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
