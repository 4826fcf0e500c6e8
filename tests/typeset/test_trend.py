"""How a trend is laid out."""

from __future__ import annotations

from itertools import chain

import pytest

from flowhelp.ids import EventId, StepId
from flowhelp.journal.events import Event
from flowhelp.journal.history import RunInShort
from flowhelp.journal.trends import series
from flowhelp.typeset.layout import cells
from flowhelp.typeset.trend import trend_lines
from flowhelp.usecases.trend import Trend
from tests.pasts import at, eventful, run_id, whole


def trend(*runs: list[Event]) -> Trend:
    events = [(EventId(str(n)), each) for n, each in enumerate(chain(*runs))]
    short = {
        run_id(n): RunInShort(run_id(n), "plant/pump", "Swap", "lib", "Kim", "kim", at(n).wall,
                              context={"equipment": "P-7"})
        for n in range(len(runs))
    }  # fmt: skip
    return Trend(series(events, StepId("s-b"), "gauge"), short)


def text(found: Trend, width: int) -> str:
    lines = trend_lines(found, width, 5)
    return "\n".join("".join(words for words, _ in line).rstrip() for line in lines)


def test_numbers_are_drawn_with_their_limits_and_listed() -> None:
    found = trend(whole(0, 0, 2.0), whole(1, 1, 6.0, within=False), eventful(2, 2))

    assert (
        text(found, 70)
        == """\
Gauge PG-2 in bar  3 values, 1 out of limits

▁█▅  2 to 6, last 4

stop max 8 ┤══════════════════════════════════════════════════════════
           │                            ✗
     max 5 ┤─────────────────────────────────────────────────────────◆
           │●
     min 1 ┤──────────────────────────────────────────────────────────
           └──────────────────────────────────────────────────────────
            2031-05-04                  2031-05-05          2031-05-06
● within limits · ✗ out of limits · ◆ corrected · min 1 · max 5 · stop
max 8

All values, the newest first
2031-05-06 12:02  ◆ 4  00000002  Kim · P-7 · corrected
2031-05-05 12:02  ✗ 6  00000001  Kim · P-7 · with DVM-031 · out of
                                 limits
2031-05-04 12:02    2  00000000  Kim · P-7 · with DVM-031"""
    )


def test_words_are_counted() -> None:
    found = trend(whole(0, 0, "clean"), whole(1, 1, "dirty"), whole(2, 2, "clean"))

    assert text(found, 60).splitlines()[:4] == [
        "Gauge PG-2  3 values",
        "",
        "████████████████████ 2 × clean",
        "██████████ 1 × dirty",
    ]


@pytest.mark.parametrize("width", [38, 58, 78, 120])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    found = trend(whole(0, 0, 2.0), whole(1, 1, 6e20, within=False), eventful(2, 2),
                  whole(3, 3, "words"))  # fmt: skip

    for line in trend_lines(found, width):
        assert sum(cells(words) for words, _ in line) <= width


def test_a_filter_that_leaves_nothing_says_so() -> None:
    assert text(trend(whole(0, 0, 2.0)).of("P-1"), 60) == "No value of this equipment."
