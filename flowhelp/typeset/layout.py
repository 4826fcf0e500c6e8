"""Spans of text laid out in columns of a terminal: wrapping, and tables.

Pure: lines go in and come out as values. No word is ever cut off or left out;
what does not fit goes on in the next line.
"""

from __future__ import annotations

from itertools import zip_longest

from flowhelp.typeset.styles import Style
from flowhelp.typeset.terminal import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flowhelp.typeset.styles import Line, Look, Span

_GAP = "  "
_NARROWEST = 12
_SINGLE_BELOW = "\u0300"
"""Every printable character before the combining marks takes one column."""

_ALSO_SINGLE = frozenset("▸…–—‘’“”•→←─│⟨⟩␛")
"""So do these, which we and many authors write."""


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes, at least 0."""
    if text.isascii() or (
        text.isprintable() and all(char < _SINGLE_BELOW or char in _ALSO_SINGLE for char in text)
    ):
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - only for text beyond ASCII

    return cell_len(text)


def seen(spans: Iterable[Span]) -> Line:
    """The same spans with their text made visible, so that its width is known."""
    return tuple((visible(text), style) for text, style in spans)


def wrapped(
    spans: Iterable[Span], width: int, *, first: Sequence[Span] = (), rest: Sequence[Span] = ()
) -> list[Line]:
    """The spans in lines of at most `width` columns.

    A line feed in a span ends the line. A word longer than a line is broken.

    Args:
        spans: What to lay out.
        width: Columns, the prefix included; prefixes that leave too little room overflow.
        first: What stands before the first line.
        rest: What stands before each other line.

    Returns:
        At least one line.
    """
    room = max(_NARROWEST, width - max(_width(first), _width(rest)))
    lines = _folded(seen(spans), room)
    return [(*(rest if number else first), *line) for number, line in enumerate(lines)]


def _folded(spans: Line, room: int) -> list[Line]:
    lines: list[list[Span]] = [[]]
    left = room
    for text, style in spans:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                left = room
            for piece in _pieces(part):
                left = _placed(lines, piece, style, left, room)
    return [trimmed(line) for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """Gaps of blanks and tabs, and what stands between them, in turn."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (text[end] in " \t") != (text[start] in " \t"):
            yield text[start:end]
            start = end


def _placed(lines: list[list[Span]], piece: str, style: Look | None, left: int, room: int) -> int:
    """Put one word or gap behind the last line, or into a new one; return the room left."""
    need = cells(piece)
    line = lines[-1]
    if need <= left:
        if line and line[-1][1] is style:
            line[-1] = (line[-1][0] + piece, style)
        else:
            line.append((piece, style))
        return left - need
    if piece.isspace():
        return 0
    if left < room:
        lines.append([])
    for part in _broken(piece, room):
        if lines[-1]:
            lines.append([])
        lines[-1].append((part, style))
    return room - cells(lines[-1][-1][0])


def _broken(word: str, room: int) -> list[str]:
    """A word in parts of at most `room` columns."""
    step = room if word.isascii() or cells(word) <= room else max(1, room // 2)
    return [word[start : start + step] for start in range(0, len(word), step)]


def trimmed(line: Sequence[Span]) -> Line:
    """The line without blanks at its end."""
    kept = list(line)
    while kept and not kept[-1][0].strip():
        kept.pop()
    if kept:
        kept[-1] = (kept[-1][0].rstrip(), kept[-1][1])
    return tuple(kept)


def _width(spans: Iterable[Span]) -> int:
    return sum(cells(text) for text, _ in spans)


def table(rows: Sequence[Sequence[Line]], width: int, *, head: bool = True) -> list[Line]:
    """Rows in columns side by side, or one value a line where columns would be too narrow.

    Args:
        rows: Cells, row by row; rows may differ in length.
        width: Columns of the terminal.
        head: Whether the first row names the columns.
    """
    count = max((len(row) for row in rows), default=0)
    if not count:
        return []
    cells_of = [[seen(cell) for cell in (*row, *[()] * (count - len(row)))] for row in rows]
    natural = [max(_natural(row[number]) for row in cells_of) for number in range(count)]
    widths = _fitted(natural, width - len(_GAP) * (count - 1))
    if widths is None:
        return _records(cells_of, width, head=head)
    lines = [line for row in cells_of for line in _row(row, widths)]
    if head and len(rows) > 1:
        height = len(_row(cells_of[0], widths))
        rule: Line = ((_GAP.join("─" * columns for columns in widths), Style.DIM),)
        lines.insert(height, rule)
    return lines


def _natural(cell: Line) -> int:
    return max(cells(part) for part in "".join(text for text, _ in cell).split("\n"))


def _fitted(natural: list[int], width: int) -> list[int] | None:
    """Widths that together fit: the widest columns give way. None when that is too narrow."""
    if sum(natural) <= width:
        return natural
    narrow: set[int] = set()
    share = width // len(natural)
    while small := {n for n, own in enumerate(natural) if own <= share} - narrow:
        narrow |= small
        rest = width - sum(natural[number] for number in narrow)
        share = rest // (len(natural) - len(narrow))
    if share < _NARROWEST:
        return None
    return [own if number in narrow else share for number, own in enumerate(natural)]


def _row(row: Sequence[Line], widths: Sequence[int]) -> list[Line]:
    columns = [_folded(cell, room) for cell, room in zip(row, widths, strict=True)]
    lines: list[Line] = []
    for parts in zip_longest(*columns, fillvalue=()):
        spans: list[Span] = []
        for part, room in zip(parts, widths, strict=True):
            spans += [*part, (" " * (room - _width(part)) + _GAP, None)]
        lines.append(trimmed(spans))
    return lines


def _records(rows: Sequence[Sequence[Line]], width: int, *, head: bool) -> list[Line]:
    """Each row as lines of ``name: value``, rows apart by an empty line."""
    names = ["".join(text for text, _ in cell) for cell in rows[0]] if head else []
    lines: list[Line] = []
    for row in rows[1:] if head and len(rows) > 1 else rows:
        for number, cell in enumerate(row):
            name = names[number] if number < len(names) else ""
            if cell:
                first: list[Span] = [(f"{name}: ", Style.DIM)] if name else []
                lines += wrapped([*first, *cell], width, rest=[(_GAP, None)])
        lines.append(())
    return lines[:-1]
