"""Answers from the index's tables: candidates by the rarest words, then scored one by one."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from flowhelp.search.analysis import query_terms, stem, terms, words
from flowhelp.search.fields import FIELDS
from flowhelp.search.index_write import source_mark
from flowhelp.search.packing import unpack, unpack_rows
from flowhelp.search.query import Query
from flowhelp.search.ranking import CORRECTED, Term, rarity

CANDIDATES = 200
"""Pages that are scored field by field."""

ENOUGH = 4000
"""Matches after which more common words only help to score, not to find."""

_CANDIDATE_WEIGHTS = "6.0, 6.0, 3.0, 2.0, 2.0, 1.0, 0.5"


class Row(NamedTuple):
    """A page as it is scored and shown."""

    id: int
    source: int
    path: str
    name: str
    title: str
    type: str
    status: str
    tags: str
    roles: str
    lengths: str
    counted: str


class Totals(NamedTuple):
    """The whole index in numbers."""

    pages: int
    averages: tuple[float, ...]


def totals(db: sqlite3.Connection) -> Totals:
    """How many pages there are, and how long their fields are on average, in terms."""
    pages, lengths = db.execute("select pages, lengths from total").fetchone()
    return Totals(pages, tuple(int(length) / max(pages, 1) for length in lengths.split()))


def weigh(db: sqlite3.Connection, text: str, pages: int, corrections: dict[str, str]) -> list[Term]:
    """The terms of a question with what the index knows of them.

    Args:
        db: The index.
        text: What was asked, without filters.
        pages: How many pages the index has.
        corrections: Filled with word → the word of the vocabulary it was taken for.
    """
    typed = _typed_words(text)
    found: list[Term] = []
    for term in query_terms(text):
        word = typed.get(term, term)
        known = _term(db, term, word, 1.0, pages)
        if known.rarity == 0.0 and (nearest := _nearest(db, word, pages)):
            corrections[word] = nearest[0]
            known = nearest[1]
        found.append(known)
    return found


def candidates(
    db: sqlite3.Connection, asked: Sequence[Term], query: Query, sources: Collection[int]
) -> tuple[list[Row], int]:
    """The pages worth scoring, in no order, and how many match at all."""
    known = sorted((term for term in asked if term.rarity), key=lambda term: -term.rarity)
    if not known:
        return [], 0
    match = _match(_rarest(db, known), query, _source_clause(db, sources))
    limit = CANDIDATES * 10 if query.filtered else CANDIDATES
    ids = [
        row
        for (row,) in db.execute(
            f"select rowid from term where term match ?"  # noqa: S608 (constants)
            f" order by bm25(term, {_CANDIDATE_WEIGHTS}) limit {limit}",
            (match,),
        )
    ]
    total = len(ids)
    if total == limit:
        (total,) = db.execute("select count(*) from term where term match ?", (match,)).fetchone()
    ids += exact_matches(db, " ".join(term.text for term in asked))
    rows = [row for row in rows_of(db, set(ids)) if row.source in sources and _fits(row, query)]
    return rows, max(total, len(rows))


def exact_matches(db: sqlite3.Connection, wanted: str) -> dict[int, str]:
    """Pages with exactly that title, alias, alert or file name → which of them it is."""
    order = {"alert": 0, "title": 1, "alias": 2, "slug": 3}
    found: dict[int, str] = {}
    for kind, page in db.execute("select kind, page from exact where words = ?", (wanted,)):
        if page not in found or order[kind] < order[found[page]]:
            found[page] = kind
    return found


def alert_pages(db: sqlite3.Connection, alert: str) -> list[int]:
    """The pages that name that alert in their head, or are called like it."""
    wanted = " ".join(dict.fromkeys(terms(alert)))
    return sorted(exact_matches(db, wanted)) if wanted else []


def rows_of(db: sqlite3.Connection, ids: Collection[int]) -> list[Row]:
    """Those pages, as they are scored."""
    holes = ", ".join("?" * len(ids))
    columns = ", ".join(Row._fields)
    statement = f"select {columns} from page where id in ({holes})"  # noqa: S608 (holes)
    return [Row(*row) for row in db.execute(statement, tuple(ids))]


def steps_of(db: sqlite3.Connection, page: int) -> tuple[tuple[str, ...], ...]:
    """(n, sid, title, role, packed commands, title terms, terms) of each step of a page."""
    (packed,) = db.execute("select steps from page where id = ?", (page,)).fetchone()
    return unpack_rows(zlib.decompress(packed).decode())


def lines_of(db: sqlite3.Connection, page: int) -> list[tuple[int, str]]:
    """(position of its step or -1, text) of each line of a page."""
    (packed,) = db.execute("select lines from page where id = ?", (page,)).fetchone()
    return list(_split_lines(zlib.decompress(packed).decode()))


def _split_lines(text: str) -> Iterator[tuple[int, str]]:
    for line in text.split("\n"):
        owner, _, words_ = line.partition(" ")
        if words_:
            yield int(owner), words_


def _typed_words(text: str) -> dict[str, str]:
    """Term → the word it came from, for saying what was not found."""
    return {stem(word): word for word in words(text)}


def _term(db: sqlite3.Connection, text: str, word: str, weight: float, pages: int) -> Term:
    by_field = dict.fromkeys(FIELDS, 0)
    by_field.update(db.execute("select col, doc from vocabulary where term = ?", (text,)))
    most = max(by_field.values())
    return Term(
        text=text,
        word=word,
        weight=weight,
        rarity=rarity(most, pages),
        by_field=tuple(rarity(count, pages) for count in by_field.values()),
    )


def _nearest(db: sqlite3.Connection, word: str, pages: int) -> tuple[str, Term] | None:
    """The word of the vocabulary that was probably meant, and its term."""
    from flowhelp.search.typos import nearby  # noqa: PLC0415 (most questions are well spelled)

    def known(guesses: list[str]) -> list[str]:
        holes = ", ".join("?" * len(guesses))
        statement = f"select word from word where word in ({holes})"  # noqa: S608 (holes)
        return [row for (row,) in db.execute(statement, guesses)]

    best: tuple[str, Term] | None = None
    for near in nearby(word, known):
        term = _term(db, stem(near), near, CORRECTED, pages)
        if term.rarity and (best is None or term.rarity < best[1].rarity):
            best = near, term
    return best


def _rarest(db: sqlite3.Connection, known: Sequence[Term]) -> list[str]:
    """The rarest terms, until together they match enough pages; at least one."""
    chosen: list[str] = []
    matches = 0
    for term in known:
        if chosen and matches > ENOUGH:
            break
        chosen.append(term.text)
        (count,) = db.execute(
            "select sum(doc) from vocabulary where term = ?", (term.text,)
        ).fetchone()
        matches += count or 0
    return chosen


def _match(chosen: Sequence[str], query: Query, sources: str) -> str:
    """The question in FTS5's own language; every term is quoted, so none can be an operator."""
    clauses = [" OR ".join(f'"{term}"' for term in chosen)]
    clauses += [f'"{" ".join(found)}"' for phrase in query.phrases if (found := terms(phrase))]
    if sources:
        clauses.append(sources)
    return " AND ".join(f"({clause})" for clause in clauses)


def _source_clause(db: sqlite3.Connection, sources: Collection[int]) -> str:
    """Leaves out libraries that are indexed but not in use here; empty when there are none."""
    (others,) = db.execute("select count(*) from source").fetchone()
    if others <= len(sources):
        return ""
    return " OR ".join(f'"{source_mark(source)}"' for source in sorted(sources))


def _fits(row: Row, query: Query) -> bool:
    if query.type and row.type != query.type:
        return False
    if query.tag and query.tag not in (tag.lower() for tag in unpack(row.tags)):
        return False
    roles = [role.lower() for role in unpack(row.roles)]
    return not query.role or not roles or query.role in roles
