"""The journal: facts on the disk, before anybody says they are.

One SQLite file, in the settings that lost nothing when the power was cut
(TRUNCATE, EXTRA). Rows are only ever added, each with the hash of the one
before it. Whoever gets an answer from `append` may show a tick.

A commit that fails is *unknown*, not undone: its handle is thrown away, the
file opened again, and the ids looked up, which were minted before the write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from flowhelp.ids import DeviceId, EventId, RunId, uuid7
from flowhelp.journal import backups, codec, files, schema
from flowhelp.journal.chain import BrokenLink, Head, first_flaw
from flowhelp.journal.codec import GENESIS, Recorded, Row, encode, recorded_of, row_of, written
from flowhelp.journal.schema import UnknownOutcomeError

if TYPE_CHECKING:
    from flowhelp.journal.events import Event

_RANDOM_BITS = 74
_COLUMNS = "id, device, seq, run, sid, tag, at, body, prev, sha256"
_SELECT = f"select {_COLUMNS} from event"  # noqa: S608 - a constant
_INSERT = f"insert into event ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_OWN = "select id from device order by number desc limit 1"
_LAST_OF_RUN = "select id from event where run = ? order by rowid desc limit 1"
_LAST = "select seq, sha256 from event where device = ? order by seq desc limit 1"


class Journal:
    """Everything that was done on this machine.

    Nothing is made on the disk before the first write, and reading needs no
    permission to write.
    """

    def __init__(
        self, path: Path, *, now: Callable[[], datetime], noise: Callable[[int], int]
    ) -> None:
        self._path = path
        self._now = now
        self._noise = noise
        self._db: sqlite3.Connection | None = None
        self._file = (0, 0)

    @classmethod
    def open(cls, path: Path, *, now: Callable[[], datetime], noise: Callable[[int], int]) -> Self:
        """The journal in that file, which need not exist.

        Args:
            path: The file; its folder is made at the first write.
            now: Tells the time, for the ids of events.
            noise: Gives that many random bits.
        """
        return cls(path, now=now, noise=noise)

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def mint(self) -> EventId:
        """A new id, for an event that is about to be written."""
        return EventId(uuid7(self._now(), self._noise(_RANDOM_BITS)))

    def append(
        self,
        events: Sequence[Event],
        ids: Sequence[EventId] | None = None,
        *,
        after: EventId | None = None,
    ) -> tuple[Recorded, ...]:
        """Write events down, all or none, and return once they are on the disk.

        Args:
            events: In the order they happened.
            ids: One for each event, from `mint`; writing them again writes nothing.
            after: The last event of their run that the writer knows, to be sure that
                it decided on all that happened; None to write in any case.

        Raises:
            RunChangedError: The run has later events than `after`.
            RunGoneError: It has none; the file is another journal than it was.
            JournalError: Nothing was written.
            UnknownOutcomeError: Nobody knows; read the run again.
        """
        if not events:
            return ()
        minted = tuple(self.mint() for _ in events) if ids is None else tuple(ids)
        drafts = tuple(zip(minted, events, strict=True))
        try:
            return self._commit(drafts, after)
        except (sqlite3.Error, OSError) as error:
            return self._rescued(drafts, after, error)
        except BaseException:
            # Interrupted in between: the handle may be inside a transaction.
            self.close()
            raise

    def _rescued(
        self,
        drafts: tuple[tuple[EventId, Event], ...],
        after: EventId | None,
        failure: sqlite3.Error | OSError,
    ) -> tuple[Recorded, ...]:
        """What became of a write that failed; on a full disk it is tried once more."""
        self.close()
        # Room first: what is left of a broken write is undone by writing.
        freed = schema.is_full(failure) and files.drop_ballast(self._path)
        found = self._settled([name for name, _ in drafts], failure)
        if found:
            return found
        if not freed:
            raise schema.explained(failure, self._path) from failure
        try:
            return self._commit(drafts, after)
        except (sqlite3.Error, OSError) as error:
            self.close()
            found = self._settled([name for name, _ in drafts], error)
            if found:
                return found
            raise schema.explained(error, self._path) from error
        except BaseException:
            self.close()
            raise

    def read(self, run: RunId) -> tuple[Recorded, ...]:
        """The events of a run, oldest first; none when there is no such run."""
        return tuple(map(recorded_of, self._select("where run = ? order by rowid", run)))

    def rows_of(self, run: RunId) -> tuple[Row, ...]:
        """The rows of a run as they are stored, oldest first."""
        return tuple(map(row_of, self._select("where run = ? order by rowid", run)))

    def head_of(self, run: RunId) -> str:
        """The hash of a run's last event; empty before its first."""
        rows = self._select("where run = ? order by rowid desc limit 1", run)
        return next((row_of(fields).sha256 for fields in rows), "")

    def since(self, seq: int) -> Iterator[Recorded]:
        """This device's events after that number, oldest first."""
        where = f"where device = ({_OWN}) and seq > ? order by seq"
        return map(recorded_of, self._select(where, seq))

    def tagged(self, *tags: str) -> tuple[Recorded, ...]:
        """All events of those types, in the order they were written."""
        marks = ", ".join("?" * len(tags))
        return tuple(
            map(recorded_of, self._select(f"where tag in ({marks}) order by rowid", *tags))
        )

    def runs(self) -> tuple[RunId, ...]:
        """The runs that were started here, oldest first."""
        return tuple(recorded.event.run for recorded in self.tagged("run.started"))

    def renew(self, old: DeviceId) -> DeviceId:
        """The name this machine writes under from now on: a new one where it still was `old`.

        What was written under the old name stays as it is.

        Raises:
            JournalError: It is as it was.
        """
        try:
            db = self._writable()
            db.execute("begin immediate")
            (device,) = db.execute(_OWN).fetchone()
            if device == old:
                device = self._named(db)
            db.execute("commit")
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise schema.explained(error, self._path) from error
        return DeviceId(device)

    def head(self) -> Head | None:
        """The end of this device's chain; None before the first event."""
        where = f"where device = ({_OWN}) order by seq desc limit 1"
        ends = [row_of(fields) for fields in self._select(where)]
        return Head(ends[0].device, ends[0].seq, ends[0].sha256) if ends else None

    def rows(self) -> Iterator[Row]:
        """Every row as it is stored, device by device, in order."""
        yield from map(row_of, self._select("order by device, seq"))

    def verify(self, published: Head | None = None) -> BrokenLink | None:
        """The first broken link of any chain, or None; see `chain.first_flaw`."""
        return first_flaw(self.rows(), published)

    def asked(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """The rows that answer a `select`; none while there is no journal yet."""
        try:
            db = self._readable()
            if db is not None:
                for row in db.execute(question, values):  # noqa: UP028 - as in `Team.asked`
                    yield row
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise schema.explained(error, self._path) from error

    def _commit(
        self, drafts: tuple[tuple[EventId, Event], ...], after: EventId | None
    ) -> tuple[Recorded, ...]:
        db = self._writable()
        db.execute("begin immediate")
        known = self._look_up([name for name, _ in drafts])
        if known:
            db.execute("rollback")
            return known
        if after is not None:
            schema.check_last(db.execute(_LAST_OF_RUN, (drafts[0][1].run,)).fetchone(), after)
        (device,) = db.execute(_OWN).fetchone()
        last = db.execute(_LAST, (device,)).fetchone()
        seq, prev = last or (0, GENESIS)
        done = []
        for seq, (name, event) in enumerate(drafts, start=seq + 1):  # noqa: B020
            tag, body = encode(event)
            sid, at = codec.sid_of(event), written(event.at.wall)
            row = Row(name, DeviceId(device), seq, event.run, sid, tag, at, body, prev)
            prev = row.digest()
            db.execute(_INSERT, (name, device, seq, event.run, sid, tag, at, body, row.prev, prev))
            done.append(Recorded(name, row.device, seq, event))
        db.execute("commit")
        return tuple(done)

    def _settled(self, ids: Sequence[EventId], error: Exception) -> tuple[Recorded, ...]:
        """What of these ids is on the disk after all: all of them, or none."""
        try:
            found = self._look_up(ids)
            if found:
                files.sync_file(self._path)
        except (sqlite3.Error, OSError) as second:
            self.close()
            if schema.never_began(error):
                return ()
            raise UnknownOutcomeError(
                f"cannot tell whether the last act was recorded ({second})",
                hint="check the disk, then flowhelp resume",
            ) from second
        return found

    def _look_up(self, ids: Sequence[EventId]) -> tuple[Recorded, ...]:
        db = self._readable()
        if db is None:
            return ()
        marks = ", ".join("?" * len(ids))
        rows = db.execute(f"{_SELECT} where id in ({marks}) order by rowid", tuple(ids))
        return tuple(map(recorded_of, rows.fetchall()))

    def _select(self, where: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        return self.asked(f"{_SELECT} {where}", *values)

    def _readable(self) -> sqlite3.Connection | None:
        """The open file, or None while there is no journal yet."""
        if self._db is None and self._path.exists():
            self._connect()
        return self._db if self._db is not None and schema.version(self._db) else None

    def _connect(self) -> sqlite3.Connection:
        self._file = files.identity(self._path)
        self._db = schema.connect(self._path)
        return self._db

    def _writable(self) -> sqlite3.Connection:
        """The open file, made and brought up to date if need be."""
        if self._db is not None and files.identity(self._path) != self._file:
            self.close()  # a backup took its place
        if self._db is None:
            files.make_private(self._path)
            files.load_ballast(self._path)
        db = self._db or self._connect()
        if schema.version(db) < len(schema.MIGRATIONS):
            self._migrate(db)
        return db

    def _migrate(self, db: sqlite3.Connection) -> None:
        """Bring the file up to date; before that there is a backup of it, or it stays as it is."""
        db.execute("begin immediate")
        backups.migrate(db, self._path, self._now())
        if db.execute(_OWN).fetchone() is None:
            self._named(db)
        db.execute("commit")

    def _named(self, db: sqlite3.Connection) -> EventId:
        """A new name for this device, inside a transaction."""
        name = self.mint()
        made = (name, written(self._now()))
        db.execute("insert into device (id, made_at) values (?, ?)", made)
        return name
