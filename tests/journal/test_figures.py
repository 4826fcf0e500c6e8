"""What the runs of a page add up to."""

from __future__ import annotations

from typing import Any

from flowhelp.ids import StepId
from flowhelp.journal.figures import Figures, figures_of


def record(outcome: str, active: float, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A run's record, as far as figures look at it."""
    ended = {"outcome": outcome, "ended_at": more.pop("at", "2031-05-04T12:00:00Z")}
    return {
        "state": "ended" if outcome else "open",
        "actor": {"name": more.pop("by", "Ann")},
        "active_s": active,
        "steps": list(steps),
        **(ended if outcome else {}),
        **more,
    }


def step(sid: str, state: str, dwell: float = 0.0, **more: Any) -> dict[str, Any]:
    """A step of a record."""
    return {"sid": sid, "n": sid, "title": f"Do {sid}", "state": state, "dwell_s": dwell, **more}


def test_no_runs_are_no_figures() -> None:
    assert figures_of([]) == Figures()


def test_runs_are_counted_by_their_end() -> None:
    found = figures_of(
        [
            record("", 5),
            record("abandoned", 7, at="2031-05-09T12:00:00Z"),
            record("completed_with_deviation", 30, at="2031-05-06T12:00:00Z", by="Bo"),
            record("completed", 10, at="2031-05-07T12:00:00Z", by="Cy"),
            record("completed", 20, at="2031-05-05T12:00:00Z"),
        ]
    )

    assert (found.runs, found.completed, found.unfinished) == (5, 3, 1)
    assert (found.last_at, found.last_by) == ("2031-05-07T12:00:00Z", "Cy")
    assert found.median_s == 20


def test_the_last_time_is_that_of_the_work_and_not_of_the_keying() -> None:
    paper = {"ended_at": "2031-05-01T12:00:00Z", "keyed_by": ["Ann"]}
    keyed = record("completed", 3, at="2031-05-09T12:00:00Z", by="Bo", paper=paper)

    found = figures_of([keyed, record("completed", 10, at="2031-05-07T12:00:00Z", by="Cy")])

    assert (found.last_at, found.last_by) == ("2031-05-07T12:00:00Z", "Cy")
    assert figures_of([keyed]).last_at == "2031-05-01T12:00:00Z"


def test_what_is_keyed_in_from_paper_counts_and_takes_no_time() -> None:
    found = figures_of(
        [record("completed", 3, step("a", "done", 2, paper_at="x"), paper={"keyed_by": ["Ann"]})]
    )

    assert found.completed == 1
    assert found.median_s is None
    assert found.steps[0].done == 1
    assert found.steps[0].median_s is None


def test_steps_are_counted_in_the_order_of_the_page() -> None:
    found = figures_of(
        [
            record("completed", 1, step("old", "na"), step("b", "failed"), step("a", "done", 4)),
            record("completed", 1, step("a", "done", 10), step("b", "skipped")),
            record("", 1, step("a", "done", 6), step("b", "skipped"), step("gone", "done", 1)),
        ],
        [StepId("a"), StepId("b")],
    )

    assert [each.sid for each in found.steps] == ["a", "b", "old", "gone"]
    first, second, third, _ = found.steps
    assert (first.done, first.median_s) == (3, 6)
    assert (second.done, second.skipped, second.failed, second.median_s) == (0, 2, 1, None)
    assert third.na == 1
