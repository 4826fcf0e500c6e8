"""When work was done that was keyed in from paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flowhelp.ids import DeviceId, EventId, StepId
from flowhelp.journal.codec import Recorded, written
from flowhelp.journal.events import Event, Moment, ReadingCorrected, RunEnded, StepDone
from flowhelp.journal.papers import begun_at, ended_at, worked_s
from flowhelp.journal.record import run_record
from tests.journal.worlds import NOON, NOW, RUN, done, started

END = RunEnded(run=RUN, at=Moment(NOON + timedelta(hours=1)), outcome="completed")


def day(number: float) -> str:
    """So many days before the keying, as a record has it."""
    return written(NOON - timedelta(days=number))


def paper(
    event: StepDone | RunEnded | ReadingCorrected, days: float | None, by: str = "clerk"
) -> Event:
    """The event as it is keyed in of work so many days before; None where the paper has no time."""
    at = None if days is None else NOON - timedelta(days=days)
    return replace(event, paper_at=at, keyed_by=by)


def record(*events: Event, begun: float | None = None) -> dict[str, Any]:
    """The record of a run that began so many days before the keying, or at the screen."""
    first = started()
    if begun is not None:
        first = replace(first, paper_at=NOON - timedelta(days=begun), keyed_by="clerk")
    return run_record(
        Recorded(EventId(f"e{number}"), DeviceId("dev-1"), number, event)
        for number, event in enumerate((first, *events), start=1)
    )


def times(found: dict[str, Any]) -> tuple[str, str]:
    """When the work began and ended."""
    return begun_at(found), ended_at(found)


def test_work_at_the_screen_is_timed_by_the_clock() -> None:
    assert times(record(done("boil"))) == (written(NOON), "")
    assert times(record(done("boil"), END)) == (written(NOON), "2031-05-04T13:00:00.000000Z")


def test_work_on_paper_is_timed_by_the_paper() -> None:
    found = record(paper(done("boil"), 8), paper(END, 7), begun=9)

    assert times(found) == (day(9), day(7))
    assert found["paper"] == {"started_at": day(9), "ended_at": day(7), "keyed_at": written(NOON),
                              "keyed_by": ["clerk"]}  # fmt: skip
    assert worked_s(found) == 2 * 86400


def test_one_time_on_the_paper_and_times_that_go_backwards_tell_no_duration() -> None:
    assert worked_s(record(paper(END, 9), begun=9)) is None
    assert worked_s(record(paper(END, 9), begun=8)) is None
    assert worked_s(record(END)) == 3600


def test_the_time_at_the_end_counts_though_another_is_later() -> None:
    assert times(record(paper(done("boil"), 6), paper(END, 7), begun=9))[1] == day(7)


def test_without_a_time_at_the_end_the_latest_before_it_is_that_of_the_end() -> None:
    found = record(paper(done("boil"), 7), paper(done("steep"), 8), paper(END, None), begun=9)

    assert times(found) == (day(9), day(7))


def test_what_was_keyed_in_up_to_a_step_and_went_on_at_the_screen_ended_there() -> None:
    found = record(paper(done("boil"), 8), done("steep"), END, begun=9)

    assert times(found) == (day(9), "2031-05-04T13:00:00.000000Z")
    assert found["paper"] == {
        "started_at": day(9),
        "keyed_at": written(NOON),
        "keyed_by": ["clerk"],
    }
    assert worked_s(found) is None


def test_paper_without_any_time_is_timed_by_the_keying() -> None:
    found = record(paper(done("boil"), None), paper(END, None))

    assert times(found) == (written(NOON), "2031-05-04T13:00:00.000000Z")
    assert found["paper"] == {"keyed_at": written(NOON), "keyed_by": ["clerk"]}
    assert worked_s(found) is None


def test_a_run_that_goes_on_has_not_ended_whatever_stands_on_the_paper() -> None:
    found = record(paper(done("boil"), 8), begun=9)

    assert times(found) == (day(9), "")
    assert found["paper"]["ended_at"] == day(8)


def test_what_is_keyed_in_after_the_end_moves_no_time() -> None:
    typo = ReadingCorrected(run=RUN, at=NOW, sid=StepId("boil"), name="temp", value=1.0, reason="x")
    found = record(paper(END, None), paper(typo, 1, "kim"), begun=9)

    assert times(found) == (day(9), day(9))
    assert found["paper"]["keyed_by"] == ["clerk", "kim"]
