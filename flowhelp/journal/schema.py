"""The journal's tables, and how older ones become these.

Released migrations are never edited; a change is a new one at the end.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flowhelp.errors import ContentError, FlowhelpError, UnavailableError

BUSY_SECONDS = 10.0
_PRAGMAS = (
    "trusted_schema = off",
    "cell_size_check = on",
    "journal_mode = truncate",
    "synchronous = extra",
    "fullfsync = on",
)
_NOT_OPENED = {"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"}
_DAMAGED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}

MIGRATIONS = (
    # 1: first release.
    """
    create table device (
        -- Who writes here. The last row counts: a copied disk gets a new name (issue E).
        number   integer primary key,
        id       text not null unique,  -- UUIDv7
        made_at  text not null          -- RFC 3339, UTC
    ) strict;

    create table event (
        -- One row per fact. Rows are added; the triggers below refuse the rest.
        device  text not null,        -- who wrote it
        seq     integer not null,     -- 1, 2, 3 … for each device; order is this, not time
        id      text not null unique, -- UUIDv7, minted before the write
        run     text not null,        -- the run it belongs to
        sid     text not null,        -- the step it is about, or empty
        tag     text not null,        -- its type, like 'step.done'
        at      text not null,        -- RFC 3339, UTC, to the microsecond, by the wall clock
        body    text not null,        -- the other fields: canonical JSON
        prev    text not null,        -- sha256 of the row before, by this device
        sha256  text not null,        -- of this row's line (codec.Row.line)
        primary key (device, seq)
    ) strict;

    create index event_by_run on event (run, device, seq);
    create index event_by_tag on event (tag, device, seq);

    create trigger event_continues_its_chain before insert on event
    when new.seq <> 1 + coalesce((select max(seq) from event where device = new.device), 0)
      or new.prev <> coalesce(
             (select sha256 from event where device = new.device and seq = new.seq - 1), new.prev)
      or exists (select 1 from event where id = new.id)
    begin select raise(abort, 'events continue their chain'); end;

    create trigger event_is_never_changed before update on event
    begin select raise(abort, 'events are never changed'); end;

    create trigger event_is_never_deleted before delete on event
    begin select raise(abort, 'events are never deleted'); end;
    """,
)
"""In order of release."""


class JournalError(UnavailableError):
    """The journal could not be read or written, and nothing was."""


class RunChangedError(JournalError):
    """Somebody else has written to the run since it was read; nothing was written."""


class RunGoneError(JournalError):
    """The run is not in the journal: another file was put in its place meanwhile."""


class UnknownOutcomeError(JournalError):
    """A write failed, and whether it is on the disk could not be found out."""


class NewerJournalError(ContentError):
    """The journal was written by a newer flowhelp."""


class DamagedJournalError(ContentError):
    """The file is damaged, or is something else."""


def is_of_a_journal(error: Exception) -> bool:
    """Whether a file of records failed, and not what was asked of it."""
    return isinstance(error, JournalError | NewerJournalError | DamagedJournalError)


def check_last(last: tuple[str] | None, after: str) -> None:
    """Check that a run ends with the event that its writer knows.

    Args:
        last: The id of its last event in the journal; None where it has none.
        after: The id that the writer knows.

    Raises:
        RunChangedError: It goes on.
        RunGoneError: It is not there.
    """
    if last is None:
        raise RunGoneError(
            "this walk is in another journal, which was put aside: nothing more is recorded of it",
            hint="leave it, and begin anew; flowhelp doctor says where the other journal is",
        )
    if last != (after,):
        raise RunChangedError("another flowhelp went on with this walk", hint="flowhelp resume")


def connect(path: Path) -> sqlite3.Connection:
    """An open journal file that exists, with the settings of a durable one.

    Raises:
        NewerJournalError: A newer flowhelp made it.
        sqlite3.Error: It cannot be opened.
    """
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        for pragma in _PRAGMAS:
            db.execute(f"pragma {pragma}")
        newer = version(db) > len(MIGRATIONS)
    except BaseException:
        db.close()
        raise
    if newer:
        db.close()
        raise NewerJournalError(
            f"the journal {path} was written by a newer flowhelp", hint="update flowhelp"
        )
    return db


def explained(error: sqlite3.Error | OSError, path: Path) -> FlowhelpError:
    """What went wrong, in words a person can act on."""
    if is_full(error):
        return JournalError(
            f"the disk that holds {path.parent} is full",
            hint="free some space, then flowhelp resume; what was recorded is kept",
        )
    name = _name(error)
    if isinstance(error, OSError) or name in _NOT_OPENED:
        cause = error.strerror if isinstance(error, OSError) else error
        return JournalError(
            f"the journal in {path.parent} cannot be opened or written ({cause})",
            hint="mend its permissions, or set FLOWHELP_DATA to another folder",
        )
    if is_damaged(error):
        return DamagedJournalError(f"{path} is damaged ({error})", hint="flowhelp doctor")
    if name in _BUSY:
        return JournalError("another flowhelp is writing to the journal", hint="try again")
    return JournalError(f"the journal {path} failed ({error})", hint="check the disk, try again")


def is_full(error: Exception) -> bool:
    """Whether the disk has no room left."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return _name(error) == "SQLITE_FULL"


def is_damaged(error: Exception) -> bool:
    """Whether the file is no longer, or never was, one of SQLite's."""
    return _name(error) in _DAMAGED


def never_began(error: Exception) -> bool:
    """Whether the failure came before anything could be written."""
    return isinstance(error, OSError) or _name(error) in _NOT_OPENED | _BUSY | {"SQLITE_NOTADB"}


def _name(error: Exception) -> str:
    """SQLite's primary name of an error: `SQLITE_IOERR_FSYNC` is a kind of `SQLITE_IOERR`."""
    return "_".join(str(getattr(error, "sqlite_errorname", "")).split("_")[:2])


def version(db: sqlite3.Connection) -> int:
    """How many migrations this file has had."""
    (number,) = db.execute("pragma user_version").fetchone()
    return int(number)


def migrate(db: sqlite3.Connection) -> None:
    """Bring `db` up to the newest schema, inside a transaction the caller began."""
    for number, script in enumerate(MIGRATIONS[version(db) :], start=version(db) + 1):
        for statement in statements(script):
            db.execute(statement)
        db.execute(f"pragma user_version = {number}")


@contextmanager
def changing(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction: all that is done inside, or nothing."""
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("rollback")
        raise


def statements(script: str) -> list[str]:
    """The statements of a script, which `executescript` would commit one by one."""
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found
