"""New events → what travels of them. Pure.

A run whose record is for the team travels; of any other only a range with the hashes at its
ends does. What one person performed is in parcels of its own, so that it can be erased alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from flowhelp.ids import DeviceId, RunId
from flowhelp.journal.codec import Row, UnreadableEventError, decode
from flowhelp.sync.lines import Withheld, lines_of, written
from flowhelp.sync.target import Parcel

MOST_BYTES, MOST_LINES = 1 << 20, 2_000
"""Of one parcel; a single line that is longer is alone in its own."""

DECIDING = ("run.started", "run.handed_over")
"""Types of the events that say who performs a run, and whether it may leave."""

TEAM = "team"
_NOBODY = "nobody"
_LONGEST_NAME = 40


@dataclass(slots=True)
class Runs:
    """Who performs each run, and which of them may leave."""

    leaves: dict[RunId, bool] = field(default_factory=dict)
    actors: dict[RunId, str] = field(default_factory=dict)

    def see(self, row: Row) -> None:
        """Take in an event; only those that are `DECIDING` matter."""
        if row.tag not in DECIDING:
            return
        from flowhelp.journal.events import RunHandedOver, RunStarted  # noqa: PLC0415 (40 ms)

        try:
            event = decode(row.tag, run=row.run, sid=row.sid, at=row.at, body=row.body)
        except UnreadableEventError:
            return  # then nobody said that it may leave
        if isinstance(event, RunStarted):
            self.leaves[row.run] = event.record == TEAM
            self.actors[row.run] = event.actor.id
        elif isinstance(event, RunHandedOver):
            self.actors[row.run] = event.to.id

    def may(self, row: Row) -> bool:
        """Whether that event may leave this machine; not where nobody said so."""
        return self.leaves.get(row.run, False)


@dataclass(slots=True)
class _Heap:
    """What goes into one parcel, so far."""

    month: str
    parts: list[Row | Withheld] = field(default_factory=list)
    size: int = 0


def parcels(rows: Sequence[Row], before: Iterable[Row], carrier: DeviceId) -> tuple[Parcel, ...]:
    """What travels of consecutive events of one device.

    Args:
        rows: In the order of their numbers.
        before: Earlier events of the same runs; only those that are `DECIDING` matter.
        carrier: Who brings them: the device that wrote them, or, where another machine goes
            under its name at the target, the one that this machine became.

    Returns:
        By the number of the first event in each; every event is in one of them, itself or as
        part of a range.
    """
    runs = Runs()
    for row in before:
        runs.see(row)
    leaves, actors = [], []
    for row in rows:
        runs.see(row)
        leaves.append(runs.may(row))
        actors.append(file_name(runs.actors.get(row.run, "") or _NOBODY))
    found = list(_heaps(rows, leaves, actors))
    made = (_parcel(actor, heap, carrier) for actor, heap in found)
    return tuple(sorted(made, key=lambda parcel: (parcel.first, parcel.last)))


def file_name(actor: str) -> str:
    """A name for files that stands for a person; two people never have the same one.

    Returns:
        1 to 49 characters of a–z, A–Z, 0–9, `_` and `-`; the id itself where that is such.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", actor)[:_LONGEST_NAME]
    if plain == actor and actor:
        return actor
    return f"{plain}-{sha256(actor.encode()).hexdigest()[:8]}"


def _heaps(
    rows: Sequence[Row], leaves: Sequence[bool], actors: Sequence[str]
) -> Iterator[tuple[str, _Heap]]:
    """Parts by performer, in heaps that are not too large."""
    open_: dict[str, _Heap] = {}
    start = rows[0].seq if rows else 0
    last_actor = next((who for who, may in zip(actors, leaves, strict=True) if may), _NOBODY)
    for part in lines_of(rows, leaves=leaves):
        if isinstance(part, Row):
            place = part.seq - start
            last_actor = actors[place]  # a range goes with whoever stands before it
        else:
            place = part.first - start
        size = len(part.line.encode("utf-8")) + 1
        heap = open_.get(last_actor)
        if heap and (heap.size + size > MOST_BYTES or len(heap.parts) >= MOST_LINES):
            yield last_actor, open_.pop(last_actor)
            heap = None
        if heap is None:
            heap = open_[last_actor] = _Heap(rows[place].at[:7].replace("-", "/"))
        heap.parts.append(part)
        heap.size += size
    yield from open_.items()


def _parcel(actor: str, heap: _Heap, carrier: DeviceId) -> Parcel:
    start, end = heap.parts[0], heap.parts[-1]
    first = start.seq if isinstance(start, Row) else start.first
    last = end.seq if isinstance(end, Row) else end.last
    # Numbers of another chain: its name keeps them apart from those of the carrier's own.
    who = actor if start.device == carrier else f"{actor}~{start.device}"
    key = f"{heap.month}/{who}.{carrier}.{first}-{last}.jsonl"
    return Parcel(key, written(heap.parts), carrier, first, last)
