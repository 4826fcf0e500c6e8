"""What it costs to write one event down, against bare SQLite inserts with the same settings.

    python -m tests.benchmarks.appending [--rounds 1000] [--events 0 100000] [--folder FOLDER]

All have the journal's settings (TRUNCATE, EXTRA), lie on the same disk, and are measured in turn,
each insert in a transaction of its own. `line` is a row with the text of the event in a table that
has nothing else; `row` is the same row in the same table with its indexes, but without triggers;
`event` is `Journal.append`: the row, its chain, and what guards it.
"""

from __future__ import annotations

import argparse
import re
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from flowhelp.ids import DeviceId, RunId, StepId
from flowhelp.journal import files, schema
from flowhelp.journal.codec import Row, written
from flowhelp.journal.events import Moment, StepDone
from flowhelp.journal.store import Journal

AT = datetime(2031, 5, 4, 12, tzinfo=UTC)
_ROW = (
    "insert into event (id, device, seq, run, sid, tag, at, body, prev, sha256)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TRIGGERS = re.compile(r"create trigger.*?end;", re.DOTALL)
_FILL = 5_000
"""Events of one transaction, while the journal is filled."""


def main() -> None:
    """Measure, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rounds", type=int, default=1_000)
    ask.add_argument("--events", type=int, nargs="+", default=[0, 100_000])
    ask.add_argument("--folder", type=Path, help="on the disk that is to be measured")
    args = ask.parse_args()
    names = ("line", "row", "event", "event : line", "event : row")
    print(f"{'events':>9}", *(f"{name:>13}" for name in names), "  (ms, median / p95)")
    for events in args.events:
        with tempfile.TemporaryDirectory(prefix="flowhelp-benchmark-", dir=args.folder) as folder:
            line, row, event = _measured(Path(folder), events, args.rounds)
        cells = [f"{median(each):.2f} / {_p95(each):.2f}" for each in (line, row, event)]
        cells += [
            f"{median(event) / median(each):.2f} / {_p95(event) / _p95(each):.2f}"
            for each in (line, row)
        ]
        print(f"{events:>9,}", *(f"{cell:>13}" for cell in cells))


def _measured(folder: Path, events: int, rounds: int) -> tuple[list[float], ...]:
    journal = Journal.open(folder / "journal.db", now=lambda: AT, noise=secrets.randbits)
    numbers = count()
    with (
        closing(journal),
        closing(_made(folder / "line.db", "create table event (line text) strict;")) as line,
        closing(_made(folder / "row.db", _TRIGGERS.sub("", schema.MIGRATIONS[0]))) as row,
    ):
        for begin in range(0, events, _FILL):
            journal.append([_event(next(numbers)) for _ in range(min(_FILL, events - begin))])
        journal.append([_event(next(numbers))])
        row.execute("begin")
        row.executemany(_ROW, map(_fields, journal.rows()))
        row.execute("commit")
        times: tuple[list[float], ...] = ([], [], [])
        works: list[Callable[[], object]] = [
            lambda: _insert(line, "insert into event values (?)", (last.line,)),
            lambda: _insert(row, _ROW, _fields(last)),
            lambda: journal.append([event]),
        ]
        for turn in range(rounds):
            event = _event(next(numbers))
            head = journal.head()
            last = Row(journal.mint(), head.device if head else DeviceId(""), 2**40 + turn,
                       event.run, event.sid, event.tag, written(AT), "{}", "0" * 64,
                       "1" * 64)  # fmt: skip
            for place in (turn % 3, (turn + 1) % 3, (turn + 2) % 3):
                times[place].append(_ms(works[place]))
    return times


def _made(path: Path, script: str) -> sqlite3.Connection:
    """An empty file with these tables, in the journal's settings."""
    files.make_private(path)
    db = schema.connect(path)
    for statement in schema.statements(script):
        db.execute(statement)
    return db


def _fields(row: Row) -> tuple[str | int, ...]:
    return (row.id, row.device, row.seq, row.run, row.sid, row.tag, row.at, row.body, row.prev,
            row.sha256)  # fmt: skip


def _event(number: int) -> StepDone:
    run = RunId(f"0199b1c2-7d3e-7a41-9c55-{number // 40:012x}")
    return StepDone(run=run, at=Moment(AT), sid=StepId(f"s-{number % 20}"))


def _insert(db: sqlite3.Connection, insert: str, values: tuple[str | int, ...]) -> None:
    db.execute("begin immediate")
    db.execute(insert, values)
    db.execute("commit")


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
