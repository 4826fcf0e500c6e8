"""Text in columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.typeset.layout import cells, table, wrapped
from flowhelp.typeset.styles import Line, Style

WORDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), max_size=20)


def plain(lines: list[Line]) -> list[str]:
    """The lines without their styles."""
    return ["".join(text for text, _ in line) for line in lines]


def cell(text: str) -> Line:
    """A cell of one span."""
    return ((text, None),)


def test_words_go_on_below_the_text_and_not_below_the_number() -> None:
    lines = wrapped(
        [("one two three", None), (" four", Style.STRONG)],
        16,
        first=[("1. ", Style.NUMBER)],
        rest=[("   ", None)],
    )

    assert plain(lines) == ["1. one two three", "   four"]
    assert lines[1][-1] == ("four", Style.STRONG)


def test_a_long_word_is_broken_and_never_cut_off() -> None:
    lines = wrapped([("x" * 30, None)], 12)

    assert plain(lines) == ["x" * 12, "x" * 12, "x" * 6]


def test_wide_characters_take_two_columns() -> None:
    assert cells("漢字") == 4
    assert plain(wrapped([("漢字 漢字 漢字", None)], 12)) == ["漢字 漢字", "漢字"]


def test_a_hidden_character_has_the_width_of_its_sign() -> None:
    assert plain(wrapped([("a\u202eb c", None)], 12)) == ["a⟨U+202E⟩b c"]


@given(WORDS, st.integers(12, 60))
def test_no_word_is_lost(words: list[str], width: int) -> None:
    text = " ".join(words)

    shown = "".join("".join(plain(wrapped([(text, None)], width))).split())

    assert shown == "".join("".join(plain(wrapped([(text, None)], 10**6))).split())


@given(st.lists(st.from_regex(r"[a-z]{1,20}", fullmatch=True)), st.integers(12, 60))
def test_no_line_is_longer_than_the_terminal(words: list[str], width: int) -> None:
    for line in plain(wrapped([(" ".join(words), None)], width)):
        assert len(line) <= width
        assert line == line.rstrip()


def test_columns_stand_side_by_side() -> None:
    rows = [[cell("Name"), cell("What")], [cell("a"), cell("first")], [cell("long name")]]

    assert plain(table(rows, 40)) == [
        "Name       What",
        "─────────  ─────",
        "a          first",
        "long name",
    ]


def test_the_widest_column_gives_way() -> None:
    rows = [[cell("Key"), cell("Text")], [cell("a"), cell("one two three four five six")]]

    assert plain(table(rows, 20)) == [
        "Key  Text",
        "───  ───────────────",
        "a    one two three",
        "     four five six",
    ]


def test_columns_that_would_be_too_narrow_become_lines() -> None:
    rows = [
        [cell(name) for name in ("Alpha", "Beta", "Gamma")],
        [cell(text * 6) for text in ("one ", "two ", "three ")],
    ]

    assert plain(table(rows, 30)) == [
        "Alpha: one one one one one",
        "  one",
        "Beta: two two two two two",
        "  two",
        "Gamma: three three three",
        "  three three three",
    ]


def test_an_empty_table_is_nothing() -> None:
    assert table([], 80) == []
