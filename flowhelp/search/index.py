"""The search index: one SQLite file in the cache folder, or memory where that cannot be.

It is never an error for the user. A file that is damaged or of another version
is thrown away; where nothing can be written, an index in memory answers.
Readers never wait: the file is in write-ahead mode, and a second process that
wants to bring it up to date finds the claim taken and answers from what is there.
"""

from __future__ import annotations

from flowhelp.search.index_answer import answer
from flowhelp.search.index_file import (
    connect,
    discard,
    is_busy,
    is_current,
    is_unwritable,
    lost,
    read_only,
    sqlite3,
    writing,
)
from flowhelp.search.leaning import NEUTRAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from flowhelp.search.index_answer import Found
    from flowhelp.search.index_write import Reading
    from flowhelp.search.leaning import Leaning
    from flowhelp.search.listed import Listed
    from flowhelp.search.query import Query
    from flowhelp.search.synonyms import Group


class Index:
    """Pages by their words; see `open`."""

    def __init__(self, db: sqlite3.Connection, path: str | None, note: str = "") -> None:
        self._db = db
        self._path = path
        self._claim: sqlite3.Connection | None = None
        self.note = note
        """What the user should be told, once; empty when all is well."""

    @classmethod
    def open(cls, path: str) -> Self:
        """The index in that file; made when absent, in memory when it cannot be. Never fails."""
        try:
            return cls(connect(path, _create), path)
        except OSError as error:
            return cls.beside(path, (error.strerror or str(error)).lower())
        except sqlite3.DatabaseError as error:
            if is_unwritable(error):
                return cls.beside(path, str(error))
        return cls.anew(path)

    @classmethod
    def anew(cls, path: str) -> Self:
        """An empty index in that file, whatever is there now; in memory when it cannot be."""
        try:
            discard(path)
            return cls(connect(path, _create), path)
        except (sqlite3.Error, OSError) as error:
            return cls.beside(path, str(error))

    @classmethod
    def beside(cls, path: str, reason: str) -> Self:
        """A copy in memory of the index in that file, where it cannot be written; else empty."""
        note = f"the search index cannot be kept in {path.rpartition('/')[0]}: {reason}"
        old = None
        try:
            old = read_only(path)
            if is_current(old):
                db = sqlite3.connect(":memory:", isolation_level=None)
                old.backup(db)
                return cls(db, None, note)
        except (sqlite3.Error, OSError):
            return cls.in_memory(note)
        finally:
            if old is not None:
                old.close()
        return cls.in_memory(note)

    @classmethod
    def in_memory(cls, note: str = "") -> Self:
        """An empty index that is gone with the process."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        _create(db)
        return cls(db, None, note)

    def close(self) -> None:
        """Let go of the file."""
        self.release()
        self._db.close()

    # ---- bringing it up to date

    def claim(self, *, wait: float = 0.0) -> bool:
        """Whether this process may now bring the index up to date; ends with `release`.

        Args:
            wait: Seconds to wait for another process that is doing so.
        """
        if self._path is None or self._claim is not None:
            return True
        # The lock of a second, empty database: any system has it, and it ends with the process.
        lock = self._path.rpartition(".")[0] + ".lock"
        claim = None
        try:
            claim = sqlite3.connect(lock, timeout=wait, isolation_level=None)
            claim.execute("begin exclusive")
        except sqlite3.DatabaseError as error:
            if claim is not None:
                claim.close()
            # Where there can be no lock, writing itself will say what is wrong.
            return not is_busy(error)
        self._claim = claim
        return True

    def release(self) -> None:
        """Ends the claim, if there is one."""
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def snapshot(self, key: str) -> bytes | None:
        """What the source said of itself when it was last read to the end; None when it was not."""
        with lost():
            row = self._db.execute("select snapshot from source where key = ?", (key,)).fetchone()
        return row[0] if row else None

    def is_whole(self, key: str) -> bool:
        """Whether that source was ever read to the end."""
        with lost():
            row = self._db.execute("select whole from source where key = ?", (key,)).fetchone()
        return bool(row and row[0])

    def stamps(self, key: str) -> dict[str, str]:
        """Path → stamp of every file of a source that was looked at."""
        with lost():
            return dict(
                self._db.execute(
                    "select path, stamp from file where source ="
                    " (select id from source where key = ?)",
                    (key,),
                )
            )

    def stamps_of(self, pages: Sequence[int]) -> dict[int, str]:
        """Number → stamp of the file of each of those pages."""
        holes = ", ".join("?" * len(pages))
        with lost():
            return dict(
                self._db.execute(f"select id, stamp from file where id in ({holes})", tuple(pages))  # noqa: S608
            )

    def digest(self, key: str, path: str) -> bytes | None:
        """The digest of a file's bytes as they were read; None for an unknown file."""
        with lost():
            row = self._db.execute(
                "select digest from file where path = ? and source ="
                " (select id from source where key = ?)",
                (path, key),
            ).fetchone()
        return row[0] if row else None

    def take(self, key: str, readings: Iterable[Reading], removed: Iterable[str] = ()) -> None:
        """Takes files of a source in and forgets others, at once."""
        from flowhelp.search import index_write  # noqa: PLC0415 (an answer writes nothing)

        with self._writing() as db:
            source = index_write.source_id(db, key)
            db.execute("update source set snapshot = null where id = ?", (source,))
            index_write.remove(db, source, removed)
            index_write.put(db, source, readings)

    def declare(self, key: str, groups: Iterable[Group]) -> None:
        """Takes what a source says to mean the same, in place of what it said before.

        Args:
            key: The source, with its pages taken in: words are those of their languages.
            groups: As `synonyms.read_synonyms` gives them.
        """
        from flowhelp.search import index_write  # noqa: PLC0415 (an answer writes nothing)

        with self._writing() as db:
            index_write.declare_synonyms(db, index_write.source_id(db, key), groups)

    def restamp(self, key: str, stamps: Iterable[tuple[str, str]]) -> None:
        """Gives (path, stamp) of files whose bytes are what they were."""
        from flowhelp.search import index_write  # noqa: PLC0415 (an answer writes nothing)

        with self._writing() as db:
            source = index_write.source_id(db, key)
            db.executemany(
                "update file set stamp = ?3 where source = ?1 and path = ?2",
                ((source, path, stamp) for path, stamp in stamps),
            )

    def finish(self, key: str, snapshot: bytes, problems: Iterable[tuple[str, str]]) -> None:
        """Notes that a source was read to the end, with (path, message) of what was left out."""
        from flowhelp.search import index_write  # noqa: PLC0415 (an answer writes nothing)
        from flowhelp.search.packing import pack_rows  # noqa: PLC0415

        with self._writing() as db:
            source = index_write.source_id(db, key)
            index_write.settle(db, source)
            db.execute(
                "update source set snapshot = ?, whole = 1, problems = ? where id = ?",
                (snapshot, pack_rows(problems), source),
            )

    def drop(self, key: str) -> None:
        """Forgets a source."""
        from flowhelp.search import index_write  # noqa: PLC0415 (an answer writes nothing)

        with self._writing() as db:
            index_write.drop(db, index_write.source_id(db, key))

    # ---- answering

    def keys(self) -> frozenset[str]:
        """The keys of all sources it knows."""
        with lost():
            return frozenset(key for (key,) in self._db.execute("select key from source"))

    def listed(self, keys: Sequence[str]) -> tuple[Listed, ...]:
        """Every page of those sources, by source and name."""
        from flowhelp.search.listed import Listed  # noqa: PLC0415 (an answer lists nothing)
        from flowhelp.search.packing import unpack  # noqa: PLC0415

        holes = ", ".join("?" * len(keys))
        with lost():
            rows = self._db.execute(
                "select name, key, path, title, type, tags, roles, alerts, status, step_count,"  # noqa: S608
                " findings from page join source on source.id = page.source"
                f" where key in ({holes}) order by key, name",
                tuple(keys),
            )
            return tuple(
                Listed(
                    name, key, path, title, kind, unpack(tags), unpack(roles), unpack(alerts), *rest
                )
                for name, key, path, title, kind, tags, roles, alerts, *rest in rows
            )

    def problems(self, keys: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
        """(source key, path, message) of everything that was left out."""
        from flowhelp.search.packing import unpack_rows  # noqa: PLC0415 (an answer asks not)

        holes = ", ".join("?" * len(keys))
        with lost():
            found = self._db.execute(
                "select key, path, problem from file join source on source.id = file.source"  # noqa: S608
                f" where problem is not null and key in ({holes})",
                tuple(keys),
            ).fetchall()
            for key, packed in self._db.execute(
                f"select key, problems from source where key in ({holes})",  # noqa: S608 (holes)
                tuple(keys),
            ):
                found += [(key, path, message) for path, message in unpack_rows(packed)]
        return tuple(sorted(found))

    def search(
        self,
        query: Query,
        keys: Sequence[str],
        limit: int,
        leaning: Leaning = NEUTRAL,
        *,
        snippets: bool = True,
    ) -> Found:
        """The best pages for a question.

        Args:
            query: What is asked.
            keys: The sources in use, strongest first.
            limit: At most this many.
            leaning: What is known of the person who asks.
            snippets: Whether every page needs the line that matched; else those without a step.
        """
        with lost():
            self._db.execute("begin")  # one state of the index for the whole answer
            try:
                return answer(self._db, query, keys, limit, leaning, snippets=snippets)
            finally:
                self._db.execute("rollback")

    def _writing(self) -> writing:
        return writing(self._db)


def _create(db: sqlite3.Connection) -> None:
    from flowhelp.search.index_schema import create  # noqa: PLC0415 (once in its life)

    create(db)
