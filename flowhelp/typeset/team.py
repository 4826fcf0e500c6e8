"""What the team did, as lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flowhelp.ids import StepId
from flowhelp.journal.run_rows import FAILED
from flowhelp.journal.team_figures import PageFigures, Said
from flowhelp.journal.team_runs import LastDone, Standing, TeamRun
from flowhelp.typeset.figures import figure_lines, short_version, times, version_words
from flowhelp.typeset.layout import table, wrapped
from flowhelp.typeset.recorded import outcome
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.times import ago, local
from flowhelp.usecases.team import Due, Stats

_INDENT: Sequence[Span] = [("  ", None)]
_STANDING = {
    Standing.OWN: ("this machine", Style.DIM),
    Standing.VERIFIED: ("verified", Style.GOOD),
    Standing.UNVERIFIED: ("not verified", Style.DANGER),
    Standing.RECORD: ("record alone", Style.WARNING),
}
_KINDS = {
    "skip": "skipped",
    "out_of_limits": "out of limits",
    "early_timer": "wait cut short",
    "order": "out of order",
    "override": "overridden",
}


def run_line(run: TeamRun) -> Line:
    """One run: when, how it ended, what, who, from where, and how far that can be relied on."""
    _, words, style = outcome(run.outcome or run.state, run.word)
    steps = f"{run.steps} step{'s' * (run.steps != 1)}"
    device = run.device.rpartition("-")[2][-8:]
    where = f", {device} by {run.target}" if run.target and device else ""
    where = where or (f", by {run.target}" if run.target else "")
    checked, look = _STANDING[run.standing]
    return (
        (f"{run.run[-8:]}  {local(run.started)}  ", None),
        (f"{words:<15}", style),
        (f"  {one_line(run.title)}", None),
        (one_line(f"  ({run.procedure}, {steps}, {run.who}{where}, "), Style.DIM),
        (checked, look),
        (")", Style.DIM),
    )


def due_lines(due: Sequence[Due], now: datetime, width: int) -> Iterator[Line]:
    """What is to be done again; nothing where nothing is."""
    if not due:
        return
    yield (("Due", Style.HEADING),)
    for each in due:
        since = (now - each.due).total_seconds()
        words = f"overdue since {local(each.due)}, {ago(since)}"
        spans: list[Span] = [
            (one_line(each.title), Style.STRONG),
            (one_line(f"  ({each.name}, every {each.every})  "), Style.DIM),
            (words if each.overdue else f"due {local(each.due)}",
             Style.DANGER if each.overdue else Style.WARNING),
            (one_line(f"; last {local(each.last.at)} by {each.last.who}"), None),
        ]  # fmt: skip
        yield from wrapped(spans, width, first=_INDENT, rest=[("    ", None)])
    yield ()


def last_lines(found: Sequence[LastDone], width: int) -> Iterator[Line]:
    """Which procedure was last done when, by whom, and with which version."""
    if not found:
        return
    yield (("Last done", Style.HEADING),)
    names = ("Procedure", "Last", "By", "Version", "Times")
    head = tuple(((name, Style.DIM),) for name in names)
    yield from table([head, *map(_last, found)], width)
    yield ()


def stats_lines(found: Stats, width: int) -> Iterator[Line]:
    """Everything that everybody's runs of a procedure add up to."""
    name: Span = (f"  ({one_line(found.name)})", Style.DIM)
    title = one_line(found.title)
    yield ((title, Style.HEADING), name) if title else ((one_line(found.name), Style.HEADING),)
    figures = found.figures
    yield from figure_lines(figures.figures, width, shares=True)
    titles = {step.sid: f"{step.n}. {step.title}" for step in figures.figures.steps}
    yield from _deviations(figures, titles, width)
    yield from _said("Remarks for the author", figures.remarks, figures.remarked, titles, width)
    yield from _versions(found, width)
    if len(found.libraries) > 1:
        names = f"Done from {len(found.libraries)} libraries: {', '.join(found.libraries)}"
        yield ()
        yield from wrapped([(one_line(names), Style.DIM)], width)


def _last(last: LastDone) -> tuple[Line, ...]:
    return (
        ((one_line(last.procedure), None),),
        ((local(last.at), None),),
        ((one_line(last.who), None), *(((" (here)", Style.DIM),) if last.own else ())),
        ((one_line(short_version(last.version)), Style.DIM),),
        ((str(last.times), Style.NUMBER),),
    )


def _deviations(figures: PageFigures, titles: Mapping[StepId, str], width: int) -> Iterator[Line]:
    if figures.deviated:
        yield ()
        yield ((f"Deviations: {figures.deviated}", Style.HEADING),)
    for kind, sid, count in figures.deviations:
        words = f"{_kind(kind)} {times(count)}"
        at = f"  {one_line(titles.get(sid, sid))}" if sid else ""
        yield from wrapped([(words, Style.WARNING), (at, None)], width, first=_INDENT, rest=_INDENT)
    yield from _said("Reasons", figures.reasons, 0, titles, width)


def _said(
    name: str, said: Sequence[Said], count: int, titles: Mapping[StepId, str], width: int
) -> Iterator[Line]:
    if not said:
        return
    yield ()
    latest = f" (the latest {len(said)} of {count})" if count > len(said) else ""
    yield ((f"{name}{latest}", Style.HEADING),)
    for each in said:
        at = f" at {titles.get(each.sid, each.sid)}" if each.sid else ""
        at += " failed" if each.kind == FAILED else ""
        who = one_line(f"{local(each.at)}  {each.who}{at}: ")
        yield from wrapped(
            [(who, Style.DIM), (one_line(each.words), None)], width, first=_INDENT,
            rest=[("    ", None)],
        )  # fmt: skip


def _versions(found: Stats, width: int) -> Iterator[Line]:
    if not found.figures.versions:
        return
    yield ()
    yield (("Versions", Style.HEADING),)
    for each in found.figures.versions:
        name = version_words(each.version, found.version) if each.version else "not known which"
        walks = f"{each.runs} walk{'s' * (each.runs != 1)}"
        people = f"{each.people} {'people' if each.people != 1 else 'person'}"
        words = f"{name}: {walks} by {people}, last {local(each.last)}"
        yield from wrapped([(one_line(words), None)], width, first=_INDENT, rest=_INDENT)


def _kind(kind: str) -> str:
    return _KINDS.get(kind, one_line(kind.replace("_", " ")))
