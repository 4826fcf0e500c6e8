"""Whether chains are what was written, by all that was ever published of them. Pure.

Every flaw has a name, a device and a number: an event that was edited, is missing, came twice or
out of order, a tail that was cut off, a chain of which there are two, a clock that ran ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from flowhelp.ids import DeviceId, EventId
from flowhelp.journal.chain import Head
from flowhelp.journal.codec import Row, stamp
from flowhelp.journal.events.common import NO_EVENT
from flowhelp.journal.following import Chain, Flaw, Kind, Link
from flowhelp.journal.lines import Withheld

AHEAD = timedelta(days=1)
"""How far the clock of an event may be ahead of the one here."""

WARNINGS = frozenset({Kind.FUTURE})
"""What may be so without anybody having changed anything: clocks lie."""


def flaws(rows: Iterable[Row], heads: Iterable[Head], now: datetime) -> Iterator[Flaw]:
    """What is wrong with the chains of a journal, device by device, in the order of the events.

    Args:
        rows: By device, and in the order of their numbers; read once, and not kept.
        heads: All that were published; without one, a tail that was cut off or written anew
            cannot be found.
        now: To find what was written in the future.
    """
    told = _told(heads)
    seen = set()
    for device, own in groupby(rows, key=lambda row: row.device):
        seen.add(device)
        later: list[Flaw] = []
        chain = Chain(device, told.get(device, ()))
        yield from chain.follow(_links(own, now, later))
        yield from later
    for device in sorted(told.keys() - seen):
        yield from Chain(device, told[device]).follow(())


def flaws_of_lines(
    parts: Iterable[Row | Withheld], heads: Iterable[Head], now: datetime
) -> tuple[Flaw, ...]:
    """What is wrong with lines that were exported, by device and number.

    Args:
        parts: As they stand in the file.
        heads: All that were published, those that stand in the file too.
        now: To find what was written in the future.
    """
    told, found = _told(heads), []
    brought: dict[DeviceId, dict[tuple[int, int], Row | Withheld]] = {}
    twice: dict[DeviceId, set[int]] = {}
    last: dict[DeviceId, int] = {}
    ids: dict[EventId, int] = {}
    for part in parts:
        first, end = _span(part)
        known = brought.setdefault(part.device, {})
        there = known.get((first, end))
        if there is None:
            known[first, end] = part
            if first <= last.get(part.device, 0):
                found.append(_flaw(part, Kind.REORDERED, "stands after a later one"))
            if isinstance(part, Row) and ids.setdefault(part.id, part.seq) != part.seq:
                reason = f"has the id of event {ids[part.id]}"
                found.append(_flaw(part, Kind.REPLAYED, reason))
        elif there == part:
            found.append(_flaw(part, Kind.REPLAYED, "is there twice"))
        else:
            twice.setdefault(part.device, set()).add(end)
        last[part.device] = max(end, last.get(part.device, 0))
    for device in sorted({*told, *brought}):
        later: list[Flaw] = []
        chain = Chain(device, told.get(device, ()), twice.get(device, ()))
        own = [
            part for _, part in sorted(brought.get(device, {}).items(), key=lambda item: item[0])
        ]
        found += [*chain.follow(_links(own, now, later)), *later]
    return tuple(sorted(found, key=lambda flaw: (flaw.device, flaw.seq, flaw.kind)))


def _told(heads: Iterable[Head]) -> dict[DeviceId, Sequence[tuple[int, str]]]:
    told: dict[DeviceId, list[tuple[int, str]]] = {}
    for head in dict.fromkeys(heads):
        told.setdefault(head.device, []).append((head.seq, head.sha256))
    return {device: sorted(each) for device, each in told.items()}


def _links(parts: Iterable[Row | Withheld], now: datetime, later: list[Flaw]) -> Iterator[Link]:
    """What the parts say of the chain; what is from the future is noted beside."""
    for part in parts:
        if isinstance(part, Withheld):
            yield Link(part.first, part.last, part.prev, part.sha256, part.sha256)
            continue
        yield Link(part.seq, part.seq, part.prev, part.sha256, part.digest(), part.id)
        try:
            ahead = stamp(part.at) > now + AHEAD
        except ValueError:
            later.append(_flaw(part, Kind.UNREADABLE, f"has no time: {part.at!r}"))
            continue
        if ahead:
            reason = f"was written in the future by the clock here, {part.at}"
            later.append(_flaw(part, Kind.FUTURE, reason))


def _span(part: Row | Withheld) -> tuple[int, int]:
    return (part.seq, part.seq) if isinstance(part, Row) else (part.first, part.last)


def _flaw(part: Row | Withheld, kind: Kind, reason: str) -> Flaw:
    name = part.id if isinstance(part, Row) else NO_EVENT
    return Flaw(part.device, _span(part)[1], kind, reason, name)
