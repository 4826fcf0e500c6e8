"""The file of what was pulled, opened at first use: to write, or only to read.

An auditor's copy and a disk that is mounted for reading cannot be written. What is stored is then
read as it is; what has to be worked out is worked out in memory, and gone with the process.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from flowhelp.errors import ContentError, FlowhelpError
from flowhelp.journal import schema, team_schema
from flowhelp.journal.schema import BUSY_SECONDS


class DamagedTeamError(ContentError):
    """The file is damaged, or is something else."""


class TeamFile:
    """One file, which need not exist; it is made when it is first opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._is_kept = True

    @property
    def is_open(self) -> bool:
        """Whether it was opened, and not closed since."""
        return self._db is not None

    @property
    def is_there(self) -> bool:
        """Whether anything can be asked of it without making it."""
        return self._db is not None or self._path.exists()

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def to_read(self) -> sqlite3.Connection:
        """The open file, of this version.

        Raises:
            NewerTeamError: A newer flowhelp made it.
            sqlite3.Error: It cannot be opened.
            OSError: It cannot be made.
        """
        if self._db is None:
            self._is_kept = _is_writable(self._path)
            try:
                opened = team_schema.connect if self._is_kept else _read_only
                self._db = opened(self._path)
            except sqlite3.OperationalError as error:
                if not _has_no_room(error):
                    raise
                self._is_kept, self._db = False, _read_only(self._path)
        return self._db

    def to_work_out(self) -> sqlite3.Connection:
        """The same, to write what can be made again; it may be a copy in memory."""
        db = self.to_read()
        if not self._is_kept and _is_on_disk(db):
            self._db = _in_memory(db)
            db.close()
        return self._db or db

    def to_keep(self) -> sqlite3.Connection:
        """The same, to write what is not to be lost.

        Raises:
            OSError: It cannot be written; besides what `to_read` raises.
        """
        db = self.to_read()
        if not self._is_kept:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self._path))
        return db

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Errors of SQLite in words; the file is opened again after one."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise _explained(error, self._path) from error


def _is_writable(path: Path) -> bool:
    """Whether the file may be written and have others beside it; one that is not yet there, too."""
    if not path.parent.exists():
        return True  # it is made, or the error that this brings says why not
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _has_no_room(error: sqlite3.OperationalError) -> bool:
    """Whether the disk is too full for what SQLite lays beside a file that it only reads."""
    return schema.is_full(error) or error.sqlite_errorname.startswith("SQLITE_IOERR_SHM")


def _read_only(path: Path) -> sqlite3.Connection:
    """The file for reading; an empty one in memory where there is none."""
    if not path.exists():
        return _current(_memory(), path)
    wal, shared = path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
    if not wal.exists() or not wal.stat().st_size:
        # SQLite would write beside it for any other reader.
        return _current(_connect(path, "mode=ro&immutable=1"), path)
    if shared.exists():
        return _current(_connect(path, "mode=ro"), path)
    return _recovered(path, wal)


def _recovered(path: Path, wal: Path) -> sqlite3.Connection:
    """What was written last stands in the log alone, and is put into the file by writing."""
    from shutil import copyfile  # noqa: PLC0415 - rarely needed, and slow to load
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        for each in (path, wal):
            copyfile(each, Path(folder) / each.name)
        with closing(_connect(Path(folder) / path.name, "mode=rw")) as copy:
            return _current(_in_memory(copy), path)


def _current(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """The same with the tables of this version, which may have to be made in memory."""
    try:
        if not team_schema.is_current(db, path):
            if _is_on_disk(db):
                old, db = db, _in_memory(db)
                old.close()
            team_schema.migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _in_memory(db: sqlite3.Connection) -> sqlite3.Connection:
    """A copy that can be written, and that is gone when it is closed."""
    copy = _memory()
    try:
        db.backup(copy)
    except BaseException:
        copy.close()
        raise
    return copy


def _is_on_disk(db: sqlite3.Connection) -> bool:
    return any(name for _, _, name in db.execute("pragma database_list"))


def _connect(path: Path, how: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{how}"
    db = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        for pragma in ("trusted_schema = off", "cell_size_check = on", "temp_store = memory"):
            db.execute(f"pragma {pragma}")
    except BaseException:
        db.close()
        raise
    return db


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def _explained(error: sqlite3.Error | OSError, path: Path) -> FlowhelpError:
    """What went wrong, in words a person can act on; see `schema.explained`."""
    found = schema.explained(error, path)
    if isinstance(found, schema.DamagedJournalError):
        return DamagedTeamError(
            f"{path}, which holds what others did, is damaged ({error})",
            hint=f"mv {path} {path}.damaged, then flowhelp sync: the targets have all of it, and"
            " what was imported is imported again",
        )
    return found
