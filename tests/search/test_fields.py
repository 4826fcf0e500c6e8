"""How often a term occurs in each part of a page."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.fields import FIELDS, MOST_COUNTED, codes_of, counts_of

TERMS = st.sampled_from(["tea", "te", "boil", "v1_2", "größe"])
PAGES = st.tuples(*[st.lists(TERMS, max_size=20)] * len(FIELDS))


def counted(code: int) -> list[int]:
    """The counts of a code, of every field in order."""
    found = dict(counts_of(code))
    return [found.get(field, 0) for field in range(len(FIELDS))]


@given(PAGES)
def test_counting_loses_nothing_but_order_and_excess(page: tuple[list[str], ...]) -> None:
    codes = codes_of(page)

    in_fields = [Counter(terms) for terms in page]
    assert set(codes) == {term for terms in page for term in terms}
    for term, code in codes.items():
        assert counted(code) == [
            min(field[term], most) for field, most in zip(in_fields, MOST_COUNTED, strict=True)
        ]


@given(st.integers(0, 0xFFFF))
def test_every_code_says_something_else(code: int) -> None:
    page = [["tea"] * count for count in counted(code)]

    assert codes_of(page).get("tea", 0) == code


def test_a_code_takes_two_bytes_however_often_a_term_occurs() -> None:
    (code,) = codes_of([["tea"] * 1000] * len(FIELDS)).values()

    assert code == 0xFFFF
    assert tuple(counted(code)) == MOST_COUNTED


def test_fields_that_lack_the_term_are_not_named() -> None:
    (code,) = codes_of([[], ["tea"], [], [], [], ["tea", "tea"], []]).values()

    assert counts_of(code) == ((1, 1), (5, 2))
    assert counts_of(0) == ()
