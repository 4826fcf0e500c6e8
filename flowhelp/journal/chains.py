"""The chains of others as they lie in the file: up to where each is whole, and what comes next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import GENESIS, Row
from flowhelp.journal.following import Chain, Kind, Link
from flowhelp.journal.lines import Withheld
from flowhelp.journal.twins import forked_itself

COLUMNS = "id, device, seq, run, sid, tag, at, body, prev, sha256"
_RANGES = (
    "select first, last, prev, sha256 from withheld where device = ? and last > ?"
    " order by first, last"
)
_HEADS = """
select seq, sha256 from head
where device = ?1
    and seq >= coalesce((select max(seq) from head where device = ?1 and seq <= ?2), 0)
    and (not alone
        or exists (select 1 from pulled where pulled.device = ?1 and pulled.seq = head.seq)
        or exists (select 1 from withheld where withheld.device = ?1 and last = head.seq))
"""
_ROWS = f"select {COLUMNS} from pulled where device = ? and seq > ? order by seq"  # noqa: S608


def hash_at(db: sqlite3.Connection, device: DeviceId, seq: int) -> str:
    """The hash of an event, or of one that is not here but at the end of a range; or empty."""
    if seq == 0:
        return GENESIS
    row = db.execute(
        "select sha256 from pulled where device = ? and seq = ? union all"
        " select sha256 from withheld where device = ? and last = ?",
        (device, seq, device, seq),
    ).fetchone()
    return str(row[0]) if row else ""


def step_back(db: sqlite3.Connection, device: DeviceId, seq: int) -> None:
    """Follow the chain again from the last published head before that event."""
    last = db.execute(
        "select seq, sha256 from head where device = ? and seq < ? order by seq desc limit 1",
        (device, seq),
    ).fetchone()
    if last is not None and hash_at(db, device, last[0]) != last[1]:
        last = None
    _set_followed(db, device, min(followed(db, device), last or (0, GENESIS)))


def followed(db: sqlite3.Connection, device: DeviceId) -> tuple[int, str]:
    """Number and hash of the last event up to which a chain is whole."""
    row = db.execute("select seq, sha256 from followed where device = ?", (device,)).fetchone()
    return row or (0, GENESIS)


def follow(db: sqlite3.Connection, device: DeviceId) -> None:
    """Follow a chain on, up to its end or to the first thing that is wrong."""
    seq, sha256 = followed(db, device)
    chain = chain_of(db, device, seq, sha256)
    for _ in chain.follow(links(db, device, seq)):
        break
    _set_followed(db, device, chain.sure)


def chain_of(
    db: sqlite3.Connection,
    device: DeviceId,
    seq: int = 0,
    sha256: str = GENESIS,
    more: Iterable[tuple[int, str]] = (),
) -> Chain:
    """A chain that is followed from there on, by its heads that are here, and by more."""
    heads = [*db.execute(_HEADS, (device, seq)), *more]
    forks = db.execute(
        "select seq from oddity where device = ? and kind = ? and seq > ?",
        (device, Kind.FORKED, seq),
    )
    found = [*(number for (number,) in forks), *forked_itself(db, device, seq)]
    return Chain(device, heads, found, seq=seq, sha256=sha256)


def links(db: sqlite3.Connection, device: DeviceId, seq: int) -> Iterable[Link]:
    """The events and ranges of a device that reach beyond that number, in order."""
    ranges = db.execute(_RANGES, (device, seq)).fetchall()
    at = 0
    for fields in db.execute(_ROWS, (device, seq)):
        row = Row(*fields)
        while at < len(ranges) and ranges[at][:2] < (row.seq, row.seq):
            yield _link(ranges[at])
            at += 1
        yield Link(row.seq, row.seq, row.prev, row.sha256, row.digest(), row.id)
    yield from map(_link, ranges[at:])


def drop_rows(db: sqlite3.Connection, part: Withheld) -> None:
    """Take out the events of a range that is erased, and what was worked out from them."""
    between = (part.device, part.first, part.last)
    where = "where device = ? and seq between ? and ?"
    db.execute(f"insert or ignore into stale select run from pulled {where}", between)  # noqa: S608
    db.execute(f"delete from pulled {where}", between)  # noqa: S608
    db.execute(f"update or replace oddity set line = '' {where}", between)  # noqa: S608


def _link(found: tuple[int, int, str, str]) -> Link:
    first, last, prev, sha256 = found
    return Link(first, last, prev, sha256, sha256)


def _set_followed(db: sqlite3.Connection, device: DeviceId, at: tuple[int, str]) -> None:
    db.execute("insert or replace into followed values (?, ?, ?)", (device, *at))
