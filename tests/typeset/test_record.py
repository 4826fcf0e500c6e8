"""One run in full, to the letter."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flowhelp.ids import DeviceId, EventId, StepId
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import Event, HoldSet, RunEnded, RunStarted
from flowhelp.journal.record import run_record
from flowhelp.typeset.layout import cells
from flowhelp.typeset.record import in_full
from flowhelp.typeset.recorded import limits, outcome, value, verdict
from flowhelp.typeset.report import report
from flowhelp.typeset.report_html import report_html
from flowhelp.typeset.styles import Line, Link
from flowhelp.usecases.export import Evidence
from tests.pasts import at, eventful, keyed_in, started, whole


def record(events: list[Event]) -> dict[str, Any]:
    return run_record(Recorded(EventId(""), DeviceId("d"), 0, each) for each in events)


def text(lines: list[Line]) -> str:
    return "\n".join("".join(words for words, _ in line).rstrip() for line in lines)


def test_a_run_that_went_on_in_trouble_is_told_in_full() -> None:
    shown = list(in_full(record(eventful(101, 0)), 80, head="f814d2"))

    assert (
        text(shown)
        == """\
Swap the feed pump
◯ paused, 2031-05-04 12:00
by Lee Park, 9 min 0 s of work
page: plant/pump · fh1-abcdefgh · reference use
run: 01a00000-0000-7000-8000-000000000101
head: f814d2
second: Kim Lange
equipment: P-9
line = a

  » 1. Close valve V-12  skipped  2031-05-04 12:01, 1 min 0 s
      was closed
  ⊘ 2. Read the gauge  2031-05-04 12:08, 7 min 0 s
      Gauge PG-2: 9 bar  ✗ outside the stop range (1 to 5, stop above 8)
      Gauge PG-2: 4 bar  within (1 to 5, stop above 8)  (corrected) by Lee
        Park, 2031-05-04 12:03: read the wrong gauge
      verified: Kim Lange (shift lead), 2031-05-04 12:06, PIN, 2 factors
      command ended with 3 after 1.5 s
      waited 1 min 0 s of 5 min 0 s, too short

Deviations
  1: skip: was closed  Lee Park, 2031-05-04 12:01

