"""The pages of a term, as bytes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.postings import SPAN, Gathering, Posting

CODES = st.dictionaries(st.sampled_from(["tea", "te", "boil"]), st.integers(1, 0xFFFF))
PAGES = st.dictionaries(st.integers(0, SPAN - 1), CODES, max_size=30)


def gathered(base: int, pages: Mapping[int, Mapping[str, int]]) -> Gathering:
    """Those pages, their numbers counted from the base."""
    found = Gathering(base)
    for page in sorted(pages):
        found.add(base + page, pages[page])
    return found


def written(found: Gathering) -> dict[str, list[tuple[int, int]]]:
    """Term → (page, code) as they can be read back."""
    read = {term: Posting(packed) for term, packed in found.packed()}
    return {
        term: list(zip(posting.pages, posting.codes, strict=True)) for term, posting in read.items()
    }


def expected(pages: Mapping[int, Mapping[str, int]]) -> dict[str, list[tuple[int, int]]]:
    terms = {term for codes in pages.values() for term in codes}
    return {
        term: [(page, pages[page][term]) for page in sorted(pages) if term in pages[page]]
        for term in terms
    }


@given(st.integers(0, 1 << 40), PAGES)
def test_what_is_gathered_is_read_back(base: int, pages: dict[int, dict[str, int]]) -> None:
    assert written(gathered(base, pages)) == expected(pages)


@given(st.lists(PAGES, max_size=4), st.integers(0, 1000), st.data())
def test_segments_join_in_any_order_with_pages_ascending_and_codes_beside_them(
    segments: list[dict[int, dict[str, int]]], base: int, data: st.DataObject
) -> None:
    segments = [
        {page % 1000 * 10 + number: codes for page, codes in pages.items()}
        for number, pages in enumerate(segments)
    ]
    joined = Gathering(base)
    for number in data.draw(st.permutations(range(len(segments)))):
        own = base + number * 7
        for term, packed in gathered(own, segments[number]).packed():
            joined.join(term, Posting(packed), own)

    every = {
        page + number * 7: codes
        for number, pages in enumerate(segments)
        for page, codes in pages.items()
    }
    assert len(every) == sum(map(len, segments))
    assert written(joined) == expected(every)


@given(PAGES, st.sets(st.integers(0, SPAN - 1)))
def test_pages_that_are_gone_are_left_out_with_their_codes(
    pages: dict[int, dict[str, int]], others: set[int]
) -> None:
    gone = set(list(pages)[::2]) | others
    for term, packed in gathered(0, pages).packed():
        left = Posting(packed).without(gone)

        kept = {page: codes for page, codes in pages.items() if page not in gone}
        assert list(zip(left.pages, left.codes, strict=True)) == expected(kept).get(term, [])


def test_terms_come_in_order_so_that_the_table_is_written_from_left_to_right() -> None:
    found = gathered(0, {0: {"water": 1, "boil": 1}, 1: {"tea": 1}})

    assert [term for term, _ in found.packed()] == ["boil", "tea", "water"]


def test_a_page_too_far_from_the_base_is_refused() -> None:
    found = Gathering(10)

    with pytest.raises(OverflowError):
        found.add(10 + SPAN, {"tea": 1})
