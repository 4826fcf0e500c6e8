"""How far an LRS was read, and from when on it is read next. Pure.

A store whose `since` goes by what was *stored* is asked for what is new, and has it. One whose
`since` goes by when work was *done* cannot be asked that: what comes from a machine that was
offline lies among what is known. So it is looked at from near and from far: days at each pull,
weeks each hour, everything each day. Nothing is missed; only what was done long before it came
is seen some time after it came.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flowhelp.journal.codec import canonical, stamp, written

OVERLAP = timedelta(seconds=60)
"""A statement may be seen later than one that was stored after it, in a store of many machines."""

STORED, TIMESTAMP = "stored", "timestamp"
_REMEMBERED = 100
_BEGIN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """One of the looks at a store that does not say what is new.

    Attributes:
        every: How long it is not done again; none at all for each pull.
        back: How old work may be when it is stored, to be seen by it; None for any age.
    """

    every: timedelta
    back: timedelta | None


LOOKS = (
    Look(timedelta(0), timedelta(days=2)),
    Look(timedelta(hours=1), timedelta(days=60)),
    Look(timedelta(days=1), None),
)
"""From near to far; each sees all that those before it see."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far an LRS was read.

    Attributes:
        stored: The latest moment of storing that was seen, RFC 3339 in UTC; empty at first.
        by: What its `since` goes by: stored, timestamp, or empty while that is unknown.
        ids: Of the last statements seen up to then, which come again as the time overlaps.
        looks: For each of `LOOKS` when it was last done, by the clock here, and the moment of
            storing up to which nothing was missed by it; empty before the first.
    """

    stored: str = ""
    by: str = ""
    ids: tuple[str, ...] = ()
    looks: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, cursor: str) -> Place:
        """The place a cursor names; the beginning for one that names none."""
        try:
            found = json.loads(cursor)
            looks = tuple((at, upto) for at, upto in found.get("looks", ()))
            place = cls(found["stored"], found["by"], tuple(found["ids"]), looks)
            for moment in (place.stored, *(moment for look in looks for moment in look)):
                stamp(moment)
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()
        return place if len(looks) in {0, len(LOOKS)} else replace(place, looks=())

    @property
    def cursor(self) -> str:
        """As text."""
        return canonical(
            {"by": self.by, "ids": self.ids, "looks": self.looks, "stored": self.stored}
        )

    def due(self, at: datetime) -> int:
        """Which of `LOOKS` is to be done now: the farthest whose time has come."""
        if not self.looks:
            return len(LOOKS) - 1
        ages = [at - stamp(done) for done, _ in self.looks]
        # A clock that was set back says nothing of when that was.
        return max(
            number
            for number, (look, age) in enumerate(zip(LOOKS, ages, strict=True))
            if number == 0 or age >= look.every or age < timedelta(0)
        )

    def begin(self, look: int) -> datetime:
        """From when on something may have been stored that is not known."""
        upto = self.stored
        if self.by != STORED:
            upto = self.looks[look][1] if self.looks else ""
        return _before(stamp(upto), OVERLAP) if upto else _BEGIN

    def since(self, look: int) -> datetime | None:
        """What to ask for; None for everything."""
        begin = self.begin(look)
        if begin == _BEGIN or self.by == STORED:
            return None if begin == _BEGIN else begin
        back = LOOKS[look].back
        return None if back is None else _before(begin, back)

    def further(self, key: str, at: datetime) -> Place:
        """The place after one statement more, and when that was stored."""
        ids = (*self.ids, key)[-_REMEMBERED:]
        latest = self.stored if self.stored and stamp(self.stored) >= at else written(at)
        return replace(self, stored=latest, ids=ids)

    def looked(self, look: int, at: datetime, through: datetime | None) -> Place:
        """The place after one of `LOOKS` was done to its end, and so all nearer ones.

        Args:
            look: Its number.
            at: When it began, by the clock here.
            through: Up to when the LRS, when it began, had told of all that is stored. What is
                stored while it is read may lie where was read already; None where it did not say.
        """
        if not self.stored or self.by == STORED:
            return replace(self, looks=())
        upto = self.stored if through is None else written(min(stamp(self.stored), through))
        before = self.looks or (("", ""),) * len(LOOKS)
        done = [
            (old if old and not each.every else written(at), upto)
            for each, (old, _) in zip(LOOKS[: look + 1], before, strict=False)
        ]
        return replace(self, looks=(*done, *before[look + 1 :]))


def _before(moment: datetime, by: timedelta) -> datetime:
    """So much earlier, or the beginning of time."""
    return moment - by if moment - _BEGIN > by else _BEGIN
