"""What programs write, and what a terminal shows of it. Screens were compared with tmux."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.execution.screen import OutputFilter
from flowhelp.tui.emulator.cells import Look
from flowhelp.tui.emulator.emulator import Emulator
from flowhelp.typeset.layout import cells


def fed(text: str, lines: int = 4, columns: int = 20) -> Emulator:
    emulator = Emulator(lines, columns)
    emulator.feed(text)
    return emulator


def first(text: str) -> str:
    return fed(text).grid.rows[0].text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("one\rtwo", "two"),
        ("one\btwo", "ontwo"),
        ("a\tb", "a       b"),
        ("abc\x1b[1;2A\x1b[2DX", "aXc"),
        ("abcdef\x1b[1;3H\x1b[2P", "abef"),
        ("abcdef\x1b[1;3H\x1b[2@", "ab  cdef"),
        ("abcdef\x1b[1;3H\x1b[2X", "ab  ef"),
        ("abcdef\x1b[1;3H\x1b[K", "ab"),
        ("abcdef\x1b[1;3H\x1b[1K", "   def"),
        ("x\x1b[5b", "xxxxxx"),
        ("\x1b(0lqk\x1b(B", "┌─┐"),
        ("\x1b)0\x0elqk\x0f", "┌─┐"),
        ("\x1b[sX\x1b[uY", "Y"),
        ("日本\x1b[1;2HX", " X本"),
        ("e\u0301a", "e\u0301a"),
        ("a\u202eb\u200bc", "abc"),
    ],
)
def test_a_row_shows_what_a_terminal_would(text: str, shown: str) -> None:
    assert first(text) == shown


def test_a_line_that_is_full_waits_before_it_wraps() -> None:
    full = fed("x" * 20)
    more = fed("x" * 20 + "y")

    assert (full.x, full.y) == (19, 0)
    assert more.text.split("\n")[:2] == ["x" * 20, "y"]
    assert fed("x" * 19 + "日").grid.rows[1].text == "日"


def test_colours_are_kept_in_every_way_to_write_them() -> None:
    emulator = fed(
        "\x1b[1;31ma\x1b[0;38;5;200mb\x1b[38;2;1;2;3mc\x1b[38:2::4:5:6md\x1b[97;101me\x1b[39;49mf"
    )

    looks = emulator.grid.rows[0].looks[:6]
    assert [look.fg for look in looks] == ["1", "200", "#010203", "#040506", "15", ""]
    assert looks[0] == Look(fg="1", bold=True)
    assert looks[4].bg == "9"


def test_the_second_screen_leaves_the_first_as_it_was() -> None:
    emulator = fed("before\x1b[?1049h\x1b[2J\x1b[Hinside")

    assert emulator.second
    assert emulator.grid.rows[0].text == "inside"
    emulator.feed("\x1b[?1049l!")
    assert emulator.grid.rows[0].text == "before!"


def test_what_leaves_at_the_top_is_kept_up_to_a_limit() -> None:
    emulator = Emulator(3, 20, most_kept=5)

    emulator.feed("".join(f"line {n}\r\n" for n in range(20)))

    assert [row.text for row in emulator.grid.kept] == [f"line {n}" for n in range(13, 18)]
    assert emulator.text == "line 18\nline 19\n"
    assert emulator.grid.lost == 13


def test_a_flood_is_cut_to_what_can_be_seen_and_shows_the_same() -> None:
    flood = "".join(f"line {n}\r\n" for n in range(9_000))
    whole, pieces = Emulator(4, 20, most_kept=50), Emulator(4, 20, most_kept=50)

    whole.feed(flood)
    for at in range(0, len(flood), 1000):
        pieces.feed(flood[at : at + 1000])

    assert whole.text == pieces.text
    assert [r.text for r in whole.grid.kept] == [r.text for r in pieces.grid.kept]
    assert whole.grid.lost == pieces.grid.lost


def test_only_the_region_scrolls() -> None:
    emulator = fed("top\r\n1\r\n2\r\nend\x1b[2;3r\x1b[3;1H\r\n3")

    assert emulator.text.split("\n") == ["top", "2", "3", "end"]


def test_a_program_that_asks_where_the_cursor_is_gets_an_answer() -> None:
    said: list[str] = []
    emulator = Emulator(4, 20, reply=said.append)

    emulator.feed("ab\x1b[6n\x1b[5n\x1b[c")

    assert said == ["\x1b[1;3R", "\x1b[0n", "\x1b[?6c"]


def test_a_smaller_window_keeps_the_last_rows_and_a_larger_one_loses_nothing() -> None:
    emulator = fed("1\r\n2\r\n3\r\n4")

    emulator.resize(2, 10)
    assert emulator.text == "3\n4"
    assert [row.text for row in emulator.grid.kept] == ["1", "2"]

    emulator.resize(4, 30)
    assert emulator.text == "3\n4\n\n"
    assert (emulator.x, emulator.y) == (1, 1)


def test_a_copy_goes_its_own_way() -> None:
    emulator = fed("one")
    twin = emulator.copy()

    emulator.feed("\x1b[2J\x1b[Htwo")

    assert twin.grid.rows[0].text == "one"


PIECES = st.sampled_from(
    ["a", "日", "e\u0301", "\r", "\n", "\t", "\b", "\x1b[", "\x1b[?", "1", ";", "49", "1049", "h",
     "l", "r", "H", "J", "K", "L", "M", "P", "@", "A", "B", "S", "T", "X", "b", "m", ":", "\x1bM",
     "\x1b7", "\x1b8", "\x1bc", "x" * 30, "9999999", "\x1b(0", "\x0e", "?6h", "👩\u200d💻"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60), st.integers(1, 6), st.integers(2, 30))
def test_nothing_breaks_it_and_every_row_stays_in_the_window(
    pieces: list[str], lines: int, columns: int
) -> None:
    emulator = Emulator(4, 10, most_kept=20)
    tame = OutputFilter(real=True)

    for at, piece in enumerate(pieces):
        emulator.feed(tame.feed(piece.encode()))
        if at == len(pieces) // 2:
            emulator.resize(lines, columns)

    grid = emulator.grid
    assert len(grid.rows) == grid.lines
    assert 0 <= emulator.x < grid.columns
    assert 0 <= emulator.y < grid.lines
    for row in grid.rows:
        assert len(row.signs) == len(row.looks) >= grid.columns
        for sign, after in zip(row.signs, [*row.signs[1:], " "], strict=True):
            assert (cells(sign) == 2) == (after == "") or not sign
