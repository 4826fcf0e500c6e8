"""A chain in parts, in whatever order they came: up to where it is whole, and what is wrong.

Every part says what it is chained to and what it ends in, and published heads say it again; a
chain is whole where all that is said about each event agrees and no event is missing. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flowhelp.ids import DeviceId, EventId
from flowhelp.journal.codec import GENESIS

_UNNAMED = EventId("")


class Kind(StrEnum):
    """What may be wrong with an event."""

    EDITED = "edited"
    MISSING = "missing"
    REORDERED = "reordered"
    REPLAYED = "replayed"
    FORKED = "forked"
    TRUNCATED = "truncated"
    FUTURE = "future-dated"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is wrong with a chain.

    Attributes:
        seq: Number of the event; 0 where it is none.
        id: Of the event; empty where it is not here.
        reason: What is wrong, to go on with after the event: `was changed after …`.
    """

    device: DeviceId
    seq: int
    kind: Kind
    reason: str
    id: EventId = _UNNAMED


@dataclass(frozen=True, slots=True)
class Link:
    """One event, or a range of events that are not here.

    Attributes:
        prev: Hash before the first of them; `sha256` that of the last.
        digest: What the hash of the event is now; as `sha256` for a range.
    """

    first: int
    last: int
    prev: str
    sha256: str
    digest: str
    id: EventId = _UNNAMED


@dataclass(slots=True)
class Chain:
    """One device's chain while it is followed.

    Attributes:
        heads: (number, hash) of all that were published.
        forks: Numbers of events of which there are two.
        seq: Up to where it was followed; `sha256` is the hash there, empty where unknown.
        sure: (number, hash) of the last event up to which nothing was wrong.
    """

    device: DeviceId
    heads: Sequence[tuple[int, str]] = ()
    forks: Collection[int] = ()
    seq: int = 0
    sha256: str = GENESIS
    sure: tuple[int, str] = (0, GENESIS)
    _near: dict[int, str] = field(default_factory=dict)
    _claims: dict[int, list[str]] = field(default_factory=dict)
    _vouched: tuple[int, str] = (0, GENESIS)
    _broken: bool = False

    def __post_init__(self) -> None:
        self.sure = (self.seq, self.sha256)
        known = [head for head in self.heads if head[0] <= self.seq]
        self._vouched = max(known, default=(0, GENESIS))
        self._near = {self.seq: self.sha256}
        for seq, sha256 in self.heads:
            self._claims.setdefault(seq, []).append(sha256)

    def follow(self, links: Iterable[Link]) -> Iterator[Flaw]:
        """What is wrong from here on, in the order of the events.

        Args:
            links: By their first number, then by their last; all that reach beyond `seq`.
        """
        for link in links:
            yield from self._lost(link)
            for flaw in self._added(link):
                self._broken = True
                yield flaw
            if not self._broken and self.sha256:
                self.sure = (self.seq, self.sha256)
        told = max(self._claims, default=0)
        if told > self.seq:
            reason = f"is missing at the end: a head was published for event {told}"
            yield Flaw(self.device, self.seq + 1, Kind.TRUNCATED, reason)

    def _lost(self, link: Link) -> Iterator[Flaw]:
        """The gap before a link."""
        if link.first <= self.seq + 1:
            return
        self._broken = True
        last = link.first - 1
        many = "is missing" if last == self.seq + 1 else f"and those up to {last} are missing"
        yield Flaw(self.device, self.seq + 1, Kind.MISSING, many)
        self._near = {}
        self.seq = last
        self.sha256 = ""

    def _added(self, link: Link) -> Iterator[Flaw]:
        if link.digest != link.sha256:
            yield self._flaw(link, Kind.EDITED, "was changed after it was written")
        before = self._near.get(link.first - 1)
        if before is not None and before != link.prev:
            yield self._unchained(link)
        if link.first > self.seq:
            self._near = {link.first - 1: link.prev}
        there = self._near.setdefault(link.last, link.sha256)
        if there != link.sha256:
            yield self._flaw(link, Kind.EDITED, "differs from the range that it is in")
        if link.last >= self.seq:
            self.seq, self.sha256 = link.last, there
        if any(link.first <= fork <= link.last for fork in self.forks):
            yield self._flaw(link, Kind.FORKED, "is there twice, and differs")
        yield from self._judged(link)

    def _unchained(self, link: Link) -> Flaw:
        if link.first == 1:
            return self._flaw(link, Kind.EDITED, "does not begin a chain")
        reason = f"is not the one that event {link.first} was chained to"
        return Flaw(self.device, link.first - 1, Kind.EDITED, reason)

    def _judged(self, link: Link) -> Iterator[Flaw]:
        """What heads say about the end of a link."""
        claims = self._claims.get(link.last, ())
        if any(each != link.sha256 for each in claims):
            # Which of the events since the last head that agrees was written anew, nobody knows.
            self._broken, self.sure = True, min(self.sure, self._vouched)
            since = self._vouched[0] + 1
            reach = "" if since == link.last else f", so one from {since} on was changed"
            yield self._flaw(link, Kind.EDITED, f"differs from the head published for it{reach}")
        elif claims and not self._broken:
            self._vouched = (link.last, link.sha256)

    def _flaw(self, link: Link, kind: Kind, reason: str) -> Flaw:
        return Flaw(self.device, link.last, kind, reason, link.id)
