"""Which words of a page stand side by side."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.pairs import Pairs, pack_pairs, pair_number

TERMS = st.text("abc_1ß語", min_size=1, max_size=3)
TEXTS = st.lists(st.lists(TERMS, max_size=30), max_size=5)
LONG = [f"word{number}" for number in range(2000)]


def holds(packed: bytes, first: str, second: str) -> bool:
    return Pairs(packed).has(pair_number(first, second))


@given(TEXTS)
def test_every_neighbour_is_known(texts: list[list[str]]) -> None:
    packed = pack_pairs(texts)

    assert all(holds(packed, *pair) for terms in texts for pair in pairwise(terms))


@given(TEXTS, TERMS, TERMS)
def test_what_is_no_neighbour_is_known_only_by_an_equal_number(
    texts: list[list[str]], first: str, second: str
) -> None:
    numbers = {pair_number(*pair) & 0xFFFF for terms in texts for pair in pairwise(terms)}

    assert holds(pack_pairs(texts), first, second) == (
        pair_number(first, second) & 0xFFFF in numbers
    )


def test_neighbours_have_an_order_and_end_with_their_text() -> None:
    packed = pack_pairs([["boil", "water"], ["steep", "leaf"]])

    assert holds(packed, "boil", "water")
    assert not holds(packed, "water", "boil")
    assert not holds(packed, "water", "steep")


def test_a_long_page_has_wide_numbers_and_no_false_neighbours() -> None:
    packed = pack_pairs([LONG])

    assert all(holds(packed, *pair) for pair in pairwise(LONG))
    assert not any(holds(packed, second, first) for first, second in pairwise(LONG))


def test_a_short_page_takes_two_bytes_a_pair() -> None:
    assert len(pack_pairs([LONG[:500]])) == 1 + 2 * 499
    assert len(pack_pairs([LONG])) == 1 + 4 * 1999


def test_a_page_without_words_has_no_neighbours() -> None:
    assert not holds(pack_pairs([]), "boil", "water")
    assert not holds(pack_pairs([[], ["boil"]]), "boil", "water")
