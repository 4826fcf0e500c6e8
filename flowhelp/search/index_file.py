"""The index as a file: opened, thrown away, or read where nothing can be written."""

from __future__ import annotations

import os
import time

from flowhelp import __version__
from flowhelp.errors import UnavailableError
from flowhelp.search.sealing import IndexLostError as IndexLostError  # noqa: PLC0414 (handed on)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3 as sqlite3  # noqa: PLC0414 (handed on)
    from collections.abc import Callable
    from types import TracebackType
else:
    # `sqlite3` itself loads what dates need, which takes as long as an answer.
    try:
        import _sqlite3 as sqlite3
    except ImportError:
        import sqlite3

APPLICATION = 0x464C4F57
"""`FLOW`, in the file's header."""

LAYOUT = 11
"""Raised when tables, or what the reader of files makes of a page, change."""

STAMP = f"{__version__}/{LAYOUT}"
"""An index with another stamp is made anew."""

BUSY_SECONDS = 5.0
"""How long a short write of another process is waited for."""


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


def connect(path: str, create: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    """The index in that file, ready to read and write; an empty one when there is none.

    Args:
        path: The file.
        create: Makes the tables in an empty one.

    Raises:
        sqlite3.OperationalError: It cannot be opened or written.
        sqlite3.DatabaseError: It is no index, or a damaged one.
        OSError: Its folder cannot be made.
    """
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(db, create)
        except BaseException as error:
            db.close()
            # Going over to write-ahead mode does not wait for others by itself.
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return db


def discard(path: str) -> None:
    """Removes the index with what SQLite keeps beside it.

    Raises:
        OSError: It cannot be removed.
    """
    for ending in ("", "-wal", "-shm", "-journal"):
        try:
            os.unlink(path + ending)  # noqa: PTH108 (no pathlib)
        except FileNotFoundError:
            continue


def read_only(path: str) -> sqlite3.Connection:
    """The index in a folder where nothing can be written.

    Raises:
        sqlite3.Error: There is none, or it cannot be read.
    """
    from urllib.parse import quote  # noqa: PLC0415 (rarely needed, and slow to load)

    return sqlite3.connect(f"file:{quote(path)}?mode=ro&immutable=1", uri=True)


def is_current(db: sqlite3.Connection) -> bool:
    """Whether these are our tables, of this version."""
    (application,) = db.execute("pragma application_id").fetchone()
    if application != APPLICATION:
        return False
    try:
        return bool(db.execute("select stamp from about").fetchall() == [(STAMP,)])
    except sqlite3.OperationalError:
        return False


class lost:  # noqa: N801 (used like a function: `with lost():`)
    """Turns SQLite's errors inside into what the caller can answer them with.

    Raises:
        IndexUnwritableError: It cannot be written now.
        IndexLostError: It is damaged.
    """

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            if is_unwritable(error):
                raise IndexUnwritableError(str(error)) from error
            raise IndexLostError(str(error)) from error


class writing:  # noqa: N801 (used like a function)
    """One transaction that is written to; nothing of it is left where it fails."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lost = lost()

    def __enter__(self) -> sqlite3.Connection:
        with self._lost:
            self._db.execute("begin immediate")
        return self._db

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lost:
            try:
                if error is None:
                    self._db.execute("commit")
            finally:
                if self._db.in_transaction:
                    self._db.execute("rollback")
        self._lost.__exit__(kind, error, trace)


def is_unwritable(error: sqlite3.Error) -> bool:
    """Whether the file may be sound, only not to be written or not now."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE


def is_busy(error: BaseException) -> bool:
    """Whether another process had the file just then."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _prepare(db: sqlite3.Connection, create: Callable[[sqlite3.Connection], None]) -> None:
    db.execute("pragma trusted_schema = off")
    db.execute("pragma cell_size_check = on")
    db.execute("pragma synchronous = normal")
    if is_current(db):
        return
    (tables,) = db.execute("select count(*) from sqlite_schema").fetchone()
    if tables and not is_current(db):
        raise NotAnIndexError  # asked twice: another process may have made them in between
    if tables:
        return
    db.execute("pragma journal_mode = wal")
    try:
        create(db)
    except sqlite3.OperationalError:
        # Another process made the tables at the same moment.
        if not is_current(db):
            raise
