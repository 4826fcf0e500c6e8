"""Runs of everybody as rows: events, own and pulled, folded when they change.

A run is always folded as a whole, from all of its events, so it makes no difference in which
order they came, or whether the rows were kept up to date or made anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flowhelp.errors import FlowhelpError
from flowhelp.journal.chains import COLUMNS
from flowhelp.journal.codec import Recorded, Row, decode
from flowhelp.journal.history import Ask
from flowhelp.journal.record import run_record
from flowhelp.journal.run_rows import write
from flowhelp.journal.team_schema import renew_models

_PORTION = 500
"""Runs of one transaction."""

_BEYOND = 2**62
"""How far a run goes in a chain that nobody follows."""

_OWN_SINCE = "select rowid, id, run from event where rowid > ? order by rowid"
_OWN_AT = "select id from event where rowid = ?"
_OWN_ROWS = f"select {COLUMNS} from event where run = ? order by rowid"  # noqa: S608
_ROWS = (
    f"select 0, {COLUMNS}, target from pulled where run = ?1 union all"  # noqa: S608
    f" select 1, {COLUMNS}, target from twin where run = ?1 order by device, seq, sha256"
)
_NOT_ONES = (FlowhelpError, ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What hostile or broken content makes of reading it."""


@dataclass(slots=True)
class Models:
    """The rows that are worked out.

    Attributes:
        own: Of the own journal, or None where that is not to be looked at.
    """

    db: sqlite3.Connection
    own: Ask | None

    def refresh(self) -> None:
        """Fold the runs that have changed, some at a time."""
        self._notice()
        while True:
            self.db.execute("begin immediate")
            try:
                runs = self.db.execute("select run from stale limit ?", (_PORTION,)).fetchall()
                for (run,) in runs:
                    self._put(run)
                    self.db.execute("delete from stale where run = ?", (run,))
                self.db.execute("commit")
            except BaseException:
                self.db.execute("rollback")
                raise
            if len(runs) < _PORTION:
                return

    def rebuild(self) -> None:
        """Make all rows anew."""
        self.db.execute("begin immediate")
        try:
            own = self.db.execute("select run from run where own = 1").fetchall()
            renew_models(self.db)
            self.db.execute("delete from known")
            self.db.execute("insert or ignore into stale select distinct run from pulled")
            self.db.execute("insert or ignore into stale select distinct run from twin")
            self.db.execute("insert or ignore into stale select run from record")
            if self.own is None:
                self.db.executemany("insert or ignore into stale values (?)", own)
            self.db.execute("commit")
        except BaseException:
            self.db.execute("rollback")
            raise
        self.refresh()

    def _notice(self) -> None:
        """Mark the runs of the own journal that went on."""
        if self.own is None:
            return
        at, name = self.db.execute("select rowno, id from known").fetchone() or (0, "")
        if at and [*self.own(_OWN_AT, at)] != [(name,)]:
            at = 0  # another journal, or an older copy of it
        new = list(self.own(_OWN_SINCE, at))
        if not new:
            return
        self.db.execute("begin immediate")
        try:
            runs = dict.fromkeys((run,) for _, _, run in new)
            self.db.executemany("insert or ignore into stale values (?)", runs)
            last, name, _ = new[-1]
            self.db.execute("insert or replace into known values ('own', ?, ?)", (last, name))
            self.db.execute("commit")
        except BaseException:
            self.db.execute("rollback")
            raise

    def _put(self, run: str) -> None:
        own = {row.id: row for row in self._own_rows(run)}
        rows, target = [*own.values()], ""
        ends: dict[str, int] = {}
        for is_beside, *fields, source in self.db.execute(_ROWS, (run,)):
            row = Row(*fields)
            if row.id not in own:
                rows.append(row)
                target = target or source
                if is_beside:
                    ends[row.device] = _BEYOND
        record, whence = self._record(run, rows, target)
        for table in ("run", "step", "said", "reach"):
            self.db.execute(f"delete from {table} where run = ?", (run,))  # noqa: S608 - ours
        if not record:
            return
        for row in rows:
            ends[row.device] = max(row.seq, ends.get(row.device, 0))
        self.db.executemany(
            "insert into reach values (?, ?, ?)", [(run, name, seq) for name, seq in ends.items()]
        )
        try:
            write(self.db, record, target=whence, events=len(rows), own=bool(own))
        except _NOT_ONES:
            # A record of somebody else that has not even what a list shows.
            return

    def _own_rows(self, run: str) -> Iterator[Row]:
        if self.own is not None:
            yield from (Row(*fields) for fields in self.own(_OWN_ROWS, run))

    def _record(self, run: str, rows: list[Row], target: str) -> tuple[Mapping[str, Any], str]:
        """A run's record, and what it was pulled from; nothing where there is none."""
        record = folded(rows)
        if record:
            return record, target
        found = self.db.execute(
            "select content, target from record where run = ?", (run,)
        ).fetchone()
        return (json.loads(found[0]), found[1]) if found else ({}, "")


def folded(rows: list[Row]) -> Mapping[str, Any]:
    """The record of a run; nothing where its start is missing, or one of its rows is no event."""
    begins = {row.device for row in rows if row.tag == "run.started"}
    rows = sorted(rows, key=lambda row: row.device not in begins)
    try:
        return run_record(
            Recorded(
                row.id,
                row.device,
                row.seq,
                decode(row.tag, run=row.run, sid=row.sid, at=row.at, body=row.body),
            )
            for row in rows
        )
    except _NOT_ONES:
        return {}