Remarks
  2: The picture is of the old gauge.  for the author of the page"""
    )


def test_work_on_paper_has_the_times_of_the_paper_and_of_the_keying_once() -> None:
    shown = text(list(in_full(record(keyed_in(eventful(101, 0), 30)), 80)))

    assert "◯ paused, 2031-05-04 12:00\nby Lee Park, 9 min 0 s on paper\n" in shown
    assert "on paper: 2031-05-04 12:00 to 2031-05-04 12:09, keyed in by clerk, 2031-06-03" in shown
    assert "(corrected) by Lee" in shown
    assert "verified: Kim Lange (shift lead), 2031-05-04 12:06, PIN, 2 factors" in shown
    assert "1: skip: was closed  Lee Park, 2031-05-04 12:01" in shown
    assert shown.count("2031-06-03") == 1


@pytest.mark.parametrize("form", [report, lambda found: report_html([found])])
def test_reports_of_work_on_paper_likewise(form: Callable[[Evidence], str]) -> None:
    first, *some = keyed_in(whole(7, 0, 9.0, within=False), 30)
    *rest, end = some
    assert isinstance(first, RunStarted)
    assert isinstance(end, RunEnded)

    shown = form(Evidence(record([first, *some]), 9, "", None))

    assert shown.count("2031-06-03") == 1
    assert "on paper: 2031-05-04 12:00 to 2031-05-04 12:10, keyed in by clerk, 2031-06-03" in shown
    assert "by Kim Lange (technician), 10 min 0 s on paper" in shown.replace("\\", "")
    untimed = [replace(each, paper_at=None) for each in (first, *rest, end)]
    assert "0 s" not in form(Evidence(record(untimed), 9, "", None))


def test_a_hold_was_set_when_the_paper_says() -> None:
    begun = started(1, 0)
    held = HoldSet(run=begun.run, at=at(30), paper_at=at(0, 5).wall, sid=StepId("s-a"), role="lead")

    assert "held, 2031-05-04 12:05: as the page says, for lead" in text(
        list(in_full(record([begun, held]), 80))
    )


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    for line in in_full(record(eventful(101, 0)), width, head="f" * 64):
        assert sum(cells(words) for words, _ in line) <= width


def test_pages_and_other_runs_are_links() -> None:
    full = record(whole(1, 0, 3.0))
    full["parent"] = {"run": "01a00000-0000-7000-8000-000000000009", "sid": "s"}
    full["steps"][0]["child"] = {"run": "abc-00000012", "procedure": "kettle", "outcome": "failed"}

    shown = list(in_full(full, 80))

    targets = [look.target for line in shown for _, look in line if isinstance(look, Link)]
    assert targets == ["page:plant/pump", f"run:{full['parent']['run']}", "page:kettle",
                       "run:abc-00000012"]  # fmt: skip
    assert "      walked kettle in run 00000012: failed" in text(shown)


def test_a_step_that_went_on_without_its_other_page_says_so() -> None:
    full = record(whole(1, 0, 3.0))
    full["steps"][0]["child"] = {"outcome": "accepted"}

    assert "      other procedure: accepted" in text(list(in_full(full, 80)))


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ({"value": 3.0, "within": True, "min": 1.0, "max": 5.0}, "within (1 to 5)"),
        ({"value": 9.0, "within": False, "max": 5.0}, "✗ out of limits (at most 5)"),
        ({"value": 9.0, "within": False, "stop_max": 8.0},
         "✗ outside the stop range (stop above 8)"),
        ({"value": 3.0, "within": None, "min": None}, ""),
        ({"value": True, "within": None}, ""),
    ],
)  # fmt: skip
def test_what_a_reading_is_worth_is_said_in_words(reading: dict[str, Any], words: str) -> None:
    assert verdict(reading)[0] == words


def test_limits_values_and_outcomes_have_words() -> None:
    assert limits({"max": 5.0, "max_open": True}) == "below 5"
    assert limits({"min": 0.0, "min_open": True, "max": 5.0}) == "more than 0 and at most 5"
    assert limits({"min": 1.0, "target": 2.0, "stop_min": 0.5, "stop_max": 9.0}) == (
        "at least 1, target 2, stop below 0.5 or above 9"
    )
    assert [value(each) for each in (138.0, 25.4, True, False, None, "", "red")] == [
        "138", "25.4", "yes", "no", "left open", "left open", "red",
    ]  # fmt: skip
    assert outcome("completed_with_deviation", "stop")[:2] == ("!", "with deviation (stop)")
    assert outcome("something_new")[:2] == ("?", "something new")


def test_a_report_is_markdown_in_which_words_of_people_mean_nothing() -> None:
    full = record(whole(7, 0, 9.0, within=False))
    full["steps"][0]["title"] = "Close | [V-12](x) <b>"
    full["notes"] = [{"sid": "s-b", "text": "# no heading", "to": "run", "at": "x"}]

    shown = report(Evidence(full, 9, "ab" * 32, None))

    assert shown.startswith("# Swap the feed pump\n\nSwap the feed pump") is False
    assert "- ⊘ **1** Close \\| \\[V-12\\](x) \\<b\\> (done, 2031-05-04 12:01)\n" in shown
    assert "| 2 | Gauge PG-2 | 9 bar | 1 to 5, stop above 8 | ✗ outside the stop range |" in shown
    assert "## Deviations\n\n- 2: out of limits (gauge): air in the line" in shown
    assert "- 2: \\# no heading\n" in shown
    assert f"- events: 9, the last of them with SHA-256 `{'ab' * 32}`" in shown


@pytest.mark.parametrize("form", [report, lambda found: report_html([found])])
def test_a_report_says_its_zone_once_and_keeps_reason_and_person_apart(
    form: Callable[[Evidence], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()

    full = record(whole(7, 0, 9.0, within=False))
    full["deviations"] += [
        full["deviations"][0] | {"kind": "skip", "reason": "no  lid"},
        {"sid": "s-c", "kind": "order", "by": "kim", "at": full["ended_at"]},
    ]

    shown = form(Evidence(full, 9, "", None))

    assert shown.count("times: UTC+05:30") == 1
    assert "(gauge): air in the line · Kim Lange, 2031-05-04 17:33" in shown
    assert "no  lid · Kim Lange" in shown, "what people wrote stays"
    assert "3: order: Kim Lange, 2031-05-04 17:40" in shown


def test_titles_have_the_values_of_the_run() -> None:
    full = record(whole(1, 0, 3.0))
    full["steps"][0]["title"] = "Close line {{line}} of {{plant}}"

    assert "1. Close line a of {{plant}}" in text(list(in_full(full, 80)))
