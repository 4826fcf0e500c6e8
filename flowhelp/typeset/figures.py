"""The runs of a page and what they add up to, in words and columns.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flowhelp.journal.figures import Figures, StepFigures
from flowhelp.journal.papers import begun_at
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
    of = version_words(str(record["doc"].get("steps_hash", "")), version)
    _, ended, _ = outcome(record.get("outcome", record["state"]), record.get("end", ""))
    facts = [
        local(datetime.fromisoformat(begun_at(record))),
        ended,
        str(record["actor"]["name"]),
        *(["on paper"] if "paper" in record else [lasting(record["active_s"])]),
        *([f"of {record['doc']['anchor']}"] if "anchor" in record["doc"] else []),
        of,
    ]
    return " · ".join(facts)


def version_words(own: str, now: str) -> str:
    """A version beside the one that a page has now: `this version`, `version icozcmhqv5u6`."""
    return "this version" if own == now else f"version {short_version(own)}"


def short_version(steps_hash: str) -> str:
    """As much of a version as tells it from others."""
    return steps_hash.removeprefix("fh1-")[:_VERSION]


def in_short(figures: Figures, now: datetime) -> str:
    """When a page was last done and how often, in one phrase."""
    if not figures.completed:
        return "unfinished here" if figures.unfinished else "never done here"
    since = (now - datetime.fromisoformat(figures.last_at)).total_seconds()
    return f"done {times(figures.completed)}, {ago(since)}"


def figure_lines(figures: Figures, width: int, *, shares: bool = False) -> Iterator[Line]:
    """What the runs of a page add up to, and each of its steps.

    Args:
        figures: Of a page.
        width: Columns.
        shares: Whether to say in which share of the runs it was completed, and each step was
            skipped or failed.
    """
    if not figures.runs:
        yield from wrapped([("Nobody did this here yet.", Style.DIM)], width)
        return
    for name, value in _facts(figures, shares=shares):
        yield from wrapped(
            [(value, None)], width, first=[(f"{name:<11}", Style.DIM)], rest=[(" " * 11, None)]
        )
    if figures.steps:
        yield ()
        names = ("Step", "done", "skipped", "n/a", "failed", "takes")
        head = tuple(((name, Style.DIM),) for name in names)
        rows = (_step(step, shares=shares) for step in figures.steps)
        yield from table([head, *rows], width)


def _facts(figures: Figures, *, shares: bool) -> Iterator[tuple[str, str]]:
    of = f" of {figures.runs} ({figures.completed / figures.runs:.0%})" if shares else ""
    yield "Done", f"{times(figures.completed)}{of}"
    if figures.last_at:
        last = local(datetime.fromisoformat(figures.last_at))
        yield "Last", f"{last} by {figures.last_by}"
    if figures.median_s is not None:
        yield "It takes", f"{lasting(figures.median_s)} of work (median)"
    left = figures.runs - figures.completed - figures.unfinished
    if left:
        yield "Not done", f"{times(left)} it ended otherwise"
    if figures.unfinished:
        yield "Unfinished", f"{figures.unfinished} at this time"


def _step(step: StepFigures, *, shares: bool) -> tuple[Line, ...]:
    took = "" if step.median_s is None else lasting(step.median_s)
    number: Span = (f"{step.n}. ", Style.NUMBER)
    return (
        (number, (step.title, None)),
        ((str(step.done), None),),
        _count(step.skipped, Style.WARNING, step.share(step.skipped) if shares else None),
        _count(step.na, None),
        _count(step.failed, Style.DANGER, step.share(step.failed) if shares else None),
        ((took, None),),
    )


def _count(number: int, style: Style | None, share: float | None = None) -> Line:
    if not number:
        return (("–", Style.DIM),)
    return ((str(number) if share is None else f"{number} ({share:.0%})", style),)


def times(count: int) -> str:
    """How often: `never`, `once`, `3 times`."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
