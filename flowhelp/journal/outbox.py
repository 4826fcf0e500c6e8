"""What is to leave this machine: parcels as they were frozen, until their target has kept them.

A file of its own beside the journal, as durable as that one. Parcels are cut and frozen in one
transaction with the number up to which was cut, so each event is in exactly one of them for each
target, whenever the program is stopped. Their bytes go once they are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from flowhelp.ids import DeviceId
from flowhelp.journal import files, schema
from flowhelp.journal.chain import Head
from flowhelp.journal.outbox_schema import MIGRATIONS, Attempt, Frozen, Progress, explained


class Outbox:
    """The file; made at the first write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """What waits in that file, which need not exist."""
        return cls(path)

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def progress(self, target: str, device: DeviceId) -> Progress:
        """How far that target is with that device."""
        question = "select cut, sha256, told, parted from progress where target = ? and device = ?"
        for cut, sha, told, parted in self._asked(question, target, device):
            return Progress(cut, sha, told, bool(parted))
        return Progress()

    def knows(self, target: str, device: DeviceId) -> bool:
        """Whether anything was cut or told there under that name."""
        question = "select 1 from progress where target = ? and device = ?"
        return any(self._asked(question, target, device))

    def heads(self) -> tuple[Head, ...]:
        """The ends up to which the own chains were cut for any target, and so told to it."""
        found = self._asked(
            "select distinct device, cut, sha256 from progress where cut > 0 and sha256 <> ''"
        )
        return tuple(Head(DeviceId(device), cut, sha256) for device, cut, sha256 in found)

    def freeze(  # noqa: PLR0913 - what is written at once
        self,
        target: str,
        device: DeviceId,
        parcels: Sequence[Frozen],
        *,
        after: int,
        upto: int,
        sha256: str,
    ) -> bool:
        """Keep parcels until the target has them, and how far was cut with them; all or nothing.

        Args:
            target: For whom.
            device: Whose events were cut.
            parcels: In the order in which they are to be offered.
            after: Up to which number was cut before.
            upto: Up to which number is cut now.
            sha256: Of the event of that number.

        Returns:
            Whether it was done: not where somebody else cut in between.

        Raises:
            JournalError: Nothing was written.
        """
        with self._writing() as db:
            if self.progress(target, device).cut != after:
                return False
            _keep(db, target, parcels)
            db.execute(
                "insert into progress values (?, ?, ?, ?, 0, 0) on conflict do update"
                " set cut = excluded.cut, sha256 = excluded.sha256",
                (target, device, upto, sha256),
            )
        return True

    def waiting(self, target: str, most: int) -> tuple[Frozen, ...]:
        """The oldest parcels that were neither kept nor refused, all carried by one device."""
        found = [
            Frozen(key, content, DeviceId(device), DeviceId(chain), first, last)
            for key, content, device, chain, first, last in self._asked(
                "select key, content, device, chain, first, last from parcel"
                " where target = ? and reason = '' order by number limit ?", target, most
            )
        ]  # fmt: skip
        return tuple(each for each in found if each.device == found[0].device)

    def count(self, target: str) -> int:
        """How many wait, without those that were refused."""
        question = "select count(*) from parcel where target = ? and reason = ''"
        return sum(count for (count,) in self._asked(question, target))

    def weight(self, target: str) -> tuple[int, int, int]:
        """What waits, without what was refused: parcels, their bytes, and their events."""
        question = (
            "select count(*), coalesce(sum(length(content)), 0),"
            " coalesce(sum(last - first + 1), 0) from parcel where target = ? and reason = ''"
        )
        return next(((n, size, many) for n, size, many in self._asked(question, target)), (0, 0, 0))

    def arrived(self, target: str, chain: DeviceId) -> int:
        """The number up to which everything of a device has arrived, or was refused."""
        question = "select min(first) from parcel where target = ? and chain = ? and reason = ''"
        cut = self.progress(target, chain).cut
        waits = [
            int(first) for (first,) in self._asked(question, target, chain) if first is not None
        ]
        return min([cut, *(first - 1 for first in waits)])

    def stuck(self, target: str) -> tuple[Frozen, ...]:
        """The parcels that were refused, oldest first."""
        question = (
            "select key, content, device, chain, first, last, reason from parcel"
            " where target = ? and reason <> '' order by number"
        )
        return tuple(
            Frozen(key, content, DeviceId(device), DeviceId(chain), first, last, reason)
            for key, content, device, chain, first, last, reason in self._asked(question, target)
        )

    def settle(
        self, target: str, device: DeviceId, told: int, receipts: Sequence[tuple[str, str]]
    ) -> None:
        """Drop what is kept, and put aside what was refused.

        Args:
            target: Whose receipts they are.
            device: Whose head was told; `told` is its number.
            told: See `Progress`.
            receipts: Key, and the reason where it was refused; empty where it is kept.
        """
        with self._writing() as db:
            for key, reason in receipts:
                if reason:
                    change = "update parcel set reason = ? where target = ? and key = ?"
                    db.execute(change, (reason, target, key))
                else:
                    db.execute("delete from parcel where target = ? and key = ?", (target, key))
            db.execute(
                "insert into progress values (?, ?, 0, '', ?, 0) on conflict do update"
                " set told = max(told, excluded.told)",
                (target, device, told),
            )

    def part(self, target: str, device: DeviceId, *, upto: int | None = None) -> None:
        """From now on nothing goes there under that name; what waits is to be cut anew.

        Args:
            target: Where another machine writes under the name.
            device: The name.
            upto: Number of its last event that is there all the same, so that what comes after
                it is cut anew; None where that is what waits.
        """
        with self._writing() as db:
            of = "where target = ? and device = ? and reason = ''"
            starts = f"select chain, min(first) from parcel {of} group by chain"  # noqa: S608
            for chain, first in db.execute(starts, (target, device)).fetchall():
                db.execute(
                    "update progress set cut = min(cut, ?), sha256 = ''"
                    " where target = ? and device = ?",
                    (first - 1, target, chain),
                )
            db.execute(f"delete from parcel {of}", (target, device))  # noqa: S608
            db.execute(
                "insert into progress values (?, ?, 0, '', 0, 1) on conflict do update set"
                " parted = 1, cut = coalesce(?, cut), sha256 = iif(? is null, sha256, '')",
                (target, device, upto, upto),
            )

    def rewind(self, target: str, device: DeviceId, *, upto: int, sha256: str) -> None:
        """A target has lost what it was told after an event; that and what waits is cut anew.

        What was cut of a parted name travels with this one, and is all cut anew.

        Args:
            target: That one.
            device: Whose events these are.
            upto: Number of the last that is there; 0 for none.
            sha256: Of that event; empty for none.
        """
        with self._writing() as db:
            of = "where target = ? and device = ?"
            db.execute(f"delete from parcel {of} and reason = ''", (target, device))  # noqa: S608
            db.execute(
                f"update progress set cut = ?, sha256 = ?, told = ? {of}",  # noqa: S608
                (upto, sha256, upto, target, device),
            )
            db.execute(
                "update progress set cut = 0, sha256 = '' where target = ? and parted = 1",
                (target,),
            )

    def parted(self) -> frozenset[DeviceId]:
        """The names under which another machine writes as well, at any target."""
        found = self._asked("select distinct device from progress where parted = 1")
        return frozenset(DeviceId(device) for (device,) in found)

    def again(self, target: str) -> int:
        """Offer what was refused once more; how many that are."""
        with self._writing() as db:
            change = "update parcel set reason = '' where target = ? and reason <> ''"
            return int(db.execute(change, (target,)).rowcount)

    def attempt(self, target: str) -> Attempt:
        """How the last sync with that target went."""
        question = "select at, failed, retry, asked, denied, message from attempt where target = ?"
        for at, failed, retry, asked, denied, message in self._asked(question, target):
            return Attempt(at, failed, retry, bool(asked), bool(denied), message)
        return Attempt()

    def note(self, target: str, how: Attempt) -> None:
        """Remember how a sync went."""
        with self._writing() as db:
            values = (how.at, how.failed, how.retry, how.asked, how.denied, how.message)
            db.execute(
                "insert or replace into attempt values (?, ?, ?, ?, ?, ?, ?)", (target, *values)
            )

    def forget(self, target: str) -> None:
        """Drop everything about a target."""
        with self._writing() as db:
            for table in ("progress", "parcel", "attempt"):
                db.execute(f"delete from {table} where target = ?", (target,))  # noqa: S608

    def _asked(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        try:
            if self._db is None:
                if not self._path.exists():
                    return
                self._db = self._connected()
            yield from self._db.execute(question, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise explained(error, self._path) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._db is None:
                files.make_private(self._path)
                self._db = self._connected()
            self._db.execute("begin immediate")
            yield self._db
            self._db.execute("commit")
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise explained(error, self._path) from error
        except BaseException:
            self.close()  # what was begun is undone
            raise

    def _connected(self) -> sqlite3.Connection:
        db = schema.connect(self._path)
        if schema.version(db) < len(MIGRATIONS):
            db.execute("begin immediate")
            for script in MIGRATIONS[schema.version(db) :]:
                for statement in schema.statements(script):
                    db.execute(statement)
            db.execute(f"pragma user_version = {len(MIGRATIONS)}")
            db.execute("commit")
        return db


def _keep(db: sqlite3.Connection, target: str, parcels: Sequence[Frozen]) -> None:
    for each in parcels:
        values = (each.device, each.chain, each.key, each.first, each.last, each.content)
        db.execute(
            "insert into parcel (target, device, chain, key, first, last, content, reason)"
            " values (?, ?, ?, ?, ?, ?, ?, '') on conflict do nothing",
            (target, *values),
        )
