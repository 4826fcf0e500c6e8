"""Lines as rows of a window."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.typeset.layout import cells
from flowhelp.typeset.rows import CONTINUED, anchors, rows
from flowhelp.typeset.styles import Line, Link, Style

TEXT = st.text(st.sampled_from("ab cé漢字🙂\t\x1b"), max_size=60)
LINES = st.lists(st.tuples(st.tuples(TEXT, st.sampled_from([None, Style.DIM]))), max_size=5)


@given(LINES, st.integers(8, 40))
def test_no_row_is_wider_than_the_window_and_nothing_is_left_out(
    lines: list[Line], width: int
) -> None:
    shown = list(rows(lines, width))

    assert all(sum(cells(text) for text, _ in row) <= width for row in shown)
    said = "".join(text for row in shown for text, _ in row).replace(CONTINUED[0], "")
    wanted = "".join(text.expandtabs(4).replace("\x1b", "␛") for line in lines for text, _ in line)
    assert said == wanted


def test_a_line_feed_in_a_span_begins_a_new_row() -> None:
    assert list(rows([(("one\ntwo", Style.DIM),)], 20)) == [
        (("one", Style.DIM),),
        (("two", Style.DIM),),
    ]


def test_a_link_that_goes_on_in_the_next_row_is_one_link() -> None:
    link = Link("page.md")

    found = anchors(list(rows([(("see ", None), ("a long way", link))], 8)))

    assert [each.link.target for each in found] == ["page.md"]
    assert found[0].text == "a long way"
    assert [place.row for place in found[0].places] == [0, 1]
