"""Runs in short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flowhelp.errors import ContentError
from flowhelp.ids import EventId, StepId
from flowhelp.journal.codec import Recorded
from flowhelp.journal.events import Document, RunHandedOver, RunMoved, StepNa, StepReopened
from flowhelp.journal.history import in_short
from flowhelp.journal.record import run_record
from flowhelp.journal.store import Journal
from tests.journal.worlds import journal_in
from tests.pasts import LEE, NOON, STEPS, at, eventful, keyed_in, run_id, started, whole


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """An empty one."""
    opened = Journal.open(tmp_path / "journal.db", now=lambda: NOON, noise=lambda _: 7)
    ids = iter(range(10**6))
    opened.mint = lambda: EventId(f"e{next(ids):08d}")  # type: ignore[method-assign]
    yield opened
    opened.close()


def test_no_journal_has_no_runs(journal: Journal) -> None:
    assert list(in_short(journal.asked)) == []


def test_runs_come_in_portions_newest_first_and_each_once(journal: Journal) -> None:
    for number in range(7):
        journal.append(whole(number, number, 3.0))

    portions = list(in_short(journal.asked, 3))

    assert [len(portion) for portion in portions] == [3, 4]
    assert [run.run for portion in portions for run in portion] == [
        run_id(number) for number in reversed(range(7))
    ]


def test_a_run_says_the_same_in_short_as_in_its_record(journal: Journal) -> None:
    journal.append(whole(1, 0, 9.0, within=False))
    journal.append(eventful(2, 1))

    ((paused, ended),) = in_short(journal.asked)

    for run in (paused, ended):
        record = run_record(journal.read(run.run))
        states = [step["state"] for step in record["steps"]]
        assert run.settled == sum(state != "open" for state in states)
        assert run.deviations == len(record["deviations"])
        assert (run.outcome or run.state) == record.get("outcome", record["state"])
        assert run.who == record["actor"]["name"]
    assert (ended.settled, ended.total, ended.outcome) == (3, 3, "completed_with_deviation")
    assert (paused.settled, paused.total, paused.state) == (2, 3, "paused")
    assert ended.context == {"equipment": "P-7", "work_order": "WO-1"}


def test_going_back_takes_a_skip_back(journal: Journal) -> None:
    events = [*eventful(1, 0), StepReopened(run=run_id(1), at=at(1), sid=StepId("s-a"))]
    journal.append(events)

    ((run,),) = in_short(journal.asked)

    assert run.deviations == 0
    assert run.settled == 1
    recorded = [Recorded(EventId(""), journal.read(run.run)[0].device, 0, each) for each in events]
    assert run_record(recorded)["deviations"] == []


def test_a_run_that_moved_and_was_handed_over_counts_with_what_it_is_now(journal: Journal) -> None:
    run, (first, second, third) = run_id(1), STEPS
    doc = Document(id="plant/pump", path="plant/pump.md", title="Swap any pump", steps_hash="fh1-b")
    journal.append(
        [
            started(1, 0),
            StepNa(run=run, at=at(0, 1), sid=first.sid),
            RunMoved(
                run=run,
                at=at(0, 2),
                doc=doc,
                reason="mended",
                steps=(type(first)(StepId("s-z"), "1", "Close it"), second, third),
                carried=((first.sid, "s-z"),),
            ),
            RunHandedOver(run=run, at=at(0, 3), to=LEE),
        ]
    )

    ((found,),) = in_short(journal.asked)

    assert (found.title, found.who, found.settled) == ("Swap any pump", "Lee Park", 1)


def test_a_beginning_that_cannot_be_read_is_content_that_is_wrong() -> None:
    def broken(question: str, *values: object) -> Iterator[tuple[object, ...]]:
        del values
        rows = [(1, "r", "2031-05-04T12:00:00Z", '{"doc": 3}')]
        return iter(rows if "rowid < ?" in question else [])

    with pytest.raises(ContentError, match="run r cannot be read"):
        list(in_short(broken))


def test_a_run_from_paper_was_done_when_the_paper_says(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    journal.append(keyed_in(whole(1, -9, 3.0), 8.5))

    ((short,),) = in_short(journal.asked)

    assert (short.started, short.ended) == (at(-9).wall, at(-9, 10).wall)
