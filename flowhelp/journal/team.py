"""What others did, as it was pulled: kept apart from the own journal, followed, never doubled.

Everything here came from somewhere else, and may be wrong; what is wrong is kept aside and
named. What is worked out from it (`runs`) is made anew whenever that is wanted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from flowhelp.ids import DeviceId
from flowhelp.journal.chain import NOBODY, Head
from flowhelp.journal.schema import changing
from flowhelp.journal.team_file import TeamFile

if TYPE_CHECKING:  # a sync that finds nothing new needs none of these, and they take long to load
    from flowhelp.journal.codec import Row
    from flowhelp.journal.erasing import Grave
    from flowhelp.journal.following import Flaw
    from flowhelp.journal.history import Ask
    from flowhelp.journal.lines import Withheld
    from flowhelp.journal.runs import Models, Progress
    from flowhelp.journal.taking import Mine, Taken, Taking


class Team:
    """The file of what was pulled; made at the first write."""

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime],
        own: frozenset[DeviceId] = frozenset(),
        mine: Mine | None = None,
        gone: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._file = TeamFile(path)
        self._now = now
        self._own = own
        self._mine = mine
        self._gone = gone

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], datetime],
        own: frozenset[DeviceId] = frozenset(),
        mine: Mine | None = None,
        gone: Callable[[], Iterable[str]] = tuple,
    ) -> Self:
        """What was pulled into that file, which need not exist.

        Args:
            path: The file; its folder is made at the first write.
            now: Tells the time, to find events that were written in the future.
            own: Devices whose events are in the own journal.
            mine: The hashes of these. What is said to be theirs and is not was written by a copy
                of this disk, and is taken in beside; without `mine` it is kept aside.
            gone: Runs that were erased, by the own journal: they stay so where this file is lost.
        """
        return cls(path, now=now, own=own, mine=mine, gone=gone)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def cursor(self, target: str) -> str:
        """Where to go on with a target: as it was given with what was last taken in; or empty."""
        found = self.asked("select cursor from cursor where target = ?", target)
        return next((str(cursor) for (cursor,) in found), "")

    def take_lines(
        self,
        target: str,
        parts: Iterable[Row | Withheld],
        *,
        carrier: DeviceId = NOBODY,
        cursor: str = "",
    ) -> Taken:
        """Take in the lines of one parcel, all or none.

        Parcels may come in any order and more than once. An event that is here already with
        the same hash is nothing; one with another hash is a fork, and kept beside (`twins`); one
        whose id is another's is kept aside.

        Args:
            target: What it was pulled from.
            parts: In the order of the parcel; an error that reading them raises undoes it all.
            carrier: Who brings it; each device its own where nobody is named.
            cursor: Where to go on after it, kept in the same transaction; empty to leave it.

        Raises:
            JournalError: Nothing was taken in.
        """
        with self._taking(target, cursor) as taking:
            taking.carrier = carrier
            taking.parts(parts)
        return taking.taken

    def take_head(  # noqa: PLR0913, PLR0917 - what there is to say of a head
        self,
        target: str,
        device: DeviceId,
        seq: int,
        sha256: str,
        at: str = "",
        signature: str = "",
        *,
        alone: bool = False,
        cursor: str = "",
    ) -> Taken:
        """Take in the end of a chain as its device published it; see `take_lines`.

        One that came `alone`, beside a record, says nothing of which events should be here.
        """
        with self._taking(target, cursor) as taking:
            taking.head(device, seq, sha256, at, signature, alone=alone)
        return taking.taken

    def take_records(
        self,
        target: str,
        records: Iterable[Mapping[str, Any]],
        *,
        later: int = 0,
        cursor: str = "",
    ) -> Taken:
        """Take in run records that come without their events, all or none.

        Args:
            target: What they were pulled from.
            records: As `run_record` makes them; `id`, `doc`, `actor` and `started_at` are
                needed for one to be shown. A run whose events are here too goes by these.
            later: How many events were added to their runs after these had ended: of two
                records of one run, the one with more is the newer.
            cursor: As for `take_lines`.
        """
        with self._taking(target, cursor) as taking:
            for record in records:
                taking.record(record, later)
        return taking.taken

    def take_unreadable(
        self, target: str, device: DeviceId, seq: int, reason: str, *, cursor: str = ""
    ) -> None:
        """Keep in mind that a parcel could not be read, and go on after it.

        Args:
            target: What it was pulled from.
            device: Whose it is by its name.
            seq: Number of its first event.
            reason: What is wrong with it, in words.
            cursor: As for `take_lines`.
        """
        with self._taking(target, cursor) as taking:
            taking.unreadable(device, seq, reason)

    def forget(self, target: str) -> None:
        """Forget where to go on with a target; what came from it stays."""
        with self._writing() as db:
            db.execute("delete from cursor where target = ?", (target,))

    def heads(self) -> tuple[Head, ...]:
        """The last head that each device published for the events that it brought, by device."""
        found = self.asked(
            "select device, max(seq), sha256 from head where not alone"
            " group by device order by device"
        )
        return tuple(Head(DeviceId(device), seq, sha256) for device, seq, sha256 in found)

    def verify(self, heads: Iterable[Head] = ()) -> tuple[Flaw, ...]:
        """Everything that is wrong with what was pulled, by device and number; see `Kind`.

        Args:
            heads: Published ones that are known from elsewhere.
        """
        from flowhelp.journal.team_flaws import flaws  # noqa: PLC0415 (see above)

        if not self._file.is_there:
            return ()
        with self._file.guarded():
            return flaws(self._opened(), self._own, heads)

    def performed(self, person: str) -> tuple[Grave, ...]:
        """The runs here that a person performed; see `erasing.performed`."""
        from flowhelp.journal.erasing import performed  # noqa: PLC0415 (see above)

        if not self._file.is_there:
            return ()
        with self._file.guarded():
            return performed(self._opened(), person)

    def bury(self, runs: Iterable[str]) -> None:
        """Erase runs; a range with the hashes stays of each.

        What a person did in runs of others is part of their records, and stays. A parcel with
        an erased run that comes again does not bring it back.
        """
        with self._file.guarded():
            self._opened()
            self._bury(self._file.to_keep(), runs)

    def refresh(self, own: Ask | None = None, progress: Progress | None = None) -> None:
        """Work out anew what has changed since: of what was pulled, and of the own journal.

        It may be stopped at any time, and goes on there.

        Args:
            own: `Journal.asked` of the own journal; None to leave its runs as they are.
            progress: Told how many runs of how many are worked out.
        """
        if own is None and not self._file.is_there:
            return
        with self._file.guarded():
            if not self._is_current(own):
                self._models(own).refresh(progress)

    def rebuild(self, own: Ask | None = None) -> None:
        """Throw away what was worked out, and work it out from the events again."""
        with self._file.guarded():
            self._models(own).rebuild()

    def asked(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """The rows that answer a `select`; none while there is no file yet."""
        if not self._file.is_there:
            return
        with self._file.guarded():
            # Not `yield from`: that closes the rows of a question that nobody reads to its end,
            # and the file may be closed by then.
            for row in self._opened().execute(question, values):  # noqa: UP028
                yield row

    def _is_current(self, own: Ask | None) -> bool:
        """Whether nothing has changed since it was worked out."""
        db = self._opened()
        if db.execute("select 1 from stale limit 1").fetchone():
            return False
        newest = [*own("select rowid, id from event order by rowid desc limit 1")] if own else []
        known = db.execute("select rowno, id from known").fetchone()
        return not newest or known == newest[0]

    def _models(self, own: Ask | None) -> Models:
        from flowhelp.journal.runs import Models  # noqa: PLC0415 (see above)

        self._opened()
        return Models(self._file.to_work_out(), own)

    def _opened(self) -> sqlite3.Connection:
        was_open, db = self._file.is_open, self._file.to_read()
        if not was_open and (runs := tuple(self._gone())):
            from flowhelp.journal.erasing import unburied  # noqa: PLC0415 (see above)

            if lost := unburied(db, runs):
                self._bury(self._file.to_work_out(), lost)
        return self._file.to_read()

    @staticmethod
    def _bury(db: sqlite3.Connection, runs: Iterable[str]) -> None:
        from flowhelp.journal.erasing import bury  # noqa: PLC0415 (see above)

        with changing(db):
            bury(db, runs)
        db.execute("pragma wal_checkpoint(truncate)")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._file.guarded():
            self._opened()
            with changing(db := self._file.to_keep()):
                yield db

    @contextmanager
    def _taking(self, target: str, cursor: str) -> Iterator[Taking]:
        from flowhelp.journal.taking import Taking  # noqa: PLC0415 (see above)

        with self._writing() as db:
            yield Taking(db, target, self._now(), self._own, self._mine)
            if cursor:
                db.execute("insert or replace into cursor values (?, ?)", (target, cursor))
