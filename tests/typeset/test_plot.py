"""Numbers drawn with signs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.typeset.layout import cells
from flowhelp.typeset.plot import Dot, Rule, plot, sparkline, undrawn
from flowhelp.typeset.styles import Line

FINITE = st.floats(allow_nan=False, allow_infinity=False)
WIDTHS = st.integers(min_value=20, max_value=200)
DOTS = st.lists(
    st.builds(Dot, FINITE, st.booleans(), st.booleans(), st.sampled_from(["", "2031-05-04"])),
    min_size=1,
    max_size=60,
)
RULES = st.lists(
    st.builds(Rule, st.sampled_from(["min", "max", "stop min", "stop max"]), FINITE, st.booleans()),
    max_size=4,
)


def text(lines: list[Line]) -> list[str]:
    return ["".join(words for words, _ in line).rstrip() for line in lines]


@given(DOTS, RULES, WIDTHS, st.integers(min_value=3, max_value=30))
def test_a_plot_is_never_wider_than_its_width_and_leaves_no_value_out(
    dots: list[Dot], rules: list[Rule], width: int, height: int
) -> None:
    lines = plot(dots, rules, width, height)

    shown = text(lines)
    assert all(cells(line) <= width for line in shown)
    body = shown[:height]
    room = shown[height].count("─")
    start = len(shown[height]) - room
    for number in range(len(dots)):
        column = round(number * (room - 1) / (len(dots) - 1)) if len(dots) > 1 else room // 2
        assert any(line[start + column : start + column + 1] in {*"●◆✗"} for line in body)
    assert any(dot.out for dot in dots) == any("✗" in line for line in body)
    low, high = min(dot.value for dot in dots), max(dot.value for dot in dots)
    for rule in rules:
        if low <= rule.value <= high:
            assert rule not in undrawn(dots, rules)


@given(st.lists(FINITE, min_size=1, max_size=15), WIDTHS)
def test_where_there_is_room_each_value_has_a_column_of_its_own(
    values: list[float], width: int
) -> None:
    dots = [Dot(value) for value in values]

    body = text(plot(dots, [], max(width, 60)))[:10]

    columns = {at for line in body for at, sign in enumerate(line) if sign == "●"}
    assert len(columns) == len(values)


@given(st.lists(FINITE, min_size=1, max_size=300), st.integers(min_value=1, max_value=200))
def test_a_sparkline_has_a_block_for_each_of_the_last_values(
    values: list[float], width: int
) -> None:
    assert cells(sparkline(values, width)) == min(len(values), width)


def test_limits_are_lines_with_their_names_and_what_is_out_has_another_sign() -> None:
    dots = [
        Dot(1.0, day="2031-05-01"), Dot(3.0, day="2031-05-02"),
        Dot(9.0, out=True, day="2031-05-03"),
        Dot(4.0, corrected=True, day="2031-05-04"),
    ]  # fmt: skip
    rules = [Rule("min", 1.0), Rule("max", 5.0), Rule("stop max", 8.0, hard=True)]

    assert text(plot(dots, rules, 44, 9)) == [
        "         9 ┤                     ✗",
        "stop max 8 ┤════════════════════════════════",
        "           │",
        "           │",
        "     max 5 ┤────────────────────────────────",
        "           │                               ◆",
        "           │          ●",
        "           │",
        "     min 1 ┤●───────────────────────────────",
        "           └────────────────────────────────",
        "            2031-05-01            2031-05-04",
    ]


def test_a_limit_far_away_is_named_and_does_not_squeeze_the_values() -> None:
    dots, far = [Dot(1.0), Dot(2.0)], Rule("max", 1e9)

    assert undrawn(dots, [far]) == (far,)
    assert text(plot(dots, [far], 20, 3)) == [
        "2 ┤                ●",
        "  │",
        "1 ┤●",
        "  └─────────────────",
    ]


def test_equal_values_lie_in_the_middle() -> None:
    assert text(plot([Dot(7.0)] * 3, [], 20, 3))[1] == "7 ┤●       ●       ●"


def test_nothing_is_drawn_of_nothing() -> None:
    assert plot([], [Rule("max", 1.0)], 40) == []
    assert sparkline([], 10) == ""


def test_blocks_go_from_lowest_to_highest() -> None:
    assert sparkline([1.0, 2.0, 3.0, 8.0], 10) == "▁▂▃█"
    assert sparkline([1.0, 2.0, 3.0, 8.0], 2) == "▁█"
