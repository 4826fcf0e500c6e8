"""What stands around a step: what to mind meanwhile, the time left, what to do when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowhelp.cli import output
from flowhelp.cli.plain.view import INDENT, worded
from flowhelp.content import Label, Step
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.page import page
from flowhelp.typeset.styles import Style
from flowhelp.usecases.durations import time_left
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.advice import advice, banners
from flowhelp.walkthrough.order import from_memory, pause_point
from flowhelp.walkthrough.walk import SETTLED

if TYPE_CHECKING:
    from flowhelp.typeset.styles import Span

_MOST_ROWS = 3
_NEVER = 0.5
"""Seconds below which nothing is said of the time left."""


def mind(walk: Walk, step: Step) -> None:
    """Write what has to be minded while a step is done, by those before it."""
    for banner in (each for each in banners(walk) if each.step.sid != step.sid):
        until = f" (until step {banner.until})" if banner.until else ""
        head: list[Span] = [("Throughout: ", Style.WARNING)]
        words: list[Span] = [(f"{worded(walk, banner.text)}{until}", None)]
        for line in wrapped(words, output.width(), first=head, rest=[(" " * 12, None)]):
            output.spans(*line)


def from_here(walk: Walk, step: Step) -> None:
    """Where work is done from memory: write the list that is confirmed next, at its beginning."""
    together = pause_point(walk, step) if from_memory(walk) else ()
    touched = any(walk.state(each.sid) in SETTLED for each in together)
    if len(together) <= 1 or touched or together[0].sid != step.sid:
        return
    output.line("Do these, then confirm them one by one, or the list with all:")
    for each in together:
        head: list[Span] = [(f"  {each.n}. ", Style.NUMBER)]
        words: list[Span] = [(worded(walk, each.title), None)]
        for line in wrapped(words, output.width(), first=head, rest=[("     ", None)]):
            output.spans(*line)
    output.line()


def clock(session: WalkSession) -> None:
    """Write how long the rest took before, where that is known."""
    left = time_left(session)
    if left is None or left.left_s < _NEVER:
        return
    runs = "1 earlier walk" if left.runs == 1 else f"{left.runs} earlier walks"
    more = f", and {left.unknown} steps nobody has done yet" if left.unknown else ""
    output.line(f"About {_minutes(left.left_s)} left, by {runs}{more}.", style=Style.DIM)


def failing(walk: Walk, step: Step, words: str = "") -> None:
    """Write what the page offers for the case that a step did not work.

    Args:
        walk: As it stands.
        step: Which step.
        words: What went wrong, in the person's words; rows of troubleshooting that fit come first.
    """
    offered = advice(walk, step, words)
    for label in offered.if_not:
        _label(walk, "If not", label)
    if offered.way is not None and not offered.if_not:
        output.line(f"{INDENT}The page leads on to: {offered.way.text}")
    for row in [row for row in offered.rows if row.fits][:_MOST_ROWS]:
        said = "; ".join(f"{head}: {cell}" for head, cell in row.cells if cell)
        for line in page(said, output.width() - len(INDENT)):
            output.spans(INDENT, *line)
    for label in offered.escalate[:1]:
        _label(walk, "Escalate", label)
    if offered.rollback:
        output.line(f"{INDENT}rollback undoes what was done.", style=Style.DIM)


def _label(walk: Walk, name: str, label: Label) -> None:
    argument = f" ({label.arg})" if label.arg else ""
    text = f"**{name}{argument}:** {worded(walk, label.value)}"
    for line in page(text, output.width() - len(INDENT)):
        output.spans(INDENT, *line)


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "1 min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
