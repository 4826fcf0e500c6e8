"""A question → pages in order, each with its step, its line and its reasons."""

from __future__ import annotations

from flowhelp.search import index_asked, index_read
from flowhelp.search.index_matching import Matches
from flowhelp.search.index_terms import Libraries
from flowhelp.search.leaning import NEUTRAL
from flowhelp.search.passages import best_line, best_step, reasons
from flowhelp.search.ranking import Score, Scorer, Text, Word, bonus
from flowhelp.search.results import Card, CardStep, StepHit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from flowhelp.search.index_asked import Asked
    from flowhelp.search.index_read import Row
    from flowhelp.search.leaning import Leaning
    from flowhelp.search.query import Query
    from flowhelp.search.rows import Body

LEAST_STEP = 0.25
"""Share of the question a step must cover to be named as the answer."""

CANDIDATES = 25
"""Pages that are scored field by field, and twice as many as are wanted. With 25 to 120 the
development half of the evaluation gives the same figures, so good is the rough order."""

FILTERED = 4000
"""The same where some pages are left out however well they match."""

VERIFIED = 50
"""Pages whose text is looked into for a phrase; of others it is enough that they may hold it."""


class FoundPage:
    """One page that answers.

    Attributes:
        page: Its number in the index.
        key: Its source's key.
        path, name, title, type: Of the page.
        score: Comparable inside one answer.
        step: The step that answers, or None.
        snippet: The line that matched best; may be empty.
        why: Reasons, most important first.
    """

    __slots__ = ("key", "name", "page", "path", "score", "snippet", "step", "title", "type", "why")

    def __init__(  # noqa: PLR0913 (its fields)
        self,
        row: Row,
        *,
        key: str,
        score: float,
        step: StepHit | None,
        snippet: str,
        why: tuple[str, ...],
    ) -> None:
        self.page = row.id
        self.path = row.path
        self.name = row.name
        self.title = row.title
        self.type = row.type
        self.key = key
        self.score = score
        self.step = step
        self.snippet = snippet
        self.why = why


class Found:
    """An answer.

    Attributes:
        pages: Best first.
        card: The best one opened up; None when there is none.
        total: How many match at all.
        corrections: Word that is nowhere → the word it was taken for.
        unknown: Words that are nowhere, and like nothing that is.
    """

    __slots__ = ("card", "corrections", "pages", "total", "unknown")

    def __init__(
        self,
        pages: tuple[FoundPage, ...] = (),
        card: Card | None = None,
        total: int = 0,
        corrections: Mapping[str, str] | None = None,
        unknown: tuple[str, ...] = (),
    ) -> None:
        self.pages = pages
        self.card = card
        self.total = total
        self.corrections = corrections or {}
        self.unknown = unknown


class _Scored:
    """A page with its score."""

    __slots__ = ("detail", "exact", "moved", "row", "value", "words")

    def __init__(
        self,
        row: Row,
        words: list[Word],
        detail: Score,
        exact: str,
        moved: list[tuple[str, float]],
    ) -> None:
        self.row = row
        self.words = words
        self.detail = detail
        self.exact = exact
        self.moved = moved
        self.value = detail.value


def answer(  # noqa: PLR0913 (what `Index.search` has)
    db: sqlite3.Connection,
    query: Query,
    keys: Sequence[str],
    limit: int,
    leaning: Leaning = NEUTRAL,
    *,
    snippets: bool = True,
) -> Found:
    """The best pages for a question; see `Index.search`."""
    libraries = Libraries(db, keys)
    asked = index_asked.understand(libraries, query)
    enough = 0 if query.filtered else max(CANDIDATES, 2 * limit)
    matches = Matches(libraries, asked.words, enough)
    rows, total = _rows(libraries, query, asked, matches, limit)
    scored = _scored(libraries, rows, asked, matches, leaning)
    best = _without_hidden(db, scored, list(libraries.keys), limit)
    bodies = [index_read.body_of(db, entry.row.id) for entry in best]
    pages = tuple(
        _found(entry, body, asked, libraries, snippets=snippets)
        for entry, body in zip(best, bodies, strict=True)
    )
    card = _card(bodies[0]) if pages else None
    return Found(pages, card, max(total, len(pages)), asked.corrections, tuple(asked.unknown))


