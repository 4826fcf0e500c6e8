"""How a reading went: a line of blocks, a plot with its limits, and every value with its run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from flowhelp.ids import RunId
from flowhelp.journal.history import RunInShort
from flowhelp.journal.trends import Limits, Point, Series
from flowhelp.typeset.layout import cells, wrapped
from flowhelp.typeset.plot import CORRECTED, OUT, WITHIN, Dot, Rule, plot, sparkline, undrawn
from flowhelp.typeset.record import run_link
from flowhelp.typeset.recorded import value
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.times import local
from flowhelp.usecases.trend import Trend

_HIGH = 10
_LONGEST_BAR = 20
_ROOM = 16
"""Columns that are worth it to write words beside a value, and not below it."""

_LIMITS = (
    ("stop_min", "stop min", True),
    ("min", "min", False),
    ("max", "max", False),
    ("stop_max", "stop max", True),
)


def trend_lines(trend: Trend, width: int, height: int = _HIGH) -> Iterator[Line]:
    """The lines that show a trend: each unit by itself, the latest first.

    Args:
        trend: With at least one value, or none where a filter left none.
        width: Columns.
        height: Rows of a plot.
    """
    if not trend.series:
        yield (("No value of this equipment.", Style.DIM),)
    for number, each in enumerate(trend.series):
        if number:
            yield ()
        yield from _one(each, trend.runs, width, height)


def _one(
    shown: Series, runs: Mapping[RunId, RunInShort], width: int, height: int
) -> Iterator[Line]:
    unit = f" in {shown.unit}" if shown.unit else ""
    count = len(shown.points)
    out = sum(point.within is False for point in shown.points)
    said = f"{count} value{'s' * (count != 1)}"
    said += f", {out} out of limits" if out else ""
    yield from wrapped([(f"{shown.label}{unit}", Style.HEADING), (f"  {said}", None)], width)
    yield ()
    if shown.numbers:
        yield from _drawn(shown, width, height)
    else:
        yield from _counted(shown, width)
    yield ()
    yield (("All values, the newest first", Style.HEADING),)
    yield from _values(shown.points, runs, width)


def _drawn(shown: Series, width: int, height: int) -> Iterator[Line]:
    values = shown.numbers
    ends = f"  {value(min(values))} to {value(max(values))}, last {value(values[-1])}"
    room = width - cells(ends)
    if room >= 1:
        yield (sparkline(values, room), Style.NUMBER), (ends, Style.DIM)
    else:
        yield ((sparkline(values, width), Style.NUMBER),)
        yield from wrapped([(ends.strip(), Style.DIM)], width)
    yield ()
    dots = [
        Dot(float(point.value), point.within is False, point.corrected, _day(point))
        for point in shown.points
        if isinstance(point.value, float)
    ]
    rules = _rules(shown.limits)
    yield from plot(dots, rules, width, height)
    words = [f"{WITHIN} within limits" if rules else f"{WITHIN} value"]
    words += [f"{OUT} out of limits"] if any(dot.out for dot in dots) else []
    words += [f"{CORRECTED} corrected"] if any(dot.corrected for dot in dots) else []
    words += [f"{rule.name} {rule.value:g}" for rule in rules]
    far = undrawn(dots, rules)
    words += [f"not drawn, being far away: {', '.join(rule.name for rule in far)}"] if far else []
    words += ["other limits held before"] if shown.limits_changed else []
    yield from wrapped([(" · ".join(words), Style.DIM)], width)


def _counted(shown: Series, width: int) -> Iterator[Line]:
    """How often each answer was given, the most frequent first."""
    counts = Counter(value(point.value) for point in shown.points)
    most = max(counts.values())
    for words, count in counts.most_common():
        bar = "█" * max(1, round(count / most * min(_LONGEST_BAR, width // 3)))
        yield from wrapped([(bar, Style.NUMBER), (f" {count} × ", None), (words, None)], width)


def _rules(limits: Limits) -> list[Rule]:
    found = ((name, getattr(limits, key), hard) for key, name, hard in _LIMITS)
    return [Rule(name, limit, hard) for name, limit, hard in found if limit is not None]


def _values(
    points: Sequence[Point], runs: Mapping[RunId, RunInShort], width: int
) -> Iterator[Line]:
    """Every value, the newest first: when, sign and value, which run, and by whom."""
    numbers = [value(point.value) for point in points if isinstance(point.value, float)]
    room = max(map(cells, numbers), default=0)
    for point in reversed(points):
        run = runs[point.run]
        who = run.who if point.by in {"", run.person} else point.by
        sign, more = _said(point)
        look = Style.DANGER if point.within is False else None
        words = [who, run.context.get("equipment", "")]
        words += [f"with {point.instrument}" if point.instrument else "", *more]
        first: list[Span] = [
            (f"{local(point.at)}  {sign} ", look),
            (f"{value(point.value):>{room}}", look),
            ("  ", None),
            run_link(point.run),
            ("  ", None),
        ]
        own = sum(cells(text) for text, _ in first)
        said: list[Span] = [(" · ".join(one_line(each) for each in words if each), Style.DIM)]
        if width - own < _ROOM:
            yield from wrapped(first, width)
            yield from wrapped(said, width, first=[(" " * 4, None)], rest=[(" " * 4, None)])
        else:
            yield from wrapped(said, width, first=first, rest=[(" " * own, None)])


def _said(point: Point) -> tuple[str, list[str]]:
    """The sign of a value, and what there is to say of it."""
    said = ["outside the stop range"] if point.stopped else []
    said += ["out of limits"] if point.within is False and not point.stopped else []
    said += ["corrected"] if point.corrected else []
    said += [f"round {point.round}"] if point.round else []
    sign = OUT if point.within is False else CORRECTED if point.corrected else " "
    return sign, said


def _day(point: Point) -> str:
    return local(point.at)[:10]
