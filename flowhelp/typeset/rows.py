"""Lines as rows of a window: nothing wider than it, and where in them links stand.

Pure. Columns are counted from 0, in cells of a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flowhelp.typeset.layout import cells, seen
from flowhelp.typeset.styles import Line, Link, Span, Style

CONTINUED: Span = ("⤷ ", Style.DIM)
"""What stands before the rest of a line that was too wide."""

_TAB = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one row.

    Attributes:
        row: Counted from 0.
        start: First column; `end` is the one behind the last.
    """

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link or picture in the rows.

    Attributes:
        link: What it is and where it leads.
        text: Its words.
        places: Where they stand; more than one where they go on in the next row.
    """

    link: Link
    text: str
    places: tuple[Place, ...]


def rows(lines: Iterable[Line], width: int) -> Iterator[Line]:
    """The lines in rows of at most `width` columns; what is wider goes on in the next row."""
    for line in lines:
        for part in _split(seen(line)):
            yield from _folded(part, max(width, 8))


def _split(line: Line) -> Iterator[Line]:
    """One line for each line feed in it, tabs opened up."""
    spans: list[Span] = []
    for text, look in line:
        first, *more = text.expandtabs(_TAB).split("\n")
        spans.append((first, look))
        for part in more:
            yield tuple(spans)
            spans = [(part, look)]
    yield tuple(spans)


def _folded(line: Line, width: int) -> Iterator[Line]:
    if sum(cells(text) for text, _ in line) <= width:
        yield line
        return
    row: list[Span] = []
    left = width
    for text, look in line:
        rest = text
        while rest:
            fits = _fitting(rest, left)
            row.append((rest[:fits], look))
            left -= cells(rest[:fits])
            rest = rest[fits:]
            if rest:
                yield tuple(row)
                row, left = [CONTINUED], width - cells(CONTINUED[0])
    yield tuple(row)


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into so many columns."""
    if text.isascii():
        return max(0, room)
    used = 0
    for number, sign in enumerate(text):
        used += cells(sign)
        if used > room:
            return number
    return len(text)


def anchors(shown: Sequence[Line]) -> tuple[Anchor, ...]:
    """The links in the rows, in their order."""
    found: list[Anchor] = []
    for number, row in enumerate(shown):
        column = 0
        for text, look in row:
            width = cells(text)
            if isinstance(look, Link) and text.strip():
                place = Place(number, column, column + width)
                if found and found[-1].link is look:
                    last = found.pop()
                    found.append(Anchor(look, f"{last.text}{text}", (*last.places, place)))
                else:
                    found.append(Anchor(look, text, (place,)))
            column += width
    return tuple(found)
