"""Copies of the journal that can take its place: made by SQLite, on the disk, and looked through.

A copy has its name only once it is whole. Putting one in the place of the journal never
destroys what was there, and gives the device a new name: events that are written from then on
must not take the numbers of events that are only in what was put aside, and may be known elsewhere.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp.errors import ContentError, MissingError
from flowhelp.journal import files, schema
from flowhelp.journal.chain import first_flaw
from flowhelp.journal.codec import Row, written

if TYPE_CHECKING:
    from flowhelp.ids import DeviceId

KEPT = 5
"""Copies that are kept, the newest ones; older ones go when one is made."""

_ASIDE = "replaced-"
_WAIT_S = 10.0
_ROWS = "select id, device, seq, run, sid, tag, at, body, prev, sha256 from event"


class NoBackupError(schema.JournalError):
    """No copy could be made; the journal is as it was."""


class NoSuchBackupError(MissingError):
    """There is no file of that name."""


class BadBackupError(ContentError):
    """The file is no journal that could take the place of this one."""


def folder_of(journal: Path) -> Path:
    """Where the copies of that journal lie."""
    return journal.parent / "backups"


def copies(journal: Path) -> tuple[Path, ...]:
    """The copies that were made, the newest first; what was put aside is none of them."""
    found = folder_of(journal).glob(f"{journal.stem}-*{journal.suffix}")
    return tuple(sorted(found, key=lambda path: path.stem.split("-", 2)[2:], reverse=True))


def put_aside(journal: Path) -> tuple[Path, ...]:
    """The journals in whose place another was put, the newest first."""
    found = folder_of(journal).glob(f"{_ASIDE}*{journal.suffix}")
    return tuple(sorted(found, key=lambda path: path.stem, reverse=True))


def make(journal: Path, at: datetime, to: Path | None = None) -> Path:
    """A new copy, which is on the disk and was looked through when this returns.

    Others may read and write the journal meanwhile.

    Args:
        journal: Its file, which is there.
        at: When, for the name.
        to: The file to make, which must not be there; None for one in `folder_of`.

    Raises:
        NoBackupError: None could be made, as on a full disk.
    """
    if to is not None and os.path.lexists(to):
        raise NoBackupError(f"{to} is there already", hint="take another name")
    try:
        with closing(_connect(journal)) as db:
            target = to or _free(folder_of(journal), f"journal-{schema.version(db)}-", at)
            files.make_folder(target.parent)
            with _beside(target) as new:
                _copy(db, new)
                _named(new, target)
    except (sqlite3.Error, OSError) as error:
        why = "the disk is full" if schema.is_full(error) else str(error)
        raise NoBackupError(
            f"the journal could not be backed up: {why}",
            hint="make room, or: flowhelp doctor --backup FILE, on another disk",
        ) from error
    if to is None:
        for old in copies(journal)[KEPT:]:
            with suppress(OSError):
                old.unlink()
    return target


def migrate(db: sqlite3.Connection, journal: Path, at: datetime) -> None:
    """Bring an open journal up to date, inside a transaction that the caller began.

    There is a copy of it before that, unless nothing was written in it yet.

    Raises:
        NoBackupError: There is none, and the journal is as it was.
    """
    if 0 < schema.version(db) < len(schema.MIGRATIONS):
        make(journal, at)
    schema.migrate(db)


def restore(journal: Path, copy: Path, at: datetime, device: DeviceId) -> Path | None:
    """Put a copy in the place of the journal.

    Stopped at any moment, the journal is the old one or the new one; do it again then.

    Args:
        journal: Its file, which need not be there, and may be damaged.
        copy: As `make` made it; it stays as it is.
        at: When.
        device: A new name for this installation.

    Returns:
        Where the old journal is now; None where there was none.

    Raises:
        NoSuchBackupError: There is no such file.
        BadBackupError: It is damaged, changed, empty, or of a newer flowhelp.
        NoBackupError: It cannot be put there; the journal is as it was.
    """
    if not copy.is_file():
        raise NoSuchBackupError(f"there is no file {copy}", hint="flowhelp doctor")
    try:
        files.make_folder(journal.parent)
        with _beside(journal) as new:
            try:
                with closing(_connect(copy)) as db:
                    _copy(db, new)
            except sqlite3.DatabaseError as error:
                if schema.is_full(error):
                    raise
                raise BadBackupError(f"{copy} is damaged, or is no journal") from error
            _prepared(new, copy, at, device)
            return _exchanged(journal, new, at)
    except (sqlite3.Error, OSError) as error:
        raise NoBackupError(
            f"{copy} could not be put in the place of the journal: {error}",
            hint="mend its permissions or make room, and try again; the journal is as it was",
        ) from error


def _prepared(new: Path, copy: Path, at: datetime, device: DeviceId) -> None:
    """Look through a copy that is to be the journal, and give the device its new name."""
    with closing(_connect(new)) as db:
        if not 0 < schema.version(db) <= len(schema.MIGRATIONS):
            raise BadBackupError(
                f"{copy} is no journal, or was written by a newer flowhelp", hint="update flowhelp"
            )
        flaw = first_flaw(Row(*fields) for fields in db.execute(f"{_ROWS} order by device, seq"))
        if flaw is not None:
            raise BadBackupError(
                f"event {flaw.seq} of device {flaw.device} {flaw.reason} in {copy}"
            )
        db.execute("pragma synchronous = extra")
        db.execute("insert into device (id, made_at) values (?, ?)", (device, written(at)))
    files.sync_file(new)


def _exchanged(journal: Path, new: Path, at: datetime) -> Path | None:
    """Give a file the journal's name; the old one has another one first."""
    aside = None
    if journal.exists():
        aside = _free(folder_of(journal), _ASIDE, at)
        files.make_folder(aside.parent)
        with _nobody_writes(journal):
            try:
                os.link(journal, aside)
            except OSError:  # a file system without links
                shutil.copy2(journal, aside)
                files.sync_file(aside)
            undone = journal.with_name(f"{journal.name}-journal")
            if undone.exists():  # it is about the old file, and would spoil the new one
                undone.replace(aside.with_name(f"{aside.name}-journal"))
            files.sync_folder(aside.parent)
            new.replace(journal)
    else:
        new.replace(journal)
    files.sync_folder(journal.parent)
    return aside


