"""What stands around a step: what to mind meanwhile, the time left, what to do when it fails."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.content import Label, Step
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.page import page
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.walked import INDENT, worded
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.advice import advice, banners
from flowhelp.walkthrough.estimate import Estimate
from flowhelp.walkthrough.order import from_memory, pause_point
from flowhelp.walkthrough.walk import SETTLED

_MOST_ROWS = 3
_NEVER = 0.5
"""Seconds below which nothing is said of the time left."""


def minding_lines(walk: Walk, step: Step | None, width: int) -> Iterator[Line]:
    """What has to be minded while a step is done, by those before it."""
    for banner in banners(walk):
        if step is not None and banner.step.sid == step.sid:
            continue
        until = f" (until step {banner.until})" if banner.until else ""
        head: list[Span] = [("Throughout: ", Style.WARNING)]
        words: list[Span] = [(f"{worded(walk, banner.text)}{until}", None)]
        yield from wrapped(words, width, first=head, rest=[(" " * 12, None)])


def together_lines(walk: Walk, step: Step, width: int) -> Iterator[Line]:
    """Where work is done from memory: the list that is confirmed next, at its beginning."""
    together = pause_point(walk, step) if from_memory(walk) else ()
    touched = any(walk.state(each.sid) in SETTLED for each in together)
    if len(together) <= 1 or touched or together[0].sid != step.sid:
        return
    yield (("Do these, then confirm them one by one, or the list with all:", None),)
    for each in together:
        head: list[Span] = [(f"  {each.n}. ", Style.NUMBER)]
        words: list[Span] = [(worded(walk, each.title), None)]
        yield from wrapped(words, width, first=head, rest=[("     ", None)])
    yield ()


def left_words(left: Estimate | None) -> str:
    """How long the rest took before; empty where that is not known."""
    if left is None or left.left_s < _NEVER:
        return ""
    runs = "1 earlier walk" if left.runs == 1 else f"{left.runs} earlier walks"
    more = f", and {left.unknown} steps nobody has done yet" if left.unknown else ""
    return f"About {minutes(left.left_s)} left, by {runs}{more}."


def minutes(seconds: float) -> str:
    """Seconds in whole minutes, at least one: `1 h 5 min`."""
    whole = round(seconds / 60)
    if whole < 1:
        return "1 min"
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest} min" if hours else f"{whole} min"


def failing_lines(walk: Walk, step: Step, width: int, words: str = "") -> Iterator[Line]:
    """What the page offers for the case that a step did not work.

    Args:
        walk: As it stands.
        step: Which step.
        width: Columns.
        words: What went wrong, in the person's words; rows of troubleshooting that fit come first.
    """
    offered = advice(walk, step, words)
    for label in offered.if_not:
        yield from _label(walk, "If not", label, width)
    if offered.way is not None and not offered.if_not:
        yield ((f"{INDENT}The page leads on to: {offered.way.text}", None),)
    for row in [row for row in offered.rows if row.fits][:_MOST_ROWS]:
        said = "; ".join(f"{head}: {cell}" for head, cell in row.cells if cell)
        yield from _inset(said, width)
    for label in offered.escalate[:1]:
        yield from _label(walk, "Escalate", label, width)
    if offered.rollback:
        yield ((f"{INDENT}rollback undoes what was done.", Style.DIM),)


def _label(walk: Walk, name: str, label: Label, width: int) -> Iterator[Line]:
    argument = f" ({label.arg})" if label.arg else ""
    yield from _inset(f"**{name}{argument}:** {worded(walk, label.value)}", width)


def _inset(text: str, width: int) -> Iterator[Line]:
    for line in page(text, width - len(INDENT)):
        yield (INDENT, None), *line
