"""What became of the steps of an open run whose page has changed (FORMAT.md §5.3)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from flowhelp.content import Procedure, Step
from flowhelp.ids import StepId
from flowhelp.journal.events import Changes, Line
from flowhelp.walkthrough.plan import Plan
from flowhelp.walkthrough.undoing import PREFIX

SIMILAR = 0.75
"""Steps whose words are at least this much alike are the same step, edited."""

_MOST_COMPARED = 40_000
"""Pairs of titles that are compared at most; a page that was written anew is not aligned."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What became of each step, as (before, now) pairs.

    Attributes:
        kept: The same, in the same place.
        moved: The same, in another order.
        changed: Worded otherwise.
        added: New ones.
        removed: Those that are gone.
    """

    kept: tuple[tuple[Line, Line], ...] = ()
    moved: tuple[tuple[Line, Line], ...] = ()
    changed: tuple[tuple[Line, Line], ...] = ()
    added: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """(old sid, new sid) of steps that are the same under another name, and of undoing them."""
        pairs = [(old.sid, new.sid) for old, new in self.changed if old.sid != new.sid]
        undo = [(f"{PREFIX}{old}", f"{PREFIX}{new}") for old, new in pairs]
        return (*pairs, *undo)

    @property
    def only_details(self) -> bool:
        """Whether no action changed, so that what did is in details that no record keeps."""
        return not (self.moved or self.changed or self.added or self.removed)


@dataclass(frozen=True, slots=True)
class DriftDemand:
    """The page has changed since the walk began: the person stays, or moves with a reason.

    Attributes:
        steps_hash: The version it has now.
    """

    steps_hash: str

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        return "the page has changed, and nobody has said whether to stay or to move"


@dataclass(frozen=True, slots=True)
class UnreadDemand:
    """What changed is to be read and signed for, before anything is done."""

    changes: Changes

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        return "what changed on the page has to be read and signed first"


def contents(plan: Plan) -> tuple[Line, ...]:
    """The table of contents of a plan, in the order of the page."""
    mine = {step.sid for step in (*plan.steps, *plan.groups)}
    walked = [step for step in plan.procedure.walked() if step.sid in mine]
    return tuple(Line(step.sid, step.n, step.title) for step in walked or plan.steps)


def drift(
    old: Sequence[Line], new: Sequence[Line], edited: Collection[StepId] = frozenset()
) -> Drift:
    """The steps of two versions of a page, aligned by name, then by their words.

    Args:
        old: Table of contents of the version that was followed.
        new: That of the version at hand.
        edited: Steps of the same name whose details differ (`edited`).
    """
    before = {line.sid: line for line in old}
    names = {line.sid for line in new}
    gone = [line for line in old if line.sid not in names]
    fresh = [line for line in new if line.sid not in before]
    alike = _alike(gone, fresh)
    pairs = [(before[line.sid], line) for line in new if line.sid in before]
    stay = _in_order([_place(old, pair[0].sid) for pair in pairs])
    kept: list[tuple[Line, Line]] = []
    moved: list[tuple[Line, Line]] = []
    changed: list[tuple[Line, Line]] = []
    for number, pair in enumerate(pairs):
        if _words(pair[0]) != _words(pair[1]) or pair[1].sid in edited:
            changed.append(pair)
        else:
            (kept if number in stay else moved).append(pair)
    taken = {each.sid for pair in alike for each in pair}
    return Drift(
        kept=tuple(kept),
        moved=tuple(moved),
        changed=(*changed, *alike),
        added=tuple(line for line in fresh if line.sid not in taken),
        removed=tuple(line for line in gone if line.sid not in taken),
    )


def edited(old: Procedure, new: Procedure) -> frozenset[StepId]:
    """Steps of both versions that say something else: other detail, limits, commands, ways."""
    before = {step.sid: _said(step) for step in old.walked()}
    return frozenset(
        step.sid for step in new.walked() if step.sid in before and before[step.sid] != _said(step)
    )


def _alike(gone: Sequence[Line], fresh: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Pairs of an old and a new step that are one step, edited; the most alike first."""
    if len(gone) * len(fresh) > _MOST_COMPARED:
        return []
    scores = []
    for i, old in enumerate(gone):
        matcher = SequenceMatcher(b=_words(old), autojunk=False)
        for j, new in enumerate(fresh):
            matcher.set_seq1(_words(new))
            if matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR:
                scores.append((-matcher.ratio(), abs(i - j), i, j))
    found: list[tuple[Line, Line]] = []
    used: set[StepId] = set()
    for score, _, i, j in sorted(scores):
        pair = gone[i], fresh[j]
        if -score >= SIMILAR and not used & {line.sid for line in pair}:
            used |= {line.sid for line in pair}
            found.append(pair)
    return found


def _in_order(places: Sequence[int]) -> frozenset[int]:
    """Which of these places form the longest rising row: those that did not move.

    Source: patience sorting, Aldous and Diaconis 1999, section 1.
    """
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        ends[pile : pile + 1] = [number]
    found = []
    last = ends[-1] if ends else -1
    while last >= 0:
        found.append(last)
        last = before[last]
    return frozenset(found)


def _place(lines: Sequence[Line], sid: StepId) -> int:
    return next(place for place, line in enumerate(lines) if line.sid == sid)


def _words(line: Line) -> str:
    return " ".join(line.title.split()).casefold()


def _said(step: Step) -> Step:
    """A step without what depends on where in the file it stands."""
    blocks = tuple(replace(block, line=0) for block in step.blocks)
    return replace(step, n="", phase="", steps=(), line=0, end=0, blocks=blocks)
