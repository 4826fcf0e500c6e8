"""What the walk screen shows of a walk: its head, and a step as the person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from flowhelp.content import Step
from flowhelp.typeset.around import left_words, together_lines
from flowhelp.typeset.heads import ended_lines
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.walked import above, step_lines, where, worded
from flowhelp.typeset.words import inline
from flowhelp.usecases.durations import time_left
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk

_WIDE = 100
_MOST_ABOVE = 8
"""Lines above a step with which it still stands in a small window."""


def head(session: WalkSession, width: int) -> Content:
    """Which walk it is, inside which others, how far it is, and how long it will take."""
    walk = session.walk
    titles = [walk.plan.procedure.title]
    parent = session.parent
    while parent is not None:
        titles.insert(0, parent.walk.plan.procedure.title)
        parent = parent.parent
    settled, total = walk.count
    facts = [f"{settled} of {total}", f"{walk.use} use"]
    if not session.kept:
        facts.append("nothing is recorded")
    elif width >= _WIDE:
        facts.append(f"run {walk.run[-8:]}")
    if walk.rollback:
        facts.insert(0, "ROLLBACK")
    left = left_words(time_left(session)).partition(", by ")[0].rstrip(".")
    if left:
        facts.insert(1, left)
    bar = _bar(settled, total, max(8, min(24, width - 66)))
    title = one_line(" › ".join(titles))
    return Content.assemble((title, "bold"), "\n", (f"{bar} ", "$primary"), " · ".join(facts))


def shown(
    session: WalkSession, step: Step | None, width: int, *, why: bool, looked: bool
) -> Iterator[Line]:
    """The step that is looked at, or how the walk ended; as `step_view`."""
    if session.walk.ended is not None:
        yield from ended_view(session.walk, width)
    elif step is not None:
        yield from step_view(session, step, width, why=why, looked=looked)


def step_view(
    session: WalkSession, step: Step, width: int, *, why: bool, looked: bool
) -> Iterator[Line]:
    """A step with its place, and what is written above it.

    Args:
        session: The walk.
        step: Which step.
        width: Columns.
        why: Whether reasons and key points are shown.
        looked: Whether it is only looked at, and not the one at hand.
    """
    walk = session.walk
    if looked:
        at = walk.next_step
        words = f"You look at step {step.n}; the walk is at step {at.n}." if at else ""
        yield from wrapped([(f"{words} Escape goes back there.", Style.WARNING)], width)
    else:
        yield from wrapped([(where(walk, step), Style.DIM)], width)
    before = tuple(above(walk, step, width, targets=False))
    if len(before) > _MOST_ABOVE:  # so that nobody takes what leads up to the step for the step
        title = [(f"{step.n}. ", Style.NUMBER), *inline(worded(walk, step.title), targets=False)]
        yield from wrapped([("Further down: ", Style.DIM), *title], width, rest=[("  ", None)])
    yield from before
    yield from together_lines(walk, step, width)
    yield from step_lines(walk, step, width, asked=False, coach=why, targets=False)
    if not looked:
        yield from _then(walk, step, width)


def ended_view(walk: Walk, width: int) -> Iterator[Line]:
    """How a walk ended, and where to go from there."""
    yield from ended_lines(walk, width)
    yield ()
    yield (("Enter or q leaves; Ctrl+L shows what was done.", Style.DIM),)


def _then(walk: Walk, step: Step, width: int) -> Iterator[Line]:
    """What comes after it, as the path is now."""
    waiting = [each for each in walk.in_play if walk.open(each.sid) and each.sid != step.sid]
    for number, each in enumerate(waiting[:_MOST_NEXT]):
        if number == 0:
            yield ()
        first: list[Span] = [("Then  " if number == 0 else "      ", Style.DIM)]
        words: list[Span] = [(f"{each.n}. {worded(walk, each.title)}", Style.DIM)]
        yield from wrapped(words, width, first=first, rest=[(" " * 9, None)])


_MOST_NEXT = 3


def _bar(settled: int, total: int, width: int) -> str:
    full = round(width * settled / total) if total else width
    return "━" * full + "╌" * (width - full)
