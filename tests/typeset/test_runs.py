"""Runs as rows of a list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowhelp.ids import RunId
from flowhelp.journal.history import RunInShort
from flowhelp.typeset.layout import cells
from flowhelp.typeset.runs import fit, height, run_details, run_rows
from tests.pasts import at, run_id

RUN = RunInShort(
    run_id(12), "plant/pump", "Swap the feed pump of the second line", "lib", "Kim Lange", "kim",
    at(0).wall, at(0, 30).wall, "ended", "completed_with_deviation", "", 12, 13, 2,
    {"equipment": "P-7"},
)  # fmt: skip
HARD = replace(
    RUN, title="長いページ\x1b[31m 🫖" * 9, who="名前" * 20, parent=RunId("p"), word="word " * 9
)


@pytest.mark.parametrize("width", [30, 56, 71, 72, 76, 100, 296])
@pytest.mark.parametrize("run", [RUN, HARD], ids=["plain", "hard"])
def test_rows_are_as_wide_as_the_window_and_show_no_control(run: RunInShort, width: int) -> None:
    rows = run_rows(run, width)

    assert len(rows) == height(width)
    for row in rows:
        text = "".join(words for words, _ in row)
        assert cells(text) <= width
        assert text.isprintable()


def test_a_row_has_when_what_who_how_and_how_far() -> None:
    (row,) = run_rows(RUN, 80)

    text = "".join(words for words, _ in row)
    assert text[16:] == "  Swap the feed pump of…  Kim Lange    ! with deviation    12/13"


def test_details_leave_nothing_out() -> None:
    text = "\n".join("".join(words for words, _ in line) for line in run_details(RUN, 200))

    assert text == (
        "Swap the feed pump of the second line\n"
        "lib:plant/pump · Kim Lange · with deviation · 12 of 13 steps · 2 deviations"
        " · in 30 min 0 s · equipment P-7 · run 00000012"
    )


def test_text_fits_exactly() -> None:
    assert [fit("tea", 5), fit("teapot", 4), fit("長い名", 4), fit("長い名", 5), fit("x", 0)] == [
        "tea  ", "tea…", "長… ", "長い…", "",
    ]  # fmt: skip
