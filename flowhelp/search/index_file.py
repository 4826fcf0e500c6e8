"""The index as a file: opened, thrown away, or read where nothing can be written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flowhelp.errors import UnavailableError
from flowhelp.search import index_schema

BUSY_SECONDS = 5.0
"""How long a short write of another process is waited for."""


class IndexLostError(UnavailableError):
    """The index file turned out to be damaged: it is to be made anew."""


class IndexUnwritableError(UnavailableError):
    """The index file can be read and not written: the disk is full, or it belongs to others."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the search index cannot be written: {reason}")
        self.reason = reason


_UNWRITABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)


class NotAnIndexError(sqlite3.DatabaseError):
    """The file is a database, but of another version or another program."""


def connect(path: Path) -> sqlite3.Connection:
    """The index in that file, ready to read and write; an empty one when there is none.

    Raises:
        sqlite3.OperationalError: It cannot be opened or written.
        sqlite3.DatabaseError: It is no index, or a damaged one.
        OSError: Its folder cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(db)
        except BaseException as error:
            db.close()
            # Going over to write-ahead mode does not wait for others by itself.
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return db


def discard(path: Path) -> None:
    """Removes the index with what SQLite keeps beside it.

    Raises:
        OSError: It cannot be removed.
    """
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """The index in a folder where nothing can be written; closed at the end.

    Raises:
        sqlite3.Error: There is none, or it cannot be read.
    """
    from urllib.parse import quote  # noqa: PLC0415 (rarely needed, and slow to load)

    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        yield db


@contextmanager
def lost() -> Iterator[None]:
    """Turns SQLite's errors inside into what the caller can answer them with.

    Raises:
        IndexUnwritableError: It cannot be written now.
        IndexLostError: It is damaged.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_unwritable(error):
            raise IndexUnwritableError(str(error)) from error
        raise IndexLostError(f"the search index is damaged: {error}") from error


def is_unwritable(error: sqlite3.Error) -> bool:
    """Whether the file may be sound, only not to be written or not now."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE


def is_busy(error: BaseException) -> bool:
    """Whether another process had the file just then."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("pragma trusted_schema = off")
    db.execute("pragma synchronous = normal")
    if index_schema.is_current(db):
        return
    (tables,) = db.execute("select count(*) from sqlite_schema").fetchone()
    if tables and not index_schema.is_current(db):
        raise NotAnIndexError  # asked twice: another process may have made them in between
    if tables:
        return
    db.execute("pragma journal_mode = wal")
    try:
        index_schema.create(db)
    except sqlite3.OperationalError:
        # Another process made the tables at the same moment.
        if not index_schema.is_current(db):
            raise
