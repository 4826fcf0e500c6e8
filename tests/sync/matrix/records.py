"""What is done on a machine in these tests: a set of runs that has a bit of everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flowhelp.ids import RunId, StepId
from flowhelp.journal.events import Event, Noted, Person, RunStarted
from tests.pasts import KIM, LEE, at, run_id, whole

MARKER = "canary-7f3a-stays-here"
"""Stands in everything that is private, and may be nowhere else."""

HOSTILE = (
    "\x1b]52;c;cm0gLXJm\x07\x1b[2J\u202egnp.exe\u2066\u2028\ufeff\x00\x7f\x85 \U0010ffff \u2603\r\n"
    'done\ndata 5\n{"schema":"flowhelp.event/1"}\n"], "\\ud800 </script> \'; drop table event; --'
)
"""Text that means something to terminals, to `git fast-import`, to JSON and to SQL."""

STRANGER = Person(id="../../k im\n\u202e;$(id)", name=HOSTILE)
LENGTH = 200_000
"""Characters of each remark of a long run; its four are more than goes into one parcel."""


def some_runs(first: int, *, long: bool = False) -> list[list[Event]]:
    """Six runs with numbers from `first` on, by three people; the last two stay where they are."""
    day = first / 10
    runs = [
        whole(first, day, 3.0, who=KIM),
        whole(first + 1, day, 9.0, who=LEE, within=False),
        _noted(whole(first + 2, day, HOSTILE, who=STRANGER), HOSTILE),
        _noted(whole(first + 3, day, 2.5, who=LEE), *(["é" * LENGTH] * 4 if long else ["x" * 90])),
    ]
    for number, record in ((first + 4, "private"), (first + 5, "none")):
        runs.append(_private(whole(number, day, MARKER, equipment=MARKER), record))
    return runs


def stays(number: int) -> bool:
    """Whether the run of that number, of `some_runs(6 * n)`, may not leave its machine."""
    return number % 6 >= 4


def staying(most: int) -> frozenset[RunId]:
    """The ids of all runs below that number that may not leave."""
    return frozenset(run_id(number) for number in range(most) if stays(number))


def _noted(events: Sequence[Event], *texts: str) -> list[Event]:
    *before, end = events
    notes = [Noted(run=end.run, at=at(0, 5), sid=StepId("s-b"), text=text) for text in texts]
    return [*before, *notes, end]


def _private(events: Sequence[Event], record: str) -> list[Event]:
    start, *rest = _noted(events, MARKER)
    assert isinstance(start, RunStarted)
    doc = replace(start.doc, id=f"plant/{MARKER}", title=MARKER)
    actor = Person(id=MARKER, name=MARKER)
    return [replace(start, record=record, doc=doc, actor=actor), *rest]
