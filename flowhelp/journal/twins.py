"""Events of a device that are not of its chain as it brings it itself.

A copied disk goes on under its old name until it meets the other one, so there are two events of
one number. What a device brings itself is its chain; what others bring in its name is kept beside,
and no event of either is lost. Both are shown; what is beside is never called verified.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator

from flowhelp.ids import DeviceId, EventId
from flowhelp.journal.codec import Row
from flowhelp.journal.following import Flaw, Kind

TWICE = "is there twice, and differs"
_PUT = f"insert or ignore into twin values ({', '.join('?' * 12)})"  # noqa: S608 - question marks
_SAME = "from twin where device = ? and seq = ? and sha256 = ?"
_STARTS = """
select device, seq, id from twin
where not exists (select 1 from twin before where before.device = twin.device
                  and before.seq = twin.seq - 1 and before.sha256 = twin.prev)
order by device, seq
"""
_TAKEN = "select 1 from pulled where device = ? and seq = ?"
_OWN = "select seq from twin where device = ?1 and carrier = ?1 and seq > ?2"


def keep(db: sqlite3.Connection, row: Row, target: str, carrier: DeviceId) -> bool | None:
    """Keep one beside.

    Args:
        db: In a transaction.
        row: Not of the chain.
        target: What it was pulled from.
        carrier: Who brought it.

    Returns:
        Whether it was not known; None for one that has the id of another event, which no copy
        of a disk makes, and which is not kept.
    """
    if db.execute(f"select 1 {_SAME}", (row.device, row.seq, row.sha256)).fetchone():
        return False
    if db.execute("select 1 from pulled where id = ?", (row.id,)).fetchone():
        return None
    values = (row.id, row.run, row.sid, row.tag, row.at, row.body, row.prev, row.sha256)
    return bool(db.execute(_PUT, (row.device, row.seq, *values, target, carrier)).rowcount) or None


def came_home(db: sqlite3.Connection, row: Row) -> bool:
    """Whether an event that is of the chain after all was kept beside; it is no more."""
    return bool(db.execute(f"delete {_SAME}", (row.device, row.seq, row.sha256)).rowcount)


def forks(db: sqlite3.Connection, own: Collection[DeviceId]) -> Iterator[Flaw]:
    """Where other histories of a device begin, by device and number.

    Args:
        db: Open.
        own: Devices whose chain is in the own journal.
    """
    for device, seq, name in db.execute(_STARTS).fetchall():
        if device in own or db.execute(_TAKEN, (device, seq)).fetchone():
            yield Flaw(DeviceId(device), seq, Kind.FORKED, TWICE, EventId(name))


def forked_itself(db: sqlite3.Connection, device: DeviceId, seq: int) -> list[int]:
    """Numbers above that one of which the device itself brought two events."""
    return [number for (number,) in db.execute(_OWN, (device, seq))]


def stays(one: str, other: str) -> str:
    """Which of two records of a run stays: the one that ended later, on every machine the same."""
    return max(one, other, key=lambda each: (str(json.loads(each).get("ended_at", "")), each))
