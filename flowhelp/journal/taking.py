"""Taking in what was pulled, inside a transaction that the caller began and ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flowhelp.ids import DeviceId
from flowhelp.journal import twins
from flowhelp.journal.chain import NOBODY
from flowhelp.journal.chains import COLUMNS, drop_rows, follow, hash_at, step_back
from flowhelp.journal.codec import Row, UnreadableEventError, canonical, decode, stamp
from flowhelp.journal.following import Kind
from flowhelp.journal.lines import Withheld

ERASED = "erased"
TOLERANCE = timedelta(days=1)
"""Clocks may differ by so much before an event counts as written in the future."""

_LARGEST = 2**53
"""Numbers beyond it cannot be told apart by every reader of JSON, and no device gets there."""

_PUT = f"insert or ignore into pulled ({COLUMNS}, target) values ({', '.join('?' * 11)})"  # noqa: S608
_AGAIN = (
    "update head set signature = case signature when '' then ?1 else signature end,"
    " alone = min(alone, ?2) where device = ?3 and seq = ?4 and sha256 = ?5"
)
_STALE = "insert or ignore into stale values (?)"


Mine = Callable[[DeviceId, int], str]
"""A device and a number → the hash that the own journal has there, or nothing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was brought.

    Attributes:
        new: How many events, ranges or records were not known.
        known: How many were there already.
        aside: How many are not what they should be, and are kept aside; see `Team.verify`.
    """

    new: int = 0
    known: int = 0
    aside: int = 0


@dataclass(slots=True)
class Taking:
    """What one target brings, while it is taken in.

    Attributes:
        mine: The hashes of the own journal; None where that is not at hand.
        carrier: Who brings it; empty where each brings its own.
    """

    db: sqlite3.Connection
    target: str
    now: datetime
    own: frozenset[DeviceId]
    mine: Mine | None = None
    carrier: DeviceId = NOBODY
    new: int = 0
    known: int = 0
    aside: int = 0
    _touched: dict[DeviceId, None] = field(default_factory=dict)
    _gone: dict[DeviceId, list[tuple[int, int]]] = field(default_factory=dict)
    _before: dict[DeviceId, int] = field(default_factory=dict)

    @property
    def taken(self) -> Taken:
        """What became of it all."""
        return Taken(self.new, self.known, self.aside)

    def parts(self, parts: Iterable[Row | Withheld]) -> None:
        """Take in the parts of one parcel."""
        for part in parts:
            first = part.seq if isinstance(part, Row) else part.first
            last = part.seq if isinstance(part, Row) else part.last
            if part.device in self.own:
                self._said_to_be_own(part, last)
            elif not first <= last <= _LARGEST:
                self._put_aside(part, Kind.UNREADABLE, "has a number that cannot be")
            elif self.carrier not in {"", part.device}:
                self._carried(part)
            else:
                self._in_order(part, first, last)
                self._touched[part.device] = None
                if isinstance(part, Row):
                    self._row(part)
                else:
                    self._range(part)
        for device in self._touched:
            follow(self.db, device)

    def head(  # noqa: PLR0913 - the columns
        self, device: DeviceId, seq: int, sha256: str, at: str, signature: str, *, alone: bool
    ) -> None:
        """Take in the end of a chain as its device published it."""
        if device in self.own or not 0 < seq <= _LARGEST:
            self.known += 1
            return
        values = (device, seq, sha256, at, signature, self.target, alone)
        put = self.db.execute("insert or ignore into head values (?, ?, ?, ?, ?, ?, ?)", values)
        if not put.rowcount:
            self.db.execute(_AGAIN, (signature, alone, device, seq, sha256))
            self.known += 1
            return
        self.new += 1
        (others,) = self.db.execute(
            "select count(*) from head where device = ? and seq = ?", (device, seq)
        ).fetchone()
        if others > 1:
            self._odd(device, seq, Kind.FORKED, "", "has two heads that were published", sha256)
        there = hash_at(self.db, device, seq)
        if others > 1 or (there and there != sha256):
            step_back(self.db, device, seq)
        follow(self.db, device)

    def record(self, record: Mapping[str, Any], later: int = 0) -> None:
        """Take in what somebody else has of a run, without its events.

        Of two records of one run the newer stays: to which more was added after the run had
        ended. Where that is the same and they differ, somebody ended it twice; the one that
        ended later stays, so that everybody has the same, and the other is kept aside.
        """
        run, content = str(record["id"]), canonical(record)
        if self.db.execute("select 1 from erased where run = ?", (run,)).fetchone():
            self.known += 1
            return
        found = self.db.execute(
            "select content, later from record where run = ?", (run,)
        ).fetchone()
        known = found is not None and (found[0] == content or found[1] > later)
        if known or self._is_the_other(record, found, content, later):
            self.known += known
            return
        values = (run, content, self.target, later)
        self.db.execute("insert or replace into record values (?, ?, ?, ?)", values)
        self.db.execute(_STALE, (run,))
        self.new += 1

    def _is_the_other(
        self, record: Mapping[str, Any], found: tuple[str, int] | None, content: str, later: int
    ) -> bool:
        """Whether it is the one of two that are equally new which does not stay."""
        if found is None or found[1] < later:
            return False
        other = twins.stays(found[0], content) == found[0]
        device = DeviceId(str(record.get("device", {}).get("id", "")))
        reason = f"run {record['id']} has two records that differ"
        self._odd(device, 0, Kind.FORKED, "", reason, content if other else found[0])
        return other

    def unreadable(self, device: DeviceId, seq: int, reason: str) -> None:
        """Keep in mind that something came that could not be read."""
        self._odd(device, seq, Kind.UNREADABLE, "", reason, "")

    def _row(self, row: Row) -> None:
        if self._is_erased(row):
            self.known += 1
            return
        values = (row.id, row.device, row.seq, row.run, row.sid, row.tag, row.at, row.body)
        put = self.db.execute(_PUT, (*values, row.prev, row.sha256, self.target))
        if put.rowcount:
            self.new += not twins.came_home(self.db, row)
            self.db.execute(_STALE, (row.run,))
            self._look_at(row)
            return
        there = self.db.execute(
            "select sha256 from pulled where device = ? and seq = ?", (row.device, row.seq)
        ).fetchone()
        if there is None:
            self._put_aside(row, Kind.REPLAYED, "has the id of another event that is here")
        elif there[0] == row.sha256:
            self.known += 1
        else:
            self._beside(row)

    def _beside(self, row: Row) -> None:
        """Keep an event that is not of its device's chain as that brings it itself."""
        carrier = self.carrier or row.device
        kept = twins.keep(self.db, row, self.target, carrier)
        if kept is None:
            self._put_aside(row, Kind.FORKED, twins.TWICE)
        elif kept:
            self.new += 1
            self.db.execute(_STALE, (row.run,))
            self._look_at(row)
        else:
            self.known += 1
        if kept is not False and carrier == row.device:
            step_back(self.db, row.device, row.seq)

    def _carried(self, part: Row | Withheld) -> None:
        """What another device brings in the name of one; its ranges say nothing that is shown."""
        there = isinstance(part, Row) and hash_at(self.db, part.device, part.seq) == part.sha256
        if isinstance(part, Withheld) and part.why == ERASED:
            self._range(part)
        elif isinstance(part, Withheld) or there or self._is_erased(part):
            self.known += 1
        else:
            self._beside(part)

    def _said_to_be_own(self, part: Row | Withheld, last: int) -> None:
        """What others bring in a name of ours: ours, or a copy's; its ranges show nothing."""
        ours = self.mine(part.device, last) if self.mine else ""
        passed = self._is_erased(part) if isinstance(part, Row) else bool(self.mine)
        if ours == part.sha256 or passed:
            self.known += 1
        elif self.mine and isinstance(part, Row) and part.seq <= _LARGEST:
            self._beside(part)
        else:
            self._put_aside(part, Kind.FORKED, "is said to be of this device, and is not")

    def _range(self, part: Withheld) -> None:
        where = (part.device, part.first, part.last)
        there = self.db.execute(
            "select prev, sha256, why from withheld where device = ? and first = ? and last = ?",
            where,
        ).fetchone()
        if there is not None and there[:2] != (part.prev, part.sha256):
            self._fork(part, part.last)
        elif there is not None and (there[2] == part.why or there[2] == ERASED):
            self.known += 1
        elif part.why == ERASED and not self._fits(part):
            self._fork(part, part.last)
        else:
            values = (*where, part.prev, part.sha256, part.why, self.target)
            self.db.execute("insert or replace into withheld values (?, ?, ?, ?, ?, ?, ?)", values)
            self.new += 1
            if part.why == ERASED:
                drop_rows(self.db, part)
                self._gone.pop(part.device, None)

    def _fits(self, part: Withheld) -> bool:
        """Whether what erases events is chained as they are, as far as they are here."""
        ends = ((part.first - 1, part.prev), (part.last, part.sha256))
        return all(hash_at(self.db, part.device, seq) in {"", wanted} for seq, wanted in ends)

    def _is_erased(self, row: Row) -> bool:
        """Whether it was erased here or where it was written; its place is kept then."""
        gone = self._gone.get(row.device)
        if gone is None:
            gone = self.db.execute(
                "select first, last from withheld where device = ? and why = ?",
                (row.device, ERASED),
            ).fetchall()
            self._gone[row.device] = gone
        if any(first <= row.seq <= last for first, last in gone):
            return True
        if not self.db.execute("select 1 from erased where run = ?", (row.run,)).fetchone():
            return False
        if hash_at(self.db, row.device, row.seq) in {"", row.sha256}:
            values = (row.device, row.seq, row.seq, row.prev, row.sha256, ERASED, self.target)
            self.db.execute("insert or ignore into withheld values (?, ?, ?, ?, ?, ?, ?)", values)
        return True

    def _look_at(self, row: Row) -> None:
        """Say what is wrong with an event that is taken in all the same."""
        try:
            decode(row.tag, run=row.run, sid=row.sid, at=row.at, body=row.body)
        except UnreadableEventError as error:
            self._odd(row.device, row.seq, Kind.UNREADABLE, row.id, error.message, "")
            return
        if stamp(row.at) > self.now + TOLERANCE:
            reason = f"says {row.at}, which was in the future when it came"
            self._odd(row.device, row.seq, Kind.FUTURE, row.id, reason, "")

    def _in_order(self, part: Row | Withheld, first: int, last: int) -> None:
        """Say it where a parcel has its lines in another order than they were written in."""
        if first <= self._before.get(part.device, 0):
            name = part.id if isinstance(part, Row) else ""
            reason = "came after one that was written later"
            self._odd(part.device, first, Kind.REORDERED, name, reason, "")
        self._before[part.device] = last

    def _fork(self, part: Row | Withheld, seq: int) -> None:
        self._put_aside(part, Kind.FORKED, twins.TWICE)
        step_back(self.db, part.device, seq)

    def _put_aside(self, part: Row | Withheld, kind: Kind, reason: str) -> None:
        seq = min(part.seq if isinstance(part, Row) else part.last, _LARGEST)
        name = part.id if isinstance(part, Row) else ""
        self._odd(part.device, seq, kind, name, reason, part.line)

    def _odd(  # noqa: PLR0913, PLR0917 - the columns
        self, device: DeviceId, seq: int, kind: Kind, name: str, reason: str, line: str
    ) -> None:
        values = (device, seq, kind, name, reason, line, self.target)
        put = self.db.execute("insert or ignore into oddity values (?, ?, ?, ?, ?, ?, ?)", values)
        if put.rowcount:
            self.aside += bool(line)
        else:
            self.known += bool(line)
