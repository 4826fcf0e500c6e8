"""How searches end, and which questions stay without an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.analysis import query_terms
from flowhelp.search.asked import Opening, Search
from flowhelp.search.backlog import (
    NO_TERMINAL,
    PATIENCE,
    REFINED,
    End,
    Unanswered,
    ends,
    unanswered,
)

Fact = Search | Opening
NOW = 100_000
LATE = NOW + PATIENCE


def asked(question: str, at: int = NOW, *, answers: int = 3, terminal: str = "pts-1") -> Search:
    return Search(at, terminal, question, answers, ["team:first", "team:second"][:answers])


def opening(at: int = NOW, *, terminal: str = "pts-1") -> Opening:
    return Opening(at, terminal, "show", "team:first")


def words(question: str) -> frozenset[str]:
    return frozenset(query_terms(question))


def ended(*facts: Fact, now: int = LATE) -> list[str]:
    """How each search ended, in order."""
    return [end.value for _, end in ends(facts, now, words)]


def left(*facts: Fact, now: int = LATE) -> list[tuple[str, str, int]]:
    """Question, kind and number of times of what is without an answer."""
    return [(one.question, one.kind, one.times) for one in unanswered(facts, now, query_terms)]


def test_what_is_opened_in_time_ends_a_search_well() -> None:
    assert ended(asked("fail over"), opening(NOW + PATIENCE)) == ["opened"]
    assert ended(asked("fail over"), opening(NOW + PATIENCE + 1)) == ["abandoned"]


def test_another_terminal_is_another_story() -> None:
    assert ended(asked("fail over"), opening(terminal="pts-2")) == ["abandoned"]
    assert ended(asked("fail over"), asked("reload nginx", terminal="pts-2"), opening(NOW + 5)) == [
        "opened",
        "abandoned",
    ]


def test_no_answer_is_empty_whatever_was_opened_then() -> None:
    assert ended(asked("frobnicate", answers=0), opening()) == ["empty"]


def test_other_words_in_time_that_led_to_an_opening_were_a_refinement() -> None:
    first, second = asked("db switch"), asked("fail over postgres", NOW + REFINED)

    assert ended(first, second, opening(NOW + REFINED + 9)) == ["opened", "opened"]
    assert ended(first, second) == ["unsettled", "unsettled"]
    assert ended(first, second, now=LATE + REFINED) == ["abandoned", "abandoned"]


def test_a_chain_of_refinements_is_followed_to_its_end() -> None:
    chain = (
        asked("db"),
        asked("db swtch", NOW + 60, answers=0),
        asked("postgres switch", NOW + 120),
    )

    assert ended(*chain, opening(NOW + 130)) == ["opened", "empty", "opened"]


def test_other_words_later_are_another_question() -> None:
    later = asked("reload nginx", NOW + REFINED + 1)

    assert ended(asked("fail over"), later, opening(NOW + 200)) == ["abandoned", "opened"]


def test_the_same_words_again_are_the_same_question() -> None:
    again = asked("Over, fail!", NOW + 20 * 60)

    assert ended(asked("fail over"), again, opening(NOW + 21 * 60)) == ["opened", "opened"]


@pytest.mark.parametrize(("since", "end"), [(PATIENCE - 1, "unsettled"), (PATIENCE, "abandoned")])
def test_for_a_while_it_is_too_early_to_say(since: int, end: str) -> None:
    assert ended(asked("fail over"), now=NOW + since) == [end]


def test_without_a_terminal_only_what_is_empty_counts() -> None:
    facts = (
        asked("fail over", terminal=NO_TERMINAL),
        asked("frobnicate", answers=0, terminal=NO_TERMINAL),
    )

    assert ended(*facts) == ["unsettled", "empty"]


def test_the_same_words_in_any_order_and_form_are_one_question() -> None:
    facts = (
        asked("rotate the keys", NOW - 900, answers=0),
        asked("fail over", NOW - 500),
        asked("how do I rotate keys?", NOW - 300, answers=0),
        asked("key rotation", NOW - 200, answers=0),
        asked("rotating a key", NOW - 100, answers=0),
    )

    assert left(*facts) == [
        ("rotating a key", "empty", 4),
        ("fail over", "abandoned", 1),
    ]


def test_the_newest_asking_is_the_one_described() -> None:
    facts = (asked("fail over", NOW - 50), asked("failing over", NOW, answers=1))

    assert unanswered(facts, LATE, query_terms) == (
        Unanswered("failing over", End.ABANDONED, 2, NOW, 1, "team:first"),
    )


def test_a_question_that_led_to_an_opening_is_off_the_list_until_it_fails_again() -> None:
    facts: list[Fact] = [asked("fail over", NOW - 9000), asked("fail over", NOW), opening(NOW + 1)]
    assert left(*facts) == []

    facts.append(asked("fail over", NOW + 5000))
    assert left(*facts, now=NOW + 9000) == [("fail over", "abandoned", 1)]


def test_once_pages_answer_an_empty_question_was_answered() -> None:
    empty = asked("rotate keys", NOW - 9000, answers=0)

    assert left(empty) == [("rotate keys", "empty", 1)]
    assert left(empty, asked("rotate keys", terminal=NO_TERMINAL)) == []
    assert left(empty, asked("rotate keys")) == [("rotate keys", "abandoned", 1)]


def test_a_question_without_letters_is_a_question() -> None:
    assert left(asked("???", answers=0), asked("!!", answers=0)) == [
        ("!!", "empty", 1),
        ("???", "empty", 1),
    ]


QUESTIONS = st.sampled_from(["fail over", "rotate keys", "???"])
FACTS = st.lists(
    st.builds(
        Search,
        st.integers(0, 5000),
        st.sampled_from(["pts-1", "pts-2", NO_TERMINAL]),
        QUESTIONS,
        st.integers(0, 2),
    )
    | st.builds(Opening, st.integers(0, 5000), st.just("pts-1"), st.just("show"), st.just("a:b")),
    max_size=12,
)


@given(FACTS)
def test_every_search_ends_in_one_way_and_none_is_counted_twice(facts: list[Fact]) -> None:
    searches = [fact for fact in facts if isinstance(fact, Search)]
    found = unanswered(facts, 10_000, query_terms)

    assert [search for search, _ in ends(facts, 10_000, words)] == searches
    assert len({words(one.question) or one.question for one in found}) == len(found)
    for one in found:
        same = [search for search in searches if search.question == one.question]
        assert 1 <= one.times <= len(same)
        assert (one.kind is End.EMPTY) == (one.answers == 0)
