"""The runs of a page and what they add up to, in words and columns.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flowhelp.journal.figures import Figures, StepFigures
from flowhelp.typeset.layout import table, wrapped
from flowhelp.typeset.recorded import outcome
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.times import ago, lasting, local

_VERSION = 12
"""Characters of a version that tell it from others."""


def run_words(record: dict[str, Any], version: str) -> str:
    """One run of a page: when, how it ended, who, how long, and of which version of the page.

    Args:
        record: As `run_record` makes it.
        version: The `steps_hash` of the page as it is now.
    """
    own = str(record["doc"].get("steps_hash", ""))
    of = "this version" if own == version else f"version {own.removeprefix('fh1-')[:_VERSION]}"
    _, ended, _ = outcome(record.get("outcome", record["state"]), record.get("end", ""))
    facts = [
        local(datetime.fromisoformat(record["started_at"])),
        ended,
        str(record["actor"]["name"]),
        *(["on paper"] if "paper" in record else [lasting(record["active_s"])]),
        *([f"of {record['doc']['anchor']}"] if "anchor" in record["doc"] else []),
        of,
    ]
    return " · ".join(facts)


def in_short(figures: Figures, now: datetime) -> str:
    """When a page was last done and how often, in one phrase."""
    if not figures.completed:
        return "unfinished here" if figures.unfinished else "never done here"
    since = (now - datetime.fromisoformat(figures.last_at)).total_seconds()
    return f"done {_times(figures.completed)}, {ago(since)}"


def figure_lines(figures: Figures, width: int) -> Iterator[Line]:
    """What the runs of a page add up to, and each of its steps."""
    if not figures.runs:
        yield from wrapped([("Nobody did this here yet.", Style.DIM)], width)
        return
    for name, value in _facts(figures):
        yield from wrapped(
            [(value, None)], width, first=[(f"{name:<11}", Style.DIM)], rest=[(" " * 11, None)]
        )
    if figures.steps:
        yield ()
        names = ("Step", "done", "skipped", "n/a", "failed", "takes")
        head = tuple(((name, Style.DIM),) for name in names)
        yield from table([head, *map(_step, figures.steps)], width)


def _facts(figures: Figures) -> Iterator[tuple[str, str]]:
    yield "Done", _times(figures.completed)
    if figures.last_at:
        last = local(datetime.fromisoformat(figures.last_at))
        yield "Last", f"{last} by {figures.last_by}"
    if figures.median_s is not None:
        yield "It takes", f"{lasting(figures.median_s)} of work (median)"
    left = figures.runs - figures.completed - figures.unfinished
    if left:
        yield "Not done", f"{_times(left)} it ended otherwise"
    if figures.unfinished:
        yield "Unfinished", f"{figures.unfinished} at this time"


def _step(step: StepFigures) -> tuple[Line, ...]:
    took = "" if step.median_s is None else lasting(step.median_s)
    number: Span = (f"{step.n}. ", Style.NUMBER)
    return (
        (number, (step.title, None)),
        ((str(step.done), None),),
        _count(step.skipped, Style.WARNING),
        _count(step.na, None),
        _count(step.failed, Style.DANGER),
        ((took, None),),
    )


def _count(number: int, style: Style | None) -> Line:
    return ((str(number), style),) if number else (("–", Style.DIM),)


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
