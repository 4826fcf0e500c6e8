"""Taking a person out of what was pulled, so that the chains around stay whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flowhelp.ids import DeviceId, RunId
from flowhelp.journal.chain import NOBODY
from flowhelp.journal.chains import drop_rows
from flowhelp.journal.history import Ask
from flowhelp.journal.lines import Withheld
from flowhelp.journal.taking import ERASED

_DECIDE = "where tag in ('run.started', 'run.handed_over')"
_PERFORMED = (
    f"select run, body from pulled {_DECIDE} union all select run, body from twin {_DECIDE}"  # noqa: S608
)
_LAST = """
select device, seq, sha256 from (
    select device, seq, sha256, at from pulled where run = ?1
    union all select device, seq, sha256, at from twin where run = ?1)
order by at desc, seq desc limit 1
"""
_ROWS = "select device, seq, prev, sha256 from pulled where run = ? order by device, seq"


@dataclass(frozen=True, slots=True)
class Grave:
    """A run to be erased, and the last of its events that is here.

    Attributes:
        device: Who wrote that; empty for a run that came as a record alone.
    """

    run: RunId
    device: DeviceId = NOBODY
    seq: int = 0
    sha256: str = ""


def performed(db: sqlite3.Connection, person: str) -> tuple[Grave, ...]:
    """The runs that a person performed, alone or until or after she handed them over.

    Args:
        db: Open.
        person: The id.
    """
    return tuple(
        Grave(RunId(run), *(db.execute(_LAST, (run,)).fetchone() or ()))
        for run in dict.fromkeys(_runs_of(db, person))
    )


def bury(db: sqlite3.Connection, runs: Iterable[str]) -> None:
    """Erase runs; parcels that have them do not bring them back.

    Args:
        db: In a transaction.
        runs: Their ids.
    """
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


def gone(ask: Ask) -> tuple[str, ...]:
    """The runs that were erased, as the own journal tells.

    Args:
        ask: Of the journal.
    """
    found = ask("select body from event where tag = 'erased' order by rowid")
    return tuple(json.loads(body)["of"] for (body,) in found)


def unburied(db: sqlite3.Connection, runs: Iterable[str]) -> list[str]:
    """Those of the runs that were to be erased and are not, as the file is another one now."""
    known = {run for (run,) in db.execute("select run from erased")}
    return [run for run in runs if run not in known]


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
