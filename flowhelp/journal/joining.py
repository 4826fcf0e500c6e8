"""One chain from the parts of it that came at several times: each event of it once. Pure.

What one file withholds another may bring, and what both withhold begins and ends elsewhere in
each. Where two of them meet the hashes on both sides are known, so nothing is lost by a cut.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from flowhelp.journal.codec import Row
from flowhelp.journal.lines import Withheld

_ERASED = "erased"


def joined(rows: Sequence[Row], ranges: Sequence[Withheld]) -> list[Row | Withheld]:
    """The parts of a chain in order, no event in two of them.

    Ranges stay as they are where they meet nothing else. Where parts say different things of
    one event all of them stay, so that whoever reads them finds that out.

    Args:
        rows: Events of one device, by their numbers.
        ranges: Of the same device.
    """
    known = _hashes(rows, ranges)
    parts: list[Row | Withheld] = list(rows)
    if known is None:
        return sorted([*parts, *ranges], key=_span)
    numbers = [row.seq for row in rows]
    for first, last, why in _pieces(ranges):
        for begin, end in _between(numbers, first, last):
            device, ends = ranges[0].device, (known[begin - 1], known[end])
            parts.append(Withheld(device, begin, end, *ends, why))
    return sorted(parts, key=_span)


def _hashes(rows: Sequence[Row], ranges: Sequence[Withheld]) -> dict[int, str] | None:
    """The hash of each event that something is said of; None where that differs."""
    known: dict[int, str] = {}
    parts: list[Row | Withheld] = [*rows, *ranges]
    for part in parts:
        first, last = _span(part)
        for seq, sha256 in ((first - 1, part.prev), (last, part.sha256)):
            if known.setdefault(seq, sha256) != sha256:
                return None
    return known


def _pieces(ranges: Sequence[Withheld]) -> Iterator[tuple[int, int, str]]:
    """What is withheld, cut wherever a range begins or ends: first, last, and why."""
    changes: dict[int, list[tuple[str, int]]] = {}
    for part in ranges:
        changes.setdefault(part.first, []).append((part.why, 1))
        changes.setdefault(part.last + 1, []).append((part.why, -1))
    inside: Counter[str] = Counter()
    begin = 0
    for at in sorted(changes):
        reasons = sorted(+inside)
        if reasons:
            yield begin, at - 1, _ERASED if _ERASED in reasons else reasons[0]
        for why, step in changes[at]:
            inside[why] += step
        begin = at


def _between(numbers: Sequence[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a range in which none of the numbers is."""
    begin = first
    for number in numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]:
        if begin < number:
            yield begin, number - 1
        begin = number + 1
    if begin <= last:
        yield begin, last


def _span(part: Row | Withheld) -> tuple[int, int]:
    return (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)
