"""From counts to an order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.fields import FIELDS, forward
from flowhelp.search.ranking import Score, Term, best_line, best_step, rarity, reasons, score

AVERAGES = [10.0] * len(FIELDS)


def term(text: str, worth: float = 1.0) -> Term:
    return Term(text, text, 1.0, worth, (worth,) * len(FIELDS))


def scored(page: dict[str, str], *asked: Term) -> Score:
    fields = [page.get(field, "") for field in FIELDS]
    lengths = [len(field.split()) for field in fields]
    return score(forward(fields), lengths, AVERAGES, asked)


def test_the_title_counts_more_than_code() -> None:
    tea = term("tea")

    assert scored({"title": "tea"}, tea).value > scored({"code": "tea"}, tea).value


def test_a_page_with_all_words_beats_one_that_repeats_one() -> None:
    asked = (term("boil"), term("tea"))

    assert (
        scored({"prose": "boil tea"}, *asked).value
        > scored({"prose": "tea tea tea tea"}, *asked).value
    )


def test_a_word_that_is_nowhere_changes_no_order() -> None:
    missing = term("zzz", 0.0)

    assert scored({"prose": "tea"}, term("tea"), missing).coverage == 1.0


@given(st.integers(0, 500), st.integers(1, 500))
def test_rare_words_are_worth_more(documents: int, pages: int) -> None:
    documents = min(documents, pages)

    assert rarity(documents, pages) >= 0
    assert documents < 2 or rarity(documents - 1, pages) > rarity(documents, pages)


def test_the_step_that_covers_most_answers_and_its_title_decides() -> None:
    asked = (term("boil"), term("water"))
    steps = [(" ", " boil "), (" ", " boil water "), (" boil water ", " boil water ")]

    assert best_step(steps, asked) == (2, 1.0)
    assert best_step(steps[:2], asked) == (1, 1.0)
    assert best_step([(" ", " tea ")], asked) is None
    assert best_step([], asked) is None


def test_the_line_shown_is_the_one_that_matches() -> None:
    lines = [(-1, "Tea wakes you up."), (0, "Boil the water."), (1, "Boiling water burns.")]
    asked = (term("boil"), term("water"))

    assert best_line(lines, asked, 1) == "Boiling water burns."
    assert best_line(lines, asked, None) == "Boil the water."
    assert best_line(lines, (term("coffee"),), None) == ""


def test_reasons_say_what_matched_and_what_did_not() -> None:
    asked = (term("boil"), term("gas"))
    found = scored({"title": "boil"}, *asked)

    assert reasons(found, asked, "title", "2") == (
        "exactly its title", "1 of 2 words (50%)", "title 1.2", "step 2", "without gas",
    )  # fmt: skip
