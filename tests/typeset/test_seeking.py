"""Words that are looked for in the rows of a window."""

from __future__ import annotations

import pytest

from flowhelp.typeset.page import page
from flowhelp.typeset.rows import Place, rows
from flowhelp.typeset.seeking import in_row, matches
from flowhelp.typeset.styles import Line


def laid(text: str, width: int) -> list[Line]:
    """A page in rows."""
    return list(rows(page(text, width, targets=False), width))


def told(shown: list[Line], words: str) -> list[list[str]]:
    """What is marked: for each match its parts, row by row."""
    texts = ["".join(text for text, _ in row) for row in shown]
    return [[texts[p.row][p.start : p.end] for p in match] for match in matches(shown, words)]


def test_words_are_found_in_any_case_and_by_the_cells_they_take() -> None:
    shown = list(rows([(("漢字 Valve and VALVE", None),)], 40))

    assert matches(shown, "valve") == ((Place(0, 5, 10),), (Place(0, 15, 20),))
    assert matches(shown, " ") == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Close all feed valve slowly and wait.", ["feed valve", "slowly"]),
        ("1. Close the feed valve slowly.", ["feed", "valve slowly"]),
        ("> Close the feed valve slowly.", ["feed", "valve slowly"]),
        ("- > Close the feed\n  > valve slowly.", ["feed", "valve slowly"]),
    ],
)
def test_a_phrase_that_goes_on_in_the_next_row_is_found_in_both(
    text: str, wanted: list[str]
) -> None:
    shown = laid(text, 20)

    assert told(shown, "FEED valve slowly") == [wanted]
    row = matches(shown, "feed valve slowly")[0][1].row
    assert [at for at, _ in in_row(matches(shown, "feed valve slowly"), row)] == [0]


def test_a_phrase_may_go_through_many_rows_and_be_there_many_times() -> None:
    shown = laid("Turn the red screws. " * 3, 14)

    assert told(shown, "the red screws. turn") == [
        ["the red", "screws. Turn"],
        ["the red", "screws. Turn"],
    ]


def test_a_word_that_was_too_long_for_a_row_is_found_in_both() -> None:
    shown = laid("```\nsystemctl restart lampd.service\n```", 20)

    assert told(shown, "restart lampd") == [["restar", "t lampd"]]


def test_what_stands_in_two_paragraphs_or_steps_is_no_phrase() -> None:
    shown = laid("Close\n\nthe valve\n\n- wait\n- for it\n", 20)

    assert told(shown, "close the") == []
    assert told(shown, "wait for") == []
    assert told(shown, "the valve") == [["the valve"]]


def test_signs_of_patterns_are_only_signs() -> None:
    shown = laid("a (b) c* [d] e", 40)

    assert told(shown, "(b) c* [d]") == [["(b) c* [d]"]]
    assert told(shown, ".") == []
