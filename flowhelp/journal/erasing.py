"""Taking a person out of what was pulled, so that the chains around stay whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from flowhelp.ids import DeviceId
from flowhelp.journal.chains import drop_rows
from flowhelp.journal.lines import Withheld
from flowhelp.journal.taking import ERASED

_DECIDE = "where tag in ('run.started', 'run.handed_over')"
_PERFORMED = (
    f"select run, body from pulled {_DECIDE} union all select run, body from twin {_DECIDE}"  # noqa: S608
)
_ROWS = "select device, seq, prev, sha256 from pulled where run = ? order by device, seq"


def erase(db: sqlite3.Connection, person: str) -> int:
    """Erase the runs that a person performed, alone or until or after she handed them over.

    Args:
        db: In a transaction.
        person: The id.

    Returns:
        How many there were.
    """
    runs = dict.fromkeys(_runs_of(db, person))
    for run in runs:
        for part in _ranges(db, run):
            values = (part.device, part.first, part.last, part.prev, part.sha256, ERASED, "")
            db.execute("insert or replace into withheld values (?, ?, ?, ?, ?, ?, ?)", values)
            drop_rows(db, part)
        for table in ("record", "twin"):
            db.execute(f"delete from {table} where run = ?", (run,))  # noqa: S608 - ours
        db.execute("insert or ignore into erased values (?)", (run,))
        db.execute("insert or ignore into stale values (?)", (run,))
        # Of a fork or a record that differs the content is kept aside: that too.
        db.execute("update or replace oddity set line = '' where instr(line, ?) > 0", (run,))
        for table in ("run", "step", "said", "reach"):
            db.execute(f"delete from {table} where run = ?", (run,))  # noqa: S608 - ours
    return len(runs)


def _runs_of(db: sqlite3.Connection, person: str) -> Iterator[str]:
    for run, body in db.execute(_PERFORMED).fetchall():
        if _names(body, "actor", person) or _names(body, "to", person):
            yield run
    for run, content in db.execute("select run, content from record").fetchall():
        if _names(content, "actor", person):
            yield run


def _names(body: str, field: str, person: str) -> bool:
    try:
        return bool(json.loads(body)[field]["id"] == person)
    except (ValueError, KeyError, TypeError):
        return False


def _ranges(db: sqlite3.Connection, run: str) -> Iterator[Withheld]:
    """The events of a run, those that follow each other as one range."""
    pending: Withheld | None = None
    for device, seq, prev, sha256 in db.execute(_ROWS, (run,)).fetchall():
        if pending and (pending.device, pending.last + 1) == (device, seq):
            first, prev = pending.first, pending.prev  # noqa: PLW2901 - the range goes on
        else:
            if pending:
                yield pending
            first = seq
        pending = Withheld(DeviceId(device), first, seq, prev, sha256, ERASED)
    if pending:
        yield pending
