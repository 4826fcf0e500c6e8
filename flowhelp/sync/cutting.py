"""Reads from the journal what is to be cut into parcels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from flowhelp.ids import DeviceId
from flowhelp.journal.codec import Row
from flowhelp.sync import plan
from flowhelp.sync.target import Parcel

CHUNK = 10_000
"""Events that are cut at once: so many are frozen twice on the disk, and no more."""
_COLUMNS = "id, device, seq, run, sid, tag, at, body, prev, sha256"
_SINCE = f"select {_COLUMNS} from event where device = ? and seq > ? order by seq limit {CHUNK}"  # noqa: S608
_MOST_ASKED = 500


class Journal(Protocol):
    """What is asked of the journal; the real one is opened by use cases alone."""

    def asked(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """The rows that answer a `select`."""
        ...

    def renew(self, old: DeviceId) -> DeviceId:
        """The name this machine writes under from now on; see `journal.store`."""
        ...


def devices(journal: Journal) -> tuple[DeviceId, ...]:
    """The names under which this machine has written, oldest first."""
    found = journal.asked("select id from device order by number")
    return tuple(DeviceId(device) for (device,) in found)


def new_rows(journal: Journal, device: DeviceId, after: int) -> list[Row]:
    """The next events of a device, at most `CHUNK`."""
    return [Row(*fields) for fields in journal.asked(_SINCE, device, after)]


def lines(rows: Sequence[Row], journal: Journal, carrier: DeviceId) -> tuple[Parcel, ...]:
    """These events as lines; see `plan.parcels`."""
    return plan.parcels(rows, _before(rows, journal), carrier)


def hash_at(journal: Journal, device: DeviceId, seq: int) -> str:
    """The hash of an event of the journal; empty where it has none of that number."""
    question = "select sha256 from event where device = ? and seq = ?"
    return next((str(sha) for (sha,) in journal.asked(question, device, seq)), "")


def staying(rows: Sequence[Row], journal: Journal) -> int:
    """How many of these events may not leave this machine."""
    runs = plan.Runs()
    for row in _before(rows, journal):
        runs.see(row)
    count = 0
    for row in rows:
        runs.see(row)
        count += not runs.may(row)
    return count


def _before(rows: Sequence[Row], journal: Journal) -> Iterator[Row]:
    """Earlier events that decide about the runs that these rows belong to."""
    runs = tuple({row.run for row in rows})
    first, tags = rows[0], plan.DECIDING
    for start in range(0, len(runs), _MOST_ASKED):
        some = runs[start : start + _MOST_ASKED]
        marks, kinds = ", ".join("?" * len(some)), ", ".join("?" * len(tags))
        question = (
            # With `+` the runs alone are looked up: by tag, or in order, it is the whole history.
            f"select {_COLUMNS} from event where run in ({marks}) and +tag in ({kinds})"  # noqa: S608
            " and (device <> ? or seq < ?) order by +rowid"
        )
        for fields in journal.asked(question, *some, *tags, first.device, first.seq):
            yield Row(*fields)
