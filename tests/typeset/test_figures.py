"""The figures of a page in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flowhelp.ids import StepId
from flowhelp.journal.figures import Figures, StepFigures
from flowhelp.typeset.figures import figure_lines, in_short
from flowhelp.typeset.layout import cells

NOW = datetime(2031, 5, 9, 12, tzinfo=UTC)
FIGURES = Figures(
    runs=4,
    completed=2,
    unfinished=1,
    last_at="2031-05-04T12:00:00Z",
    last_by="Ann",
    median_s=95,
    steps=(StepFigures(StepId("a"), "1", "Close the 泵 valve.", done=2, skipped=1, median_s=30.0),),
)


def text(figures: Figures, width: int) -> str:
    """The lines as plain text."""
    return "\n".join("".join(part for part, _ in line) for line in figure_lines(figures, width))


@pytest.mark.parametrize("width", [30, 56, 120])
def test_figures_say_how_often_who_how_long_and_where_it_fails(width: int) -> None:
    shown = text(FIGURES, width)

    for words in ("twice", "by Ann", "1 min 35 s", "Close the 泵", "30 s", "once it ended"):
        assert words.replace("\n", " ") in " ".join(shown.split())
    assert max(cells(line) for line in shown.split("\n")) <= width


def test_no_runs_are_said() -> None:
    assert text(Figures(), 40) == "Nobody did this here yet."


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (Figures(), "never done here"),
        (Figures(runs=1, unfinished=1), "unfinished here"),
        (FIGURES, "done twice, 5 d ago"),
    ],
)
def test_the_use_of_a_page_is_one_phrase(figures: Figures, said: str) -> None:
    assert in_short(figures, NOW) == said
