"""Pages as the index keeps them, and small indexes made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flowhelp.content.parse import parse_page
from flowhelp.ids import ProcedureId
from flowhelp.search.index import Index
from flowhelp.search.index_answer import Found
from flowhelp.search.index_write import Reading
from flowhelp.search.leaning import NEUTRAL, Leaning
from flowhelp.search.page import page_of
from flowhelp.search.query import parse_query
from flowhelp.search.rows import Page

KEY = "folder:/lib"
OTHER = "folder:/other"


def page(text: str, name: str = "page") -> Page:
    """What the index keeps of a file with that text and that id."""
    return page_of(parse_page(text, path=f"{name}.md", id=ProcedureId(name)), name)


def readings(texts: Mapping[str, str]) -> list[Reading]:
    """Id → text, as files that were read."""
    return [Reading(f"{name}.md", "1", b"", page(text, name)) for name, text in texts.items()]


def filled(texts: Mapping[str, str], key: str = KEY, index: Index | None = None) -> Index:
    """An index in memory that has those pages, or the one given with them taken in."""
    index = index or Index.in_memory()
    index.take(key, readings(texts))
    index.finish(key, b"read", ())
    return index


def asked(
    index: Index, words: str, *keys: str, leaning: Leaning = NEUTRAL, limit: int = 10
) -> Found:
    """The answer, from those sources, the strongest first; from the usual one if none is named."""
    return index.search(parse_query(words), keys or [KEY], limit, leaning)


def ids(found: Found) -> list[str]:
    """The names of the pages, best first."""
    return [hit.name for hit in found.pages]


def lines(*steps: str, title: str = "Page") -> str:
    """The text of a page with those steps."""
    numbered: Iterable[str] = (f"{number}. {step}" for number, step in enumerate(steps, start=1))
    return "\n".join((f"# {title}", "", *numbered, ""))


class Used:
    """How much pages are in use: (key of the library, id of the page) → 0 to 1."""

    def __init__(self, use: Mapping[tuple[str, str], float]) -> None:
        self._use = use

    def of(self, key: str, name: str) -> float:
        return self._use.get((key, name), 0.0)
