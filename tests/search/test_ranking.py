"""From counts to an order: laws that a better answer must keep."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.fields import FIELDS, codes_of
from flowhelp.search.pairs import pack_pairs
from flowhelp.search.ranking import (
    EXACT,
    FIRST_IN_TITLE,
    TITLE_SHARE,
    Score,
    Scorer,
    Term,
    Text,
    Word,
    bonus,
    rarity,
    roughly,
)
from flowhelp.search.rows import pack_named

AVERAGES = [10.0] * len(FIELDS)
WORDS = ("boil", "water", "tea")
RARE = st.floats(0.01, 10)
PLACES = st.tuples(st.sampled_from(FIELDS), st.sampled_from(WORDS))
PAGES = st.lists(PLACES, max_size=12)


def term(text: str, rare: float = 1.0, weight: float = 1.0, share: float = 1.0) -> Term:
    return Term(text, weight, share, (rare,) * len(FIELDS))


def word(text: str, rare: float = 1.0) -> Word:
    return Word(text, rare, [term(text, rare)] if rare else [])


def instead(text: str, other: str, weight: float, rare: float = 1.0) -> Word:
    """A word that is found by another term only: by its correction, or a synonym."""
    return Word(text, rare * weight, [term(other, rare, weight, weight)])


def scored(
    places: Sequence[tuple[str, str]],
    *asked: Word,
    known: int = 0,
    lengths: Sequence[int] = (10,) * len(FIELDS),
) -> Score:
    """The score of a page with these (field, word), none of them side by side."""
    fields = [[term for where, term in places if where == field] for field in FIELDS]
    codes = codes_of(fields)
    named = pack_named(*(" _ ".join(field).split() for field in fields[:3]))
    found = [[codes.get(term.text, 0) for term in word.terms] for word in asked]
    return Scorer(asked, AVERAGES).score(Text(found, lengths, named, pack_pairs([]), known))


@given(PAGES, PLACES, st.lists(st.tuples(st.sampled_from(WORDS), RARE), min_size=1, max_size=3))
def test_one_more_word_of_the_question_never_lowers_a_score(
    page: list[tuple[str, str]], more: tuple[str, str], asked: list[tuple[str, float]]
) -> None:
    words = [word(text, rare) for text, rare in asked]

    assert scored([*page, more], *words).value >= scored(page, *words).value - 1e-9


@given(PAGES, PLACES, st.floats(0.05, 1), RARE, RARE)
def test_one_more_word_that_means_the_same_never_lowers_a_score(
    page: list[tuple[str, str]], more: tuple[str, str], weight: float, rare: float, other: float
) -> None:
    both = Word("boil", rare, [term("boil", rare), term("tea", rare, weight, weight)])
    words = [both, word("water", other)]

    assert scored([*page, more], *words).value >= scored(page, *words).value - 1e-9


def test_a_synonym_in_a_better_place_does_not_hide_the_word_itself() -> None:
    both = Word("boil", 1.0, [term("boil"), term("cook", 1.0, 0.5, 0.5)])

    alone = scored([("title", "boil")], both)

    assert scored([("title", "boil"), ("names", "cook")], both).value > alone.value
    assert scored([("title", "boil"), ("names", "cook")], both).coverage == 1.0


@given(st.sampled_from(FIELDS), st.integers(1, 4), st.floats(0.05, 0.99), RARE, RARE)
def test_a_word_that_was_not_typed_never_beats_the_same_one_typed(
    field: str, count: int, weight: float, rare: float, other: float
) -> None:
    page = [(field, "boil")] * count + [("prose", "water")]
    beside = word("water", other)

    typed = scored(page, word("boil", rare), beside)
    meant = scored(page, instead("boyl", "boil", weight, rare), beside)

    assert meant.value < typed.value


@given(st.sampled_from(FIELDS), st.sampled_from(FIELDS), RARE)
def test_two_words_of_equal_rarity_beat_one_of_them(field: str, other: str, rare: float) -> None:
    asked = (word("boil", rare), word("water", rare))

    both = scored([(field, "boil"), (other, "water")], *asked)

    assert both.value > scored([(field, "boil")], *asked).value
    assert both.value > scored([(other, "water")], *asked).value
    assert both.coverage == pytest.approx(1.0)


def test_a_page_with_all_words_beats_one_that_repeats_one() -> None:
    asked = (word("boil"), word("tea"))

    once = [("prose", "boil"), ("prose", "tea")]
    assert scored(once, *asked).value > scored([("prose", "tea")] * 15, *asked).value


@given(PAGES, st.integers(0, 1000), st.integers(1, 1000))
def test_being_spoken_of_more_never_counts_less(
    page: list[tuple[str, str]], known: int, more: int
) -> None:
    asked = word("boil")

    assert scored(page, asked, known=known + more).value >= scored(page, asked, known=known).value


@given(st.sampled_from(FIELDS), st.integers(1, 100), st.integers(1, 100))
def test_the_same_word_in_a_longer_field_never_counts_more(
    field: str, length: int, more: int
) -> None:
    page, asked = [(field, "boil")], word("boil")

    short = scored(page, asked, lengths=[length] * len(FIELDS))
    long = scored(page, asked, lengths=[length + more] * len(FIELDS))

    assert long.value <= short.value


@given(st.lists(st.tuples(PLACES, RARE), min_size=1, max_size=5), PAGES)
def test_coverage_is_a_share_and_fields_add_up(
    asked: list[tuple[tuple[str, str], float]], page: list[tuple[str, str]]
) -> None:
    found = scored(page, *(word(text, rare) for (_, text), rare in asked))

    assert 0 <= found.coverage <= 1 + 1e-9
    assert found.value == pytest.approx(sum(found.in_fields) * found.coverage)
    assert (found.value > 0) == bool(found.matched)


def test_a_word_that_is_nowhere_changes_no_score() -> None:
    page = [("prose", "tea")]

    alone, beside = scored(page, word("tea")), scored(page, word("tea"), word("zzz", 0.0))

    assert beside.value == alone.value
    assert beside.coverage == 1.0


def test_a_question_of_unknown_words_only_has_no_score() -> None:
    assert scored([("prose", "tea")], word("zzz", 0.0)).value == 0
    assert scored([("prose", "tea")]).value == 0


def test_words_side_by_side_count_in_their_order_only() -> None:
    def paired(*terms: str, named: str = "") -> float:
        asked = [word("boil"), word("water")]
        codes = [[1 << 9], [1 << 9]]
        page = Text(codes, [10] * len(FIELDS), named, pack_pairs([terms]), 0)
        return Scorer(asked, AVERAGES).score(page).paired

    assert paired("boil", "water") > 0
    assert paired("water", "boil") == 0
    assert paired("boil", "the", "water") == 0
    assert paired(named=" boil water | | ") > paired("boil", "water")
    assert paired(named=" boil | water | ") == 0


def test_a_title_counts_by_how_much_of_it_was_asked_for() -> None:
    def titled(*title: str) -> float:
        return scored([("title", part) for part in title], word("boil"), word("tea")).titled

    def of_title(*title: str) -> float:
        named = pack_named(title, (), ())
        page = Text([[1], [1]], [10] * len(FIELDS), named, pack_pairs([]), 0)
        return Scorer([word("boil"), word("tea")], AVERAGES).score(page).titled

    assert titled() == 0
    assert of_title("boil", "tea") == 1.0
    assert of_title("boil", "egg") == 0.5
    assert of_title("fry", "egg") == 0.0


def test_the_first_word_counts_where_it_is_in_a_name() -> None:
    asked = (word("boil"), word("tea"))

    assert scored([("names", "boil")], *asked).first
    assert not scored([("names", "tea")], *asked).first
    assert not scored([("prose", "boil")], *asked).first


@given(st.integers(1, 500), st.integers(1, 500))
def test_rare_words_are_worth_more(documents: int, pages: int) -> None:
    documents = min(documents, pages)

    assert rarity(documents, pages) > 0
    assert documents < 2 or rarity(documents - 1, pages) > rarity(documents, pages)


def test_a_word_that_is_nowhere_is_worth_nothing() -> None:
    assert rarity(0, 100) == 0


def test_a_word_on_more_pages_than_there_are_is_still_worth_something() -> None:
    assert rarity(7, 5) > 0


@given(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=10), RARE)
def test_the_rough_score_of_a_page_of_average_length_is_its_score(
    fields: list[str], rare: float
) -> None:
    (code,) = codes_of([["boil"] * fields.count(field) for field in FIELDS]).values()

    exact = scored([(field, "boil") for field in fields], word("boil", rare)).value

    assert roughly(term("boil", rare))(code) == pytest.approx(exact)


def test_the_whole_name_is_worth_more_the_surer_it_is() -> None:
    nothing = scored([], word("boil"))

    assert bonus(nothing, "") == 0
    assert bonus(nothing, "alert") > bonus(nothing, "title") > bonus(nothing, "slug") > 0
    assert max(EXACT.values()) <= 1


def test_a_title_that_is_all_in_the_question_adds_its_share() -> None:
    found = scored([], word("boil"))
    found.titled, found.first = 1.0, True

    assert bonus(found, "") == TITLE_SHARE + FIRST_IN_TITLE
