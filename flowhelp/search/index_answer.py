"""A question → pages in order, each with its step, its line and its reasons."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flowhelp.search import index_read, ranking
from flowhelp.search.index_read import Row
from flowhelp.search.packing import unpack, unpack_rows
from flowhelp.search.query import Query
from flowhelp.search.ranking import Score, Term
from flowhelp.search.results import Card, CardStep, StepHit

STATUS = {"deprecated": 0.8, "retired": 0.5}
"""What the score of a page that is no longer active is multiplied by."""

LEAST_STEP = 0.25
"""Share of the question a step must cover to be named as the answer."""


class FoundPage(NamedTuple):
    """One page that answers. `page` is its number in the index, `key` its source's key."""

    page: int
    key: str
    path: str
    name: str
    title: str
    type: str
    score: float
    step: StepHit | None
    snippet: str
    why: tuple[str, ...]


class Found(NamedTuple):
    """An answer.

    Attributes:
        pages: Best first.
        card: The best one opened up; None when there is none.
        total: How many match at all.
        corrections: Word that is nowhere → the word it was taken for.
    """

    pages: tuple[FoundPage, ...]
    card: Card | None
    total: int
    corrections: Mapping[str, str]


class _Scored(NamedTuple):
    value: float
    row: Row
    detail: Score
    exact: str


def answer(db: sqlite3.Connection, query: Query, keys: Sequence[str], limit: int) -> Found:
    """The best pages for a question; see `Index.search`."""
    sources = _sources(db, keys)
    total = index_read.totals(db)
    corrections: dict[str, str] = {}
    asked = index_read.weigh(db, query.text, total.pages, corrections)
    if query.alert:
        ids = index_read.alert_pages(db, query.alert)
        rows = [row for row in index_read.rows_of(db, ids) if row.source in sources]
        matches = len(rows)
    else:
        rows, matches = index_read.candidates(db, asked, query, sources)
        if not rows and query.phrases:
            rows, matches = index_read.candidates(db, asked, query.relaxed(), sources)
    scored = _scored(db, rows, asked, total.averages)
    best = _without_hidden(db, scored, list(sources), limit)
    pages = tuple(_found(db, entry, asked, sources[entry.row.source]) for entry in best)
    card = _card(db, pages[0].page) if pages else None
    return Found(pages, card, matches, corrections)


def _card(db: sqlite3.Connection, page: int) -> Card:
    description, warnings = db.execute(
        "select description, warnings from page where id = ?", (page,)
    ).fetchone()
    return Card(
        description=description,
        warnings=tuple((signal, text) for signal, text in unpack_rows(warnings)),
        steps=tuple(
            CardStep(n, sid, title, role, unpack(commands))
            for n, sid, title, role, commands, *_ in index_read.steps_of(db, page)
        ),
    )


def _sources(db: sqlite3.Connection, keys: Sequence[str]) -> dict[int, str]:
    """Number → key of those sources that the index knows, in the order of `keys`."""
    numbers = dict(db.execute("select key, id from source"))
    return {numbers[key]: key for key in keys if key in numbers}


def _scored(
    db: sqlite3.Connection, rows: Sequence[Row], asked: Sequence[Term], averages: Sequence[float]
) -> list[_Scored]:
    """The pages, best first."""
    exact = index_read.exact_matches(db, " ".join(term.text for term in asked))
    details = []
    for row in rows:
        lengths = [int(length) for length in row.lengths.split()]
        details.append((row, ranking.score(row.counted, lengths, averages, asked)))
    top = max((detail.value for _, detail in details), default=0.0)
    scored = []
    for row, detail in details:
        kind = exact.get(row.id, "")
        value = detail.value + ranking.EXACT.get(kind, 0.0) * top
        scored.append(_Scored(value * STATUS.get(row.status, 1.0), row, detail, kind))
    return sorted(scored, key=lambda entry: (-entry.value, entry.row.name))


def _without_hidden(
    db: sqlite3.Connection, scored: Sequence[_Scored], order: list[int], limit: int
) -> list[_Scored]:
    """At most `limit` of them, without pages that a stronger source has under the same name."""
    kept: list[_Scored] = []
    for entry in scored:
        if len(kept) == limit:
            break
        owners = db.execute("select source from page where name = ?", (entry.row.name,))
        strongest = min((order.index(source) for (source,) in owners if source in order), default=0)
        if order[strongest] == entry.row.source:
            kept.append(entry)
    return kept


def _found(db: sqlite3.Connection, entry: _Scored, asked: Sequence[Term], key: str) -> FoundPage:
    row = entry.row
    steps = index_read.steps_of(db, row.id)
    chosen = ranking.best_step([(cells[5], cells[6]) for cells in steps], asked)
    number = chosen[0] if chosen and chosen[1] >= LEAST_STEP else None
    step = StepHit(*steps[number][:3]) if number is not None else None
    return FoundPage(
        page=row.id,
        key=key,
        path=row.path,
        name=row.name,
        title=row.title,
        type=row.type,
        score=entry.value,
        step=step,
        snippet=ranking.best_line(index_read.lines_of(db, row.id), asked, number),
        why=ranking.reasons(entry.detail, asked, entry.exact, step.n if step else ""),
    )