@contextmanager
def _nobody_writes(journal: Path) -> Iterator[None]:
    """Keep other programs from writing for that long; a damaged file nobody can write."""
    with closing(_connect(journal)) as db:
        try:
            db.execute("begin exclusive")
        except sqlite3.DatabaseError as error:
            if not schema.is_damaged(error):
                raise
        yield


def _copy(db: sqlite3.Connection, new: Path) -> None:
    """Copy an open journal into an empty file, look through that, and have it on the disk.

    Raises:
        sqlite3.Error: It cannot be copied, or the copy is damaged.
    """
    with closing(_connect(new)) as target:
        target.execute("pragma synchronous = off")  # synced as a whole below
        db.backup(target)
        (said,) = target.execute("pragma integrity_check(1)").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError(f"the journal is damaged ({said})")
    files.sync_file(new)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty private file in the folder of another one; it is gone after that."""
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield new
    finally:
        for each in (new, new.with_name(f"{new.name}-journal")):
            with suppress(OSError):
                each.unlink()


def _named(new: Path, target: Path) -> None:
    """Give a file its name, which nothing else may have."""
    try:
        os.link(new, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(f"{target} is there already") from None
        new.replace(target)
    files.sync_folder(target.parent)


def _free(folder: Path, beginning: str, at: datetime) -> Path:
    """A name that nothing has yet."""
    moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = folder / f"{beginning}{moment}.db"
    again = 1
    while os.path.lexists(name):
        again += 1
        name = folder / f"{beginning}{moment}.{again}.db"
    return name


def _connect(path: Path) -> sqlite3.Connection:
    """An open file that is there, whoever wrote it."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_S, isolation_level=None
    )
    db.execute("pragma trusted_schema = off")
    return db
