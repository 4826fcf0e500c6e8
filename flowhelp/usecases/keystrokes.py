"""Words as they are being typed → what answers to them so far.

Unlike `find` this asks the index as it is, starts no process, and keeps nothing of the
question: it is asked anew with every key. `settled` keeps a question that somebody stayed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flowhelp.search.analysis import STOP_WORDS, fold
from flowhelp.search.analysis import words as words_of
from flowhelp.search.query import parse_query
from flowhelp.usecases.find import hits_of, keys_of, suggested
from flowhelp.usecases.leanings import leaning_of
from flowhelp.usecases.mending import surely

if TYPE_CHECKING:
    from flowhelp.search.index_answer import Found
    from flowhelp.search.query import Query
    from flowhelp.search.results import Hit
    from flowhelp.usecases.workspace import Workspace

FIRST = 12
"""Answers that fill a window, and are found in a few milliseconds."""

MOST = 50
"""Answers that are worth scrolling through."""

_BEGUN = re.compile(r"(?:^|\s)([^\W_](?:[\w./-]*[^\W_])?)$")
_FILTERS = ("type", "tag", "source", "role")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: words, and what the answers have to be.

    Attributes:
        words: As they stand in the box, filters such as `tag:x` among them.
        type, tag, source, role: Filters beside the words; empty is any.
    """

    words: str = ""
    type: str = ""
    tag: str = ""
    source: str = ""
    role: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """Name → value of the filters beside the words that are set."""
        named = {name: str(getattr(self, name)) for name in _FILTERS}
        return {name: value for name, value in named.items() if value}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked yet."""
        return not (begun_words(self.words).strip() or self.filters)

    def but(self, **values: str) -> Asked:
        """The same with other words or filters."""
        return replace(self, **values)


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers.

    Attributes:
        asked: What was asked.
        hits: Best first; empty when nothing answers.
        total: How many pages match at all.
        suggestion: The words as they were understood, where one was misspelled; else empty.
        marks: Words that are worth marking in a text, folded and in lower case.
        note: What the person should know about the index, one sentence; mostly empty.
    """

    asked: Asked
    hits: tuple[Hit, ...] = ()
    total: int = 0
    suggestion: str = ""
    marks: tuple[str, ...] = ()
    note: str = ""


def answers_to(workspace: Workspace, asked: Asked, *, limit: int = FIRST) -> Answers:
    """What answers to words of which the last may only be begun.

    Args:
        workspace: Its libraries, as the index has them.
        asked: The words and filters; with filters alone, all pages that fit, by title.
        limit: At most this many.

    Raises:
        UnknownSourceError: No library is called as the filter says.
    """
    begun = parse_query(begun_words(asked.words), **asked.filters)
    if not (begun.text.strip() or begun.prefixes or begun.alert):
        return _listed(workspace, asked, begun, limit)
    query, found = begun, _search(workspace, begun, limit)
    if begun.prefixes and not {*begun.prefixes}.isdisjoint(found.unknown):
        # Nothing begins so: perhaps the word is whole, and misspelled.
        query = parse_query(asked.words, **asked.filters)
        found = _search(workspace, query, limit)
    meant = suggested(asked.words, found) or ""
    return Answers(
        asked,
        hits_of(workspace, found, keys_of(workspace, query)) if found.card else (),
        found.total,
        meant,
        _marks(meant or asked.words),
        workspace.index.note,
    )


def begun_words(words: str) -> str:
    """The words with `*` behind the last one, while that may still become another.

    Nothing is put behind a blank or a quote, and in a filter. One letter says nothing yet and
    is left out; it is a word where a blank follows.
    """
    begun = None if words.count('"') % 2 else _BEGUN.search(words)
    if begun is None:
        return words
    last = begun[1]
    return words[: -len(last)] if len(last) == 1 and last.isascii() else f"{words}*"


def settled(workspace: Workspace, asked: Asked) -> None:
    """Keep that somebody asked this, as `howto` does: the person stayed at it, or took an answer.

    A filter makes another question of it, of which nothing is kept.
    """
    query = parse_query(asked.words, **asked.filters)
    if query.filtered or query.alert or not query.text.strip():
        return
    from flowhelp.usecases.answers import terminal
    from flowhelp.usecases.searches import note_search

    found = _search(workspace, query, 10)
    names = [f"{hit.source}:{hit.id}" for hit in hits_of(workspace, found, keys_of(workspace))]
    note_search(workspace, asked.words, names, terminal(), total=found.total)


def _search(workspace: Workspace, query: Query, limit: int) -> Found:
    keys = [*keys_of(workspace, query)]
    leaning = leaning_of(workspace, query)
    return surely(workspace, lambda: workspace.index.search(query, keys, limit, leaning))


def _marks(words: str) -> tuple[str, ...]:
    plain = parse_query(words)
    said = " ".join([plain.text, *plain.prefixes])
    found = dict.fromkeys(fold(word).lower() for word in words_of(said))
    return tuple(word for word in found if word not in STOP_WORDS) or tuple(found)


def _listed(workspace: Workspace, asked: Asked, query: Query, limit: int) -> Answers:
    """The pages that fit the filters, where there are no words."""
    from flowhelp.search.results import Hit

    keys = keys_of(workspace, query)
    pages = surely(workspace, lambda: workspace.index.listed([*keys]))
    fitting = [
        page
        for page in pages
        if (not query.type or page.type == query.type)
        and (not query.tag or query.tag in map(str.lower, page.tags))
        and (not query.role or not page.roles or query.role in map(str.lower, page.roles))
    ]
    fitting.sort(key=lambda page: (page.title.casefold(), page.id))
    specs = {spec.key: spec for spec in workspace.specs}
    hits = tuple(
        Hit(
            rank=rank, score=0.0, id=page.id, source=keys[page.key], title=page.title,
            type=page.type, path=specs[page.key].address(page.path), step=None, snippet="", why=(),
        )
        for rank, page in enumerate(fitting[:limit], start=1)
    )  # fmt: skip
    return Answers(asked, hits, len(fitting), note=workspace.index.note)
