"""Whether what was recorded is safe: the journal's file, its chains, its copies, and the clock."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import flowhelp
from flowhelp.errors import FlowhelpError, MissingError
from flowhelp.ids import DeviceId, uuid7
from flowhelp.usecases.health import Check, Health
from flowhelp.usecases.told import look_at_heads

if TYPE_CHECKING:
    from flowhelp.journal.inspection import Oddities
    from flowhelp.usecases.workspace import Workspace

_RANDOM_BITS = 74
_SKEW = timedelta(minutes=5)
"""What two clocks may differ by."""
_LONGEST_LIST = 3
_MOUNTS = Path("/proc/self/mounts")
_NETWORKS = {"9p", "afs", "ceph", "cifs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"}
"""Types of file systems that lie on other machines; those of FUSE by the name behind the dot."""
_FUSE_NETWORKS = {"cephfs", "davfs", "glusterfs", "rclone", "s3fs", "sshfs"}


class NothingRecordedError(MissingError):
    """There is no journal yet."""


def look_at_records(workspace: Workspace) -> Iterator[Check]:
    """One check for each thing that may be wrong with the records, in the order of mending."""
    path = workspace.places.journal
    if not path.exists():
        gone = list(look_at_heads(workspace, _restoring(workspace)))
        yield from gone or [Check("journal", Health.GOOD, "nothing is recorded yet")]
        yield from _copies(workspace)
        return
    yield from _private(path)
    yield from _network(path)
    yield from _room(path)
    yield from _content(workspace)
    yield from _copies(workspace)


def back_up(workspace: Workspace, to: Path | None = None) -> Path:
    """A copy of the journal that is whole and on the disk; see `journal.backups.make`.

    Args:
        workspace: Its journal.
        to: The file to make; None for one in the folder of backups, where the newest are kept.

    Raises:
        NothingRecordedError: There is no journal yet.
        NoBackupError: No copy could be made.
    """
    from flowhelp.journal import backups

    path = workspace.places.journal
    if not path.exists():
        raise NothingRecordedError("nothing is recorded yet, so there is nothing to back up")
    return backups.make(path, workspace.now(), to and workspace.folder / to.expanduser())


def put_back(workspace: Workspace, copy: Path) -> Path | None:
    """Put a copy in the place of the journal; returns where the old one is kept, if there was one.

    Raises:
        BusyError: A sync is at work with the journal.
        FlowhelpError: The copy is no good, or cannot be put there; see `backups.restore`.
    """
    from flowhelp.journal import backups
    from flowhelp.sync.turns import turn

    workspace.journal.close()
    device = DeviceId(uuid7(workspace.now(), workspace.noise(_RANDOM_BITS)))
    source = workspace.folder / copy.expanduser()
    since = workspace.now().isoformat()
    with turn(workspace.places.outbox, by_hand=True, since=since):
        return backups.restore(workspace.places.journal, source, workspace.now(), device)


def _private(path: Path) -> Iterator[Check]:
    if os.name == "nt":
        return
    for each, most in ((path.parent, 0o700), (path, 0o600)):
        mode = stat.S_IMODE(each.stat().st_mode)
        if not os.access(each, os.R_OK | os.W_OK):
            said = f"{each} cannot be read and written ({mode:04o})"
            yield Check("journal", Health.BROKEN, said, f"chmod u+rwX {each}")
        if mode & ~most & 0o077:
            said = f"{each} can be opened by others ({mode:04o})"
            yield Check("privacy", Health.WARNING, said, f"chmod {most:o} {each}")


def _network(path: Path) -> Iterator[Check]:
    kind = file_system(path)
    name = kind.removeprefix("fuse.")
    if kind in _NETWORKS or (kind != name and name in _FUSE_NETWORKS):
        said = f"{path.parent} lies on a network file system ({kind}), where locks may fail"
        mend = "set FLOWHELP_DATA to a folder on a disk of this machine, and move the files there"
        yield Check("journal", Health.WARNING, said, mend)


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of file system that a path lies on, as `ext4`; empty where nobody says."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    where, best, kind = path.resolve(), -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) > 2:  # noqa: PLR2004 - device, place, type
            place = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
            if where.is_relative_to(place) and len(place) >= best:  # the later mount is on top
                best, kind = len(place), fields[2]
    return kind


def _room(path: Path) -> Iterator[Check]:
    size = path.stat().st_size
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return
    if free < 2 * size:
        said = f"{free >> 20} MiB free are too few to back up a journal of {size >> 20} MiB"
        yield Check("disk", Health.WARNING, said, "make room, or flowhelp doctor --backup FILE")


def _content(workspace: Workspace) -> Iterator[Check]:
    """What is in the file; the first thing that keeps it from being read is all that is said."""
    from flowhelp.journal.inspection import oddities
    from flowhelp.journal.schema import DamagedJournalError

    try:
        found = oddities(workspace.journal.asked)
    except FlowhelpError as error:
        # What is only held by another program, or newer, or not ours to read, is not lost.
        lost = isinstance(error, DamagedJournalError)
        mend = _restoring(workspace) if lost else error.hint or ""
        yield Check("journal", Health.BROKEN, error.message, mend)
        return
    if found.damage:
        said = f"the file is damaged: {found.damage[0]}"
        yield Check("journal", Health.BROKEN, said, _restoring(workspace))
        return
    yield from _foreign(workspace, found)
    yield from _chains(workspace)
    yield from _clock(workspace, found.newest)


def _foreign(workspace: Workspace, found: Oddities) -> Iterator[Check]:
    if found.missing:
        said = f"its guards are not as they were made: {_some(found.missing)}"
        yield Check("journal", Health.BROKEN, said, _restoring(workspace))
    if found.extra:
        said = f"it holds what flowhelp did not make: {_some(found.extra)}"
        yield Check("journal", Health.WARNING, said, "find out which program writes there")
    if found.strangers:
        said = f"it holds events of devices that this one never was: {_some(found.strangers)}"
        yield Check("journal", Health.BROKEN, said, _restoring(workspace))
    if found.unknown:
        count = sum(count for _, count in found.unknown)
        kinds = _some([tag for tag, _ in found.unknown])
        said = f"{count} events are of types this flowhelp does not know: {kinds}"
        yield Check("journal", Health.WARNING, said, "update flowhelp; they are kept as they are")


def _chains(workspace: Workspace) -> Iterator[Check]:
    broken = workspace.journal.verify()
    cut = [] if broken else list(look_at_heads(workspace, _restoring(workspace)))
    if cut:
        yield from cut
    elif broken is None:
        # Of all names that this device ever had.
        found = workspace.journal.asked("select count(*) from event")
        count = sum(number for (number,) in found)
        yield Check(
            "journal", Health.GOOD, f"{count} event{'s' * (count != 1)}, the chain is whole"
        )
    else:
        said = f"event {broken.seq} of device {broken.device} {broken.reason}"
        yield Check("journal", Health.BROKEN, said, f"flowhelp log verify; {_restoring(workspace)}")


def _clock(workspace: Workspace, newest: datetime | None) -> Iterator[Check]:
    now, mend = workspace.now(), "set the clock; the order of events does not depend on it"
    written = datetime.fromtimestamp(workspace.places.journal.stat().st_mtime, UTC)
    installed = datetime.fromtimestamp(Path(flowhelp.__file__).stat().st_mtime, UTC)
    for when, what in (
        (newest, "the newest event was written"),
        (written, "the journal was last written"),
        (installed, "flowhelp was installed"),
    ):
        if when is not None and when > now + _SKEW:
            said = f"by this clock {what} in the future, {when:%Y-%m-%d %H:%M} UTC"
            yield Check("clock", Health.WARNING, said, mend)
            return
    yield Check("clock", Health.GOOD, f"{now:%Y-%m-%d %H:%M} UTC")


def _copies(workspace: Workspace) -> Iterator[Check]:
    from flowhelp.journal import backups

    found = backups.copies(workspace.places.journal)
    if found:
        said = f"{len(found)}, the newest is {found[0]}; put back: flowhelp doctor --restore FILE"
        yield Check("backups", Health.GOOD, said)
    elif workspace.places.journal.exists():
        said = "none was made yet; flowhelp doctor --backup makes one"
        yield Check("backups", Health.GOOD, said)
    aside = backups.put_aside(workspace.places.journal)
    if aside:
        said = f"{len(aside)} in whose place another was put, the newest is {aside[0]}"
        yield Check("journals", Health.GOOD, said)


def _restoring(workspace: Workspace) -> str:
    """The command that puts the newest copy back; without one, what to do with the file."""
    from flowhelp.journal import backups

    found = backups.copies(workspace.places.journal)
    if found:
        return f"flowhelp doctor --restore {found[0]}; the present journal is kept beside it"
    return f"keep a copy of {workspace.places.journal}, then flowhelp doctor --restore FILE"


def _some(names: tuple[str, ...] | list[str]) -> str:
    more = len(names) - _LONGEST_LIST
    return ", ".join(names[:_LONGEST_LIST]) + (f" and {more} more" if more > 0 else "")
