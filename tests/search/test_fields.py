"""A page's terms, counted."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.fields import FIELDS, MOST_COUNTED, backward, counts_of, forward

PAGES = st.lists(
    st.lists(st.sampled_from(["tea", "te", "boil", "v1_2"]), max_size=50),
    min_size=len(FIELDS),
    max_size=len(FIELDS),
)


@given(PAGES)
def test_counting_and_back_loses_nothing_but_order_and_excess(page: list[list[str]]) -> None:
    counted = forward([" ".join(field) for field in page])

    capped = [{term: min(n, MOST_COUNTED) for term, n in Counter(field).items()} for field in page]
    assert [dict(Counter(field.split())) for field in backward(counted)] == capped
    for term in ("tea", "te", "boil"):
        digits = counts_of(counted, term) or "0" * len(FIELDS)
        assert [int(digit, 36) for digit in digits] == [field.get(term, 0) for field in capped]


def test_a_term_is_not_found_inside_another() -> None:
    assert counts_of(forward(["teapot"] + [""] * (len(FIELDS) - 1)), "tea") == ""
