"""Where words stand in the rows of a window, also where they go on in the next row.

Pure. Columns are counted from 0, in cells of a terminal.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from flowhelp.typeset.layout import cells
from flowhelp.typeset.rows import CONTINUED, Place
from flowhelp.typeset.styles import Line

Match = tuple[Place, ...]
"""Where words stand once: a stretch of each row that has some of them, at least one."""

_BROKEN = f"(?:\n{CONTINUED[0]})?"
"""Between two letters of a line that was too wide for the window."""
_SPACES = re.compile(r" +")
_EDGE = " │"
"""What may stand before words that go on: room, and the bar of a quotation."""


def matches(shown: Sequence[Line], words: str) -> tuple[Match, ...]:
    """Where the words stand in the rows, in any case; nothing for no words.

    A blank of the words is also where a row ends and the next one goes on.
    """
    if not words.strip():
        return ()
    texts = ["".join(part for part, _ in row) for row in shown]
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    folded = "\n".join(map(_folded, texts))
    found = (
        tuple(_places(texts, starts, match.start(), match.end()))
        for match in _pattern(words).finditer(folded)
    )
    return tuple(match for match in found if match)


def in_row(found: Sequence[Match], row: int) -> Iterator[tuple[int, Place]]:
    """(place of the match, counted from 0, and its stretch) of each match in that row."""
    for at, match in enumerate(found):
        for place in match:
            if place.row == row:
                yield at, place


def _folded(text: str) -> str:
    """The text in one case, and as long as before."""
    tries = (text.casefold(), text.lower())
    return next((each for each in tries if len(each) == len(text)), text)


def _pattern(words: str) -> re.Pattern[str]:
    parts: list[str] = []
    at = 0
    folded = words.casefold()
    for blank in _SPACES.finditer(folded):
        parts += (_letters(folded[at : blank.start()]), _gap(len(blank[0])))
        at = blank.end()
    return re.compile("".join((*parts, _letters(folded[at:]))))


def _letters(word: str) -> str:
    return _BROKEN.join(map(re.escape, word))


def _gap(blanks: int) -> str:
    return f"(?: {{{blanks}}}| {{0,{blanks}}}\n(?:{CONTINUED[0]})?[{_EDGE}]*)"


def _places(texts: Sequence[str], starts: Sequence[int], begin: int, end: int) -> Iterator[Place]:
    """The stretches of rows between two letters of them all, without the edges of the rows."""
    for row in range(bisect_right(starts, begin) - 1, len(texts)):
        if starts[row] >= end:
            return
        text = texts[row]
        first, last = max(0, begin - starts[row]), min(len(text), end - starts[row])
        if starts[row] > begin:
            edge = text[first:last].removeprefix(CONTINUED[0]).lstrip(_EDGE)
            first = last - len(edge)
        if first < last:
            start = cells(text[:first])
            yield Place(row, start, start + cells(text[first:last]))
