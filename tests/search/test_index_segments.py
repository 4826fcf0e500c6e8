"""However pages come and go, the index answers like one made at once of what is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flowhelp.search import index_segments
from flowhelp.search.index import Index
from flowhelp.search.postings import SPAN, Posting
from tests.search.pages import KEY, OTHER, asked, filled, readings

WORDS = ("boil", "water", "tea", "kettle", "gas", "leaf")
NAMES = tuple(f"p{number}" for number in range(8))
TEXTS = st.builds(
    lambda title, steps: f"# {title}\n\n" + "".join(f"1. {step}\n" for step in steps),
    st.sampled_from(WORDS),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), max_size=3),
)
QUESTIONS = ("boil", "boil water", "tea kettle gas", "le*", "gas -leaf", '"boil water"', "kettel")


class Life(RuleBasedStateMachine):
    """Two libraries that are edited, and an index that follows."""

    def __init__(self) -> None:
        super().__init__()
        self.index = Index.in_memory()
        self.texts: dict[str, dict[str, str]] = {KEY: {}, OTHER: {}}
        self.highest = 0

    @initialize(fanout=st.integers(2, 4), largest=st.integers(2, 12), dead=st.integers(0, 4))
    def small_segments(self, fanout: int, largest: int, dead: int) -> None:
        """A few pages do what takes thousands otherwise."""
        self.small = [
            patch.object(index_segments, name, value)
            for name, value in (("FANOUT", fanout), ("LARGEST", largest), ("MOST_DEAD", dead))
        ]
        for changed in self.small:
            changed.start()

    def teardown(self) -> None:
        for changed in self.small:
            changed.stop()
        self.index.close()

    @rule(
        key=st.sampled_from((KEY, OTHER)),
        batches=st.lists(
            st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=5), min_size=1, max_size=3
        ),
        gone=st.sets(st.sampled_from(NAMES), max_size=4),
    )
    def edit(self, key: str, batches: list[dict[str, str]], gone: set[str]) -> None:
        """Pages are added, changed and removed, in any batches."""
        for batch in batches:
            self.index.take(key, readings(batch), [f"{name}.md" for name in gone - batch.keys()])
            for name in gone - batch.keys():
                self.texts[key].pop(name, None)
            self.texts[key].update(batch)
        self.index.finish(key, b"read", ())

    @precondition(lambda self: self.texts[OTHER])
    @rule()
    def drop(self) -> None:
        """A library is forgotten."""
        self.index.drop(OTHER)
        self.texts[OTHER] = {}

    @invariant()
    def answers_like_one_made_at_once(self) -> None:
        fresh = filled(self.texts[KEY])
        filled(self.texts[OTHER], OTHER, fresh)
        for question in QUESTIONS:
            for keys in ((KEY,), (OTHER, KEY)):
                found, expected = asked(self.index, question, *keys), asked(fresh, question, *keys)
                assert [
                    (hit.name, hit.key, hit.step, hit.snippet, hit.why) for hit in found.pages
                ] == [(hit.name, hit.key, hit.step, hit.snippet, hit.why) for hit in expected.pages]
                assert [hit.score for hit in found.pages] == pytest.approx(
                    [hit.score for hit in expected.pages], rel=1e-9
                )
                assert found.total == expected.total
        fresh.close()

    @invariant()
    def segments_hold_each_page_once_and_number_it_once(self) -> None:
        db = self.index._db  # noqa: SLF001 (its tables)
        living = {page for (page,) in db.execute("select id from page")}
        for number, base in db.execute("select id, base from segment"):
            for (packed,) in db.execute("select packed from posting where segment = ?", (number,)):
                pages = Posting(packed).pages
                assert list(pages) == sorted(set(pages))
                assert base + pages[-1] >= 0
        newest = max(living, default=0)
        assert newest >= self.highest or not living - set(range(self.highest + 1))
        self.highest = max(self.highest, newest)

    @invariant()
    def the_dead_are_those_that_still_have_postings(self) -> None:
        db = self.index._db  # noqa: SLF001 (its tables)
        for (source,) in db.execute("select id from source").fetchall():
            pages = {
                page for (page,) in db.execute("select id from page where source = ?", (source,))
            }
            posted: set[int] = set()
            for number, base in db.execute(
                "select id, base from segment where source = ?", (source,)
            ).fetchall():
                rows = db.execute("select packed from posting where segment = ?", (number,))
                posted.update(base + page for (packed,) in rows for page in Posting(packed).pages)
            assert posted - pages == index_segments.dead(db, source)


Life.TestCase.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
TestLife = Life.TestCase


@contextmanager
def pages(source: int = 1) -> Iterator[Index]:
    """An index with one source and no pages."""
    index = Index.in_memory()
    index._db.execute("insert into source (id, key, pages) values (?, 'x', 0)", (source,))  # noqa: SLF001
    yield index
    index.close()


def posted(index: Index, term: str) -> list[int]:
    """The numbers of the pages that have a term, whatever segment they are in."""
    rows = index._db.execute(  # noqa: SLF001 (its tables)
        "select base, packed from posting join segment on segment = id where term = ?", (term,)
    )
    return sorted(base + page for base, packed in rows for page in Posting(packed).pages)


def test_pages_with_numbers_far_apart_stay_found() -> None:
    steps = [1, 2, 3, 4, 30_000, 30_001, 60_000, 92_000, 95_000, 128_000, 150_000]
    with pages() as index, patch.object(index_segments, "FANOUT", 2):
        for page in steps:
            index_segments.write(index._db, 1, {page: {"tea": 1, f"t{page}": 1}})  # noqa: SLF001

            assert posted(index, f"t{page}") == [page]
        index_segments.settle(index._db, 1)  # noqa: SLF001

        assert posted(index, "tea") == steps


@settings(max_examples=150)
@given(st.lists(st.integers(1, SPAN // 2), min_size=1, max_size=25), st.integers(2, 4))
def test_pages_with_any_numbers_stay_found(leaps: list[int], fanout: int) -> None:
    number, numbers = 0, []
    with pages() as index, patch.object(index_segments, "FANOUT", fanout):
        for leap in leaps:
            number += leap
            numbers.append(number)
            index_segments.write(index._db, 1, {number: {"tea": 1}})  # noqa: SLF001
        index_segments.settle(index._db, 1)  # noqa: SLF001

        assert posted(index, "tea") == numbers
