"""What a search found as rows of a list: two to a page, and words for how fresh it is.

Pure. Rows are cut to the width with a sign where more follows: a look at the page has the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flowhelp.search.analysis import fold
from flowhelp.typeset.layout import cells
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.terminal import one_line

if TYPE_CHECKING:
    from flowhelp.search.results import Hit
    from flowhelp.usecases.freshness import Fresh

_WORD = re.compile(r"\w+")
_SHORTEST_STEM = 4
_ENDING = 3
"""Letters at the end of a word that may differ: `restore`, `restoring`."""

_INDENT: Span = ("  ", None)
_MORE = "…"
_WIDE = 70
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_WEEKS, _DAYS_A_WEEK = 21, 7


def hit_rows(  # noqa: PLR0913 (what a hit is shown with)
    hit: Hit, width: int, marks: Sequence[str], fresh: Fresh | None, now: datetime, *, source: bool
) -> tuple[Line, Line]:
    """A hit in two rows: title and kind, then what matches in it and how fresh it is.

    Args:
        hit: What was found.
        width: Columns.
        marks: Words to mark, as `keystrokes.Answers.marks` gives them.
        fresh: How fresh it is, or None while that is not known.
        now: For how long ago it was done.
        source: Whether to name its library.
    """
    kind = [hit.type, *([hit.source] if source else [])]
    title = marked(one_line(hit.title), marks, Style.HEADING)
    about: Line = ((" · ".join(map(one_line, kind)), Style.DIM),)
    # In few columns what matches needs the room, and the look at the page says it anyway.
    says_little = fresh is not None and fresh.done is None and fresh.review is None
    known = () if says_little and width < _WIDE else freshness(fresh, now)
    return (
        beside(title, about, width),
        beside((_INDENT, *_matching(hit, marks)), known, width),
    )


def _matching(hit: Hit, marks: Sequence[str]) -> Iterator[Span]:
    """The step that answers, and the line that matched where that says more."""
    snippet = one_line(hit.snippet)
    if hit.step is not None:
        title = one_line(hit.step.title)
        yield f"▸ {hit.step.n}. ", Style.NUMBER
        yield from marked(title, marks, None)
        if not snippet or snippet in title or title in snippet:
            return
        yield " — ", Style.DIM
    if snippet:
        yield from marked(snippet, marks, Style.DIM)
    elif hit.step is None:
        yield one_line(hit.id), Style.DIM


def freshness(fresh: Fresh | None, now: datetime) -> Line:
    """How fresh a page is, each part with a sign and in words; nothing while it is not known."""
    if fresh is None:
        return ()
    parts: list[Span] = []
    if fresh.review is not None:
        parts += [(f"! review passed {fresh.review}", Style.WARNING), ("  ", None)]
    if fresh.done is None:
        return (*parts, ("○ never done here", Style.DIM))
    who = one_line(fresh.done.by) or "you"
    return (*parts, (f"✓ done {since(fresh.done.at, now)} by {who}", Style.GOOD))


def since(at: datetime, now: datetime) -> str:
    """How long it is since, or until, in the largest unit that fits: `3 days ago`, `in 2 hours`."""
    seconds = (now - at).total_seconds()
    for size, unit in _UNITS:
        count = int(abs(seconds) // size)
        if count:
            if unit == "day" and count >= _WEEKS:
                count, unit = count // _DAYS_A_WEEK, "week"  # noqa: PLW2901
            words = f"{count} {unit}{'s' * (count != 1)}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now" if seconds >= 0 else "now"


def marked(text: str, marks: Sequence[str], look: Style | None) -> Line:
    """The text with its words that are one of `marks`, or end otherwise, in `Style.FOUND`."""
    spans: list[Span] = []
    at = 0
    for word in _WORD.finditer(text):
        folded = fold(word[0]).lower()
        if any(_is_meant(folded, mark) for mark in marks):
            spans += [(text[at : word.start()], look), (word[0], Style.FOUND)]
            at = word.end()
    spans.append((text[at:], look))
    return tuple(span for span in spans if span[0])


def _is_meant(word: str, mark: str) -> bool:
    """Whether a word of a text is that of a question, or another form of it."""
    if word.startswith(mark):
        return True
    stem = mark[: max(_SHORTEST_STEM, len(mark) - _ENDING)]
    return len(mark) > _SHORTEST_STEM and word.startswith(stem) and len(word) - len(stem) <= 4  # noqa: PLR2004


def beside(left: Line, right: Line, width: int) -> Line:
    """Left as far as there is room, right at the right edge; right has at most half of it."""
    right = clipped(right, width // 2)
    taken = sum(cells(text) for text, _ in right)
    room = width - (taken + 2 if taken else 0)
    left = clipped(left, room)
    gap = width - taken - sum(cells(text) for text, _ in left)
    return (*left, (" " * gap, None), *right) if taken else left


def clipped(line: Line, width: int) -> Line:
    """The line in at most `width` columns, with `…` where more follows."""
    if sum(cells(text) for text, _ in line) <= width:
        return line
    spans: list[Span] = []
    left = width - 1
    for text, look in line:
        need = cells(text)
        if need > left:
            spans.append((_fitting(text, left).rstrip(), look))
            break
        spans.append((text, look))
        left -= need
    return (*spans, (_MORE, Style.DIM)) if width > 0 else ()


def _fitting(text: str, room: int) -> str:
    used = 0
    for at, sign in enumerate(text):
        used += cells(sign)
        if used > room:
            return text[:at]
    return text
