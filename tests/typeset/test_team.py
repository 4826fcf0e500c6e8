"""What the team did, in words and columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from flowhelp.ids import DeviceId, RunId, StepId
from flowhelp.journal.figures import Figures, StepFigures
from flowhelp.journal.team_figures import PageFigures, Said, Version
from flowhelp.journal.team_runs import LastDone, Standing, TeamRun
from flowhelp.typeset.layout import cells
from flowhelp.typeset.styles import Line
from flowhelp.typeset.team import due_lines, last_lines, run_line, stats_lines
from flowhelp.usecases.team import Due, Stats
from tests.pasts import NOON

LAST = LastDone("press/wash", "plant", "plant", "Wash the press", NOON, "Lee Park", "lee",
                "fh1-abcdefghijklmnop", RunId("r-1"), own=False, times=3)  # fmt: skip
DUE = Due("plant:press/wash", "Wash the press", "P1W", NOON + timedelta(days=7), True, LAST)
STEP = StepFigures(StepId("a"), "1", "Close the 泵 valve.", done=2, skipped=1, failed=1,
                   median_s=30.0)  # fmt: skip
FIGURES = PageFigures(
    Figures(runs=4, completed=3, last_at="2031-05-04T12:00:00Z", last_by="Lee", steps=(STEP,)),
    (Version("fh1-abcdefghijklmnop", 4, 1, NOON),),
    (("skip", StepId("a"), 1),),
    deviated=1,
    remarked=60,
    reasons=(Said(RunId("r"), "skip", StepId("a"), "Lee", NOON, "It was\nclosed."),),
    remarks=(Said(RunId("r"), "remark", StepId(""), "Lee", NOON, "Too long."),),
)
STATS = Stats("press/wash", "Wash the press", "fh1-abcdefghijklmnop", ("plant", "works"), FIGURES)
RUN = TeamRun(NOON, None, Standing.RECORD, RunId("0199b1c2-00000042"), "press/wash", "plant",
              "plant", "Wash", "", "Lee Park", "lee", DeviceId(""), "lrs", "open", "", "",
              "perform", "reference", 0.0, 1, 0, 0)  # fmt: skip


def text(lines: Iterable[Line]) -> str:
    """The lines as plain text."""
    return "\n".join("".join(part for part, _ in line) for line in lines)


def test_what_is_overdue_says_since_when_and_who_did_it_last() -> None:
    assert text(due_lines([DUE], NOON + timedelta(days=10), 200)) == (
        "Due\n"
        "  Wash the press  (plant:press/wash, every P1W)  overdue since 2031-05-11 12:00, 3 d ago;"
        " last 2031-05-04 12:00 by Lee Park\n"
    )


def test_what_is_due_soon_says_when() -> None:
    soon = replace(DUE, overdue=False)

    assert "  due 2031-05-11 12:00; last" in text(due_lines([soon], NOON, 200))


def test_nothing_is_said_of_nothing() -> None:
    assert list(due_lines([], NOON, 80)) == []
    assert list(last_lines([], 80)) == []


def test_a_run_from_a_record_store_says_that_it_is_a_record_alone() -> None:
    assert text([run_line(RUN)]) == (
        "00000042  2031-05-04 12:00  open             Wash"
        "  (press/wash, 1 step, Lee Park, by lrs, record alone)"
    )


def test_figures_of_everybody() -> None:
    assert text(stats_lines(STATS, 80)) == (
        "Wash the press  (press/wash)\n"
        "Done       3 times of 4 (75%)\n"
        "Last       2031-05-04 12:00 by Lee\n"
        "Not done   once it ended otherwise\n"
        "\n"
        "Step                    done  skipped  n/a  failed   takes\n"
        "──────────────────────  ────  ───────  ───  ───────  ─────\n"
        "1. Close the 泵 valve.  2     1 (25%)  –    1 (25%)  30 s\n"
        "\n"
        "Deviations: 1\n"
        "  skipped once  1. Close the 泵 valve.\n"
        "\n"
        "Reasons\n"
        "  2031-05-04 12:00  Lee at 1. Close the 泵 valve.: It was closed.\n"
        "\n"
        "Remarks for the author (the latest 1 of 60)\n"
        "  2031-05-04 12:00  Lee: Too long.\n"
        "\n"
        "Versions\n"
        "  this version: 4 walks by 1 person, last 2031-05-04 12:00\n"
        "\n"
        "Done from 2 libraries: plant, works"
    )


def test_why_a_step_failed_is_said_though_nobody_deviated() -> None:
    stuck = Said(RunId("r"), "failed", StepId("a"), "Lee", NOON, "The valve is stuck.")
    figures = replace(FIGURES, deviations=(), deviated=0, reasons=(stuck,))

    shown = text(stats_lines(replace(STATS, figures=figures), 120))

    assert "Deviations" not in shown
    assert (
        "\n\nReasons\n"
        "  2031-05-04 12:00  Lee at 1. Close the 泵 valve. failed: The valve is stuck.\n"
    ) in shown


@pytest.mark.parametrize("width", [48, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    now = NOON + timedelta(days=10)
    lines = [*due_lines([DUE], now, width), *last_lines([LAST], width), *stats_lines(STATS, width)]

    assert max(cells(line) for line in text(lines).split("\n")) <= width
