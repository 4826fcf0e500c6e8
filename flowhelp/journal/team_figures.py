"""What everybody's runs of a procedure add up to.

Counted by indexes, and without reading any event, so that a million of them are no matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flowhelp.ids import RunId, StepId
from flowhelp.journal.codec import stamp
from flowhelp.journal.figures import Figures, StepFigures
from flowhelp.journal.history import Ask

_MOST_SAID = 50
_NEWEST = 20
"""Runs whose numbers and titles a step goes by."""

Rows = Callable[..., list[tuple[Any, ...]]]
"""A question about the wanted procedures, and its other values → rows."""

_COUNTS = """
select count(*), coalesce(sum(outcome in ('completed', 'completed_with_deviation')), 0),
    coalesce(sum(state <> 'ended'), 0), coalesce(sum(deviations), 0), coalesce(sum(remarks), 0)
from run where page in ({pages})
"""
_LATEST = """
select ended, who from run
where page in ({pages}) and outcome in ('completed', 'completed_with_deviation')
order by ended desc, run limit 1
"""
_VERSIONS = """
select version, count(*), count(distinct person), max(started) from run
where page in ({pages}) group by version order by max(started) desc, version
"""
_STATES = """
select sid, state, count(*), count(dwell_s) from step where page in ({pages}) group by sid, state
"""
_DWELLS = """
select dwell_s from step
where page in ({pages}) and sid = ? and state = 'done' and dwell_s is not null
order by dwell_s limit ? offset ?
"""
_WORKED_COUNT = "select count(worked_s) from run where page in ({pages})"
_WORKED = """
select worked_s from run where page in ({pages}) and worked_s is not null
order by worked_s limit ? offset ?
"""
_NAMES = """
select sid, n, title, place from step where run in
    (select run from run where page in ({pages}) order by started desc, run limit ?)
order by (select started from run where run.run = step.run) desc, run, place
"""
_NAME = """
select n, title, place from step join run using (run)
where step.page in ({pages}) and sid = ? order by started desc, run limit 1
"""
_DEVIATIONS = """
select kind, sid, count(*) from said
where page in ({pages}) and kind not in ('remark', 'feedback', 'failed')
group by kind, sid order by count(*) desc, sid, kind
"""
_SAID = """
select said.run, kind, sid, case when said.who = run.person then run.who else said.who end,
    at, words
from said join run using (run)
where said.page in ({pages}) and kind {which} ('remark', 'feedback') and words <> ''
order by at desc, said.run, number limit ?
"""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a page that was followed.

    Attributes:
        people: How many followed it.
        last: When the latest of its runs began.
    """

    version: str
    runs: int
    people: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """Why somebody deviated, why a step failed, or what somebody has to say to the author.

    Attributes:
        kind: remark, feedback, failed, or of a deviation.
        sid: Of the step; empty for the page as a whole.
    """

    run: RunId
    kind: str
    sid: StepId
    who: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What everybody's runs of a procedure add up to.

    Attributes:
        deviations: (kind, step, how often), the most frequent first.
        deviated: How many deviations there are in all; `remarked` how many remarks.
        reasons: The latest that were given for deviations and for steps that failed, at most 50.
        remarks: The latest for the author, at most 50.
    """

    figures: Figures
    versions: tuple[Version, ...] = ()
    deviations: tuple[tuple[str, StepId, int], ...] = ()
    deviated: int = 0
    remarked: int = 0
    reasons: tuple[Said, ...] = ()
    remarks: tuple[Said, ...] = ()


def figures(ask: Ask, wanted: Sequence[int], order: Sequence[StepId] = ()) -> PageFigures:
    """What the runs of these procedures add up to.

    Args:
        ask: `Team.asked`.
        wanted: Their numbers: one procedure, of one library or of several.
        order: Its steps as the page has them now; others come after these.
    """

    def rows(question: str, *values: str | int) -> list[tuple[Any, ...]]:
        return list(ask(question.format(pages=_marks(wanted)), *wanted, *values))

    counted = rows(_COUNTS)
    if not counted:  # there is no file yet
        return PageFigures(Figures())
    ((count, completed, unfinished, deviated, remarked),) = counted
    last_at, last_by = next(iter(rows(_LATEST)), ("", ""))
    ((worked,),) = rows(_WORKED_COUNT)
    return PageFigures(
        Figures(
            count, completed, unfinished, last_at, last_by,
            _middle(rows, worked, _WORKED), tuple(_steps(rows, order)),
        ),
        tuple(Version(v, n, people, stamp(at)) for v, n, people, at in rows(_VERSIONS)),
        tuple((kind, StepId(sid), n) for kind, sid, n in rows(_DEVIATIONS)),
        deviated,
        remarked,
        tuple(_said(row) for row in rows(_SAID.replace("{which}", "not in"), _MOST_SAID)),
        tuple(_said(row) for row in rows(_SAID.replace("{which}", "in"), _MOST_SAID)),
    )  # fmt: skip


def _steps(rows: Rows, order: Sequence[StepId]) -> Iterator[StepFigures]:
    states: dict[str, dict[str, int]] = {}
    clocked: dict[str, int] = {}
    for sid, state, count, dwells in rows(_STATES):
        states.setdefault(sid, {})[state] = count
        clocked[sid] = clocked.get(sid, 0) + dwells
    named: dict[str, tuple[str, str, int]] = {}
    for sid, *name in rows(_NAMES, _NEWEST):
        named.setdefault(sid, (name[0], name[1], name[2]))
    for sid in states.keys() - named.keys():
        named[sid] = rows(_NAME, sid)[0]
    known: dict[str, int] = {sid: place for place, sid in enumerate(order)}
    for sid in sorted(states, key=lambda sid: (known.get(sid, len(known)), named[sid][2], sid)):
        n, title, _ = named[sid]
        found = states[sid]
        counts = {name: found.get(name, 0) for name in ("done", "skipped", "na", "failed")}
        middle = _middle(rows, clocked[sid], _DWELLS, sid)
        yield StepFigures(StepId(sid), n, title, **counts, median_s=middle)


def _middle(rows: Rows, count: int, question: str, *values: str) -> float | None:
    """The median of `count` values, found by walking an index to its middle."""
    if not count:
        return None
    middle = rows(question, *values, 2 - count % 2, (count - 1) // 2)
    return sum(float(number) for (number,) in middle) / len(middle)


def _said(row: tuple[Any, ...]) -> Said:
    run, kind, sid, who, at, words = row
    return Said(RunId(run), kind, StepId(sid), who, stamp(at), words)


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
