"""Numbers as a line of blocks, and as a plot with limits, in signs a terminal has.

Pure. Whatever is out of limits has another sign, not only another colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowhelp.typeset.layout import cells
from flowhelp.typeset.styles import Line, Span, Style

_BLOCKS = "▁▂▃▄▅▆▇█"
WITHIN, CORRECTED, OUT = "●", "◆", "✗"
"""Signs of values; where several share a place, the later one of these shows."""

_RANK = {WITHIN: 0, CORRECTED: 1, OUT: 2}
_LOOKS = {WITHIN: Style.GOOD, CORRECTED: Style.NUMBER, OUT: Style.DANGER}
_FAR = 4.0
"""How many times the span of the values a limit may lie away and still be drawn."""

_GUTTER = 14
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Dot:
    """A value to draw.

    Attributes:
        value: Finite.
        out: Whether it is out of its limits.
        corrected: Whether it was corrected.
        day: What stands under it, such as a date.
    """

    value: float
    out: bool = False
    corrected: bool = False
    day: str = ""

    @property
    def sign(self) -> str:
        """How it is drawn."""
        return OUT if self.out else CORRECTED if self.corrected else WITHIN


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit to draw; a hard one is drawn double."""

    name: str
    value: float
    hard: bool = False


def sparkline(values: Sequence[float], width: int) -> str:
    """The values as blocks from lowest to highest; the last ones where there are too many.

    Args:
        values: Finite, oldest first.
        width: Columns, at least 1.
    """
    shown = values[-width:]
    if not shown:
        return ""
    scale = _Scale(min(shown), max(shown))
    return "".join(_BLOCKS[round(scale.share(value) * (len(_BLOCKS) - 1))] for value in shown)


def plot(dots: Sequence[Dot], rules: Sequence[Rule], width: int, height: int = 10) -> list[Line]:
    """The values from left to right, oldest first, with the limits as lines across.

    Args:
        dots: At least one; several stand in one column where there are more than columns.
        rules: Limits; one that lies far from all values is not drawn: `undrawn` names it.
        width: Columns, at least 20.
        height: Rows of the plot itself, at least 3; labels below come on top of that.

    Returns:
        Lines of at most `width` columns; none without values.
    """
    if not dots:
        return []
    width, height = max(width, _NARROWEST), max(height, 3)
    drawn = _drawn(dots, rules)
    ends = [dot.value for dot in dots] + [rule.value for rule in drawn]
    scale = _Scale(min(ends), max(ends))
    labels = _labels(drawn, scale, height)
    gutter = max(cells(label) for label in labels.values())
    room = width - gutter - 2
    grid = _Grid(room, height)
    for rule in drawn:
        grid.across(scale.row(rule.value, height), "═" if rule.hard else "─")
    columns = [_column(at, len(dots), room) for at in range(len(dots))]
    for column, dot in zip(columns, dots, strict=True):
        grid.put(scale.row(dot.value, height), column, dot.sign)
    lines: list[Line] = []
    for row in range(height):
        label = labels.get(row, "").rjust(gutter)
        lines.append(((f"{label} ", Style.DIM), ("┤" if row in labels else "│", Style.DIM),
                      *grid.spans(row)))  # fmt: skip
    lines.append((((" " * (gutter + 1)) + "└" + "─" * room, Style.DIM),))
    days = _days([dot.day for dot in dots], columns, room)
    if days:
        lines.append(((" " * (gutter + 2) + days, Style.DIM),))
    return lines


def undrawn(dots: Sequence[Dot], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The limits that lie too far from the values to be drawn with them."""
    kept = _drawn(dots, rules)
    return tuple(rule for rule in rules if rule not in kept)


class _Scale:
    """From values to shares of the way from the lowest to the highest."""

    def __init__(self, low: float, high: float) -> None:
        # The difference of two finite numbers may not be finite: then halves are compared.
        self._half = 0.5 if high - low == float("inf") else 1.0
        self._low, self._high = low * self._half, high * self._half
        self.ends = (low, high)

    def share(self, value: float) -> float:
        """0 for the lowest, 1 for the highest; a half where all are the same."""
        span = self._high - self._low
        if span <= 0:
            return 0.5
        return min(1.0, max(0.0, (value * self._half - self._low) / span))

    def row(self, value: float, height: int) -> int:
        """Counted from the top, which is 0."""
        return height - 1 - round(self.share(value) * (height - 1))


class _Grid:
    """Signs in rows and columns."""

    def __init__(self, width: int, height: int) -> None:
        self._rows: list[list[str]] = [[" "] * width for _ in range(height)]

    def across(self, row: int, sign: str) -> None:
        """A line from one side to the other; a double one stays."""
        if self._rows[row][0] != "═":
            self._rows[row] = [sign] * len(self._rows[row])

    def put(self, row: int, column: int, sign: str) -> None:
        """A sign; one that says more stays."""
        there = self._rows[row][column]
        if _RANK.get(there, -1) <= _RANK[sign]:
            self._rows[row][column] = sign

    def spans(self, row: int) -> Iterator[Span]:
        """A row, in pieces of one look."""
        text, look = "", None
        for sign in self._rows[row]:
            own = _LOOKS.get(sign, Style.DIM if sign in "─═" else None)
            if own is not look and text:
                yield text, look
                text = ""
            text, look = text + sign, own
        yield text, look


def _drawn(dots: Sequence[Dot], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    values = [dot.value for dot in dots]
    if not values:
        return ()
    low, high = min(values), max(values)
    # Where all values are the same, their size is the measure.
    reach = (high / _FAR - low / _FAR) * _FAR * _FAR or abs(high) * _FAR or 1.0
    return tuple(rule for rule in rules if low - reach <= rule.value <= high + reach)


def _labels(rules: Sequence[Rule], scale: _Scale, height: int) -> dict[int, str]:
    """Row → what stands before it: limits by name, and where there is room the ends."""
    labels: dict[int, str] = {}
    for rule in rules:
        row = scale.row(rule.value, height)
        words = f"{rule.name} {rule.value:g}"
        words = words if cells(words) <= _GUTTER else rule.name
        both = f"{labels[row]}, {rule.name}" if row in labels else words
        labels[row] = both if cells(both) <= _GUTTER else labels[row]
    low, high = scale.ends
    labels.setdefault(scale.row(high, height), f"{high:g}")
    labels.setdefault(scale.row(low, height), f"{low:g}")
    return labels


def _column(at: int, count: int, room: int) -> int:
    """Where a value stands: side by side, spread over the room where they are many or few."""
    if count == 1:
        return room // 2
    return round(at * (room - 1) / (count - 1))


def _days(days: Sequence[str], columns: Sequence[int], room: int) -> str:
    """The first and last day, and those between that have room, each under its value."""
    text = [" "] * room
    free = 0
    last = len(days) - 1
    tail = max(0, min(columns[last] - len(days[last]) + 1, room - len(days[last])))
    for at, day in enumerate(days):
        start = tail if at == last else min(columns[at], room - len(day))
        ends = start + len(day)
        too_late = at != last and ends + 1 > tail
        if not day or start < free or (too_late and last > 0):
            continue
        text[start:ends] = day
        free = ends + 2
    return "".join(text)[:room].rstrip()
