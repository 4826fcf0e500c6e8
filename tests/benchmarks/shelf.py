"""The search engines that are compared, each with as little around it as it needs.

Every one has `build`, `opened` and a `name`; what is asked are terms, and the
answer is how many pages it gave, at most ten. Nothing is imported for all of
them: a new process pays for its own engine only. Two are not dependencies of the
project, and are left out where they are not installed.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from flowhelp.search.rows import Page

    Read = tuple[str, Page, list[str]]
    """A page: its path, what flowhelp keeps of it, and the terms of each field."""
    Ask = Callable[[str, Sequence[str]], int]
    """From a question and its terms to how many pages are given."""

FIELDS = ("title", "names", "slug", "lead", "heads", "prose", "code")
WEIGHTS = (1.0, 1.0, 0.5, 0.5, 0.5, 1.0, 0.4)
"""The evaluation's, for all engines but flowhelp."""

TOKENIZE = "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\""
PATHS = "create table page (id integer primary key, path text)"
KEY = "folder:compared"


class Flowhelp:
    """The index of this project."""

    name = "flowhelp"

    def build(self, folder: str, pages: Iterable[Read]) -> None:
        from flowhelp.search.index import Index  # noqa: PLC0415 (see above)
        from flowhelp.search.index_write import Reading  # noqa: PLC0415 (see above)

        index = Index.open(f"{folder}/index.db")
        waiting = []
        for path, page, _ in pages:
            waiting.append(Reading(path, "", b"", page))
            if len(waiting) == 200:
                index.take(KEY, waiting)
                waiting.clear()
        index.take(KEY, waiting)
        index.finish(KEY, b"", ())
        index.close()

    def opened(self, folder: str) -> Ask:
        from flowhelp.search.index import Index  # noqa: PLC0415 (see above)
        from flowhelp.search.query import parse_query  # noqa: PLC0415 (see above)

        index = Index.open(f"{folder}/index.db")
        return lambda text, _: len(index.search(parse_query(text), [KEY], 10).pages)


class Candidates(Flowhelp):
    """The same, as far as the other engines go: the best pages by a word's worth, not yet read."""

    name = "flowhelp, candidates"

    def opened(self, folder: str) -> Ask:
        from flowhelp.search.index_asked import understand  # noqa: PLC0415 (see above)
        from flowhelp.search.index_matching import Matches  # noqa: PLC0415 (see above)
        from flowhelp.search.index_terms import Libraries  # noqa: PLC0415 (see above)
        from flowhelp.search.query import parse_query  # noqa: PLC0415 (see above)

        db = _database(folder)

        def ask(text: str, _: Sequence[str]) -> int:
            libraries = Libraries(db, [KEY])
            asked = understand(libraries, parse_query(text))
            return len(Matches(libraries, asked.words).best(10))

        return ask


class OneTable:
    """FTS5, a column for each field, any word, by `bm25` with weights."""

    name = "FTS5, one table"

    def build(self, folder: str, pages: Iterable[Read]) -> None:
        db = _database(folder)
        columns = ", ".join(FIELDS)
        db.execute(PATHS)
        db.execute(
            f"create virtual table d using fts5({columns}, content='', detail=column, {TOKENIZE})"
        )
        with db:
            for number, (path, _, fields) in enumerate(pages, start=1):
                db.execute("insert into page values (?, ?)", (number, path))
                db.execute(
                    f"insert into d (rowid, {columns}) values (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 (constants)
                    (number, *fields),
                )
        db.execute("insert into d (d) values ('optimize')")
        db.close()

    def opened(self, folder: str) -> Ask:
        db = _database(folder)
        weights = ", ".join(map(str, WEIGHTS))
        query = (
            "select path from (select rowid from d where d match ?"  # noqa: S608 (constants)
            f" order by bm25(d, {weights}) limit 10) join page on page.id = rowid"
        )

        def ask(_: str, terms: Sequence[str]) -> int:
            return len(db.execute(query, (" OR ".join(map(_quoted, terms)),)).fetchall())

        return ask