def _rows(
    libraries: Libraries, query: Query, asked: Asked, matches: Matches, limit: int
) -> tuple[list[Row], int]:
    """The pages worth scoring, and how many match at all."""
    db = libraries.db
    if query.alert:
        ids = index_read.alert_pages(db, query.alert)
        rows = [row for row in index_read.rows_of(db, ids) if row.source in libraries.keys]
        return rows, len(rows)
    if query.without:
        matches.leave_out(index_asked.terms_of(libraries, query.without))
    if query.phrases and (holding := _with_phrases(libraries, matches, query)):
        return holding, len(holding)
    narrowed = query.tag or query.type or query.role
    ids = matches.best(FILTERED if narrowed else max(CANDIDATES, 2 * limit))
    if not query.without:  # those are few, and some of them may be what is left out
        exact = index_read.exact_matches(db, _terms(asked))
        ids += exact.keys() - set(ids)
    rows = [
        row
        for row in index_read.rows_of(db, ids)
        if row.source in libraries.keys and index_read.fits(row, query)
    ]
    return rows, len(rows) if narrowed else matches.total


def _terms(asked: Asked) -> str:
    return " ".join(word.terms[0].text for word in asked.words if word.terms)


def _scored(
    libraries: Libraries,
    rows: Sequence[Row],
    asked: Asked,
    matches: Matches,
    leaning: Leaning,
) -> list[_Scored]:
    """The pages, best first."""
    exact = index_read.exact_matches(libraries.db, _terms(asked))
    scorer = Scorer(asked.words, libraries.averages)
    entries = []
    codes = matches.codes([row.id for row in rows])
    for row in rows:
        lengths = [int(length) for length in row.lengths.split()]
        text = Text(codes[row.id], lengths, row.named, row.pairs, row.known)
        moved = leaning.factors(
            key=libraries.keys[row.source], name=row.name, page_type=row.type, status=row.status,
            platform=row.platform,
        )  # fmt: skip
        words = list(map(Word.among, asked.words, text.codes))
        entries.append(_Scored(row, words, scorer.score(text), exact.get(row.id, ""), moved))
    top = max((entry.value for entry in entries), default=0.0)
    for entry in entries:
        entry.value += bonus(entry.detail, entry.exact) * top
        for _, factor in entry.moved:
            entry.value *= factor
    return sorted(entries, key=lambda entry: (-entry.value, entry.row.name))


def _with_phrases(libraries: Libraries, matches: Matches, query: Query) -> list[Row]:
    """The pages that hold the phrases."""
    from flowhelp.search.phrases import holds, may_hold  # noqa: PLC0415 (few questions have one)

    needed = index_asked.terms_of(libraries, query.phrases)
    likely = [
        row
        for row in index_read.rows_of(libraries.db, matches.having(needed)[:FILTERED])
        if row.source in libraries.keys
        and index_read.fits(row, query)
        and may_hold(row.named, row.pairs, query.phrases, row.lang)
    ]
    sure = [
        row
        for row in likely[:VERIFIED]
        if holds(row.named, index_read.body_of(libraries.db, row.id), query.phrases, row.lang)
    ]
    return sure + likely[VERIFIED:] if sure else []


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


def _found(
    entry: _Scored, body: Body, asked: Asked, libraries: Libraries, *, snippets: bool
) -> FoundPage:
    chosen = best_step(body.steps, entry.words)
    number = chosen[0] if chosen and chosen[1] >= LEAST_STEP else None
    step = None
    if number is not None:
        told = body.steps[number]
        step = StepHit(told.n, told.sid, told.title)
    why = reasons(entry.detail, asked.words, entry.exact, step.n if step else "")
    return FoundPage(
        entry.row,
        key=libraries.keys[entry.row.source],
        score=entry.value,
        step=step,
        snippet=best_line(body.text, asked.words, number) if snippets or step is None else "",
        why=why + tuple(f"{reason} ×{factor:.2f}" for reason, factor in entry.moved),
    )


def _card(body: Body) -> Card:
    return Card(
        description=body.description,
        warnings=tuple(body.warnings),
        steps=tuple(
            CardStep(step.n, step.sid, step.title, step.role, step.commands) for step in body.steps
        ),
    )