class TablePerField:
    """FTS5, a table for each field, scores added, all times the share of the words they have."""

    name = "FTS5, a table a field"

    def build(self, folder: str, pages: Iterable[Read]) -> None:
        db = _database(folder)
        db.execute(PATHS)
        for field in FIELDS:
            db.execute(
                f"create virtual table {field} using fts5"
                f"(words, content='', detail=none, {TOKENIZE})"
            )
        with db:
            for number, (path, _, fields) in enumerate(pages, start=1):
                db.execute("insert into page values (?, ?)", (number, path))
                for field, words in zip(FIELDS, fields, strict=True):
                    db.execute(
                        f"insert into {field} (rowid, words) values (?, ?)",  # noqa: S608 (constants)
                        (number, words),
                    )
        for field in FIELDS:
            db.execute(f"insert into {field} ({field}) values ('optimize')")  # noqa: S608 (constants)
        db.close()

    def opened(self, folder: str) -> Ask:
        db = _database(folder)
        (pages,) = db.execute("select count(*) from page").fetchone()

        def ask(_: str, terms: Sequence[str]) -> int:
            score: dict[int, float] = {}
            covered: dict[int, float] = {}
            for term in terms:
                worth = self._worth(db, term)
                rarity = math.log(1 + (pages - len(worth) + 0.5) / (len(worth) + 0.5))
                for page, value in worth.items():
                    score[page] = score.get(page, 0.0) + value
                    covered[page] = covered.get(page, 0.0) + rarity
            best = sorted(score, key=lambda page: -score[page] * covered[page])[:10]
            holes = ", ".join("?" * len(best))
            return len(db.execute(f"select path from page where id in ({holes})", best).fetchall())  # noqa: S608 (holes)

        return ask

    def _worth(self, db: sqlite3.Connection, term: str) -> dict[int, float]:
        """Page → what a term is worth to it, over all fields."""
        found: dict[int, float] = {}
        for field, weight in zip(FIELDS, WEIGHTS, strict=True):
            for page, rank in db.execute(
                f"select rowid, bm25({field}) from {field} where {field} match ?",  # noqa: S608 (constants)
                (_quoted(term),),
            ):
                found[page] = found.get(page, 0.0) - rank * weight
        return found


class Tantivy:
    """tantivy: a field for each, any word in any of them."""

    name = "tantivy"

    def build(self, folder: str, pages: Iterable[Read]) -> None:
        import tantivy  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 (see above)

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        writer = tantivy.Index(builder.build(), path=folder).writer()
        for path, _, fields in pages:
            texts = dict(zip(FIELDS, fields, strict=True))
            writer.add_document(tantivy.Document(path=path, **texts))
        writer.commit()
        writer.wait_merging_threads()

    def opened(self, folder: str) -> Ask:
        import tantivy  # noqa: PLC0415 (see above)

        index = tantivy.Index.open(folder)
        searcher, query = index.searcher(), tantivy.Query

        def ask(_: str, terms: Sequence[str]) -> int:
            wanted = [
                query.boost_query(query.term_query(index.schema, field, term, "freq"), weight)
                for term in terms
                for field, weight in zip(FIELDS, WEIGHTS, strict=True)
            ]
            any_of = query.boolean_query([(tantivy.Occur.Should, one) for one in wanted])
            found = searcher.search(any_of, 10)
            return len([searcher.doc(address)["path"] for _, address in found.hits])

        return ask


class Whoosh:
    """Whoosh's own files: a field for each, any word in any of them."""

    name = "Whoosh"

    def build(self, folder: str, pages: Iterable[Read]) -> None:
        from whoosh.analysis import SpaceSeparatedTokenizer  # noqa: PLC0415 (see above)
        from whoosh.fields import STORED, TEXT, Schema  # noqa: PLC0415 (see above)
        from whoosh.index import create_in  # noqa: PLC0415 (see above)

        spaced = SpaceSeparatedTokenizer()
        texts: Any = {field: TEXT(analyzer=spaced, phrase=False) for field in FIELDS}
        writer = create_in(folder, Schema(path=STORED, **texts)).writer(limitmb=256)
        for path, _, fields in pages:
            writer.add_document(path=path, **dict(zip(FIELDS, fields, strict=True)))
        writer.commit(optimize=True)

    def opened(self, folder: str) -> Ask:
        from whoosh.index import open_dir  # noqa: PLC0415 (see above)
        from whoosh.query import Or, Term  # noqa: PLC0415 (see above)

        searcher = open_dir(folder).searcher()

        def ask(_: str, terms: Sequence[str]) -> int:
            wanted = [
                Term(field, term, boost=weight)
                for term in terms
                for field, weight in zip(FIELDS, WEIGHTS, strict=True)
            ]
            return len([hit["path"] for hit in searcher.search(Or(wanted), limit=10)])

        return ask


Engine = Flowhelp | OneTable | TablePerField | Tantivy | Whoosh
ENGINES: tuple[Engine, ...] = (
    Flowhelp(), Candidates(), OneTable(), TablePerField(), Tantivy(), Whoosh(),
)  # fmt: skip


def ask_once(name: str, folder: str, text: str, *terms: str) -> None:
    """One question to one engine, by a process that does nothing else."""
    engine = next(engine for engine in ENGINES if engine.name == name)
    engine.opened(folder)(text, terms)


def _database(folder: str) -> sqlite3.Connection:
    from sqlite3 import connect  # noqa: PLC0415 (see above)

    return connect(f"{folder}/index.db")


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
