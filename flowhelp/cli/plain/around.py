"""What stands around a step, at a line terminal."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.content import Step
from flowhelp.typeset.around import failing_lines, left_words, minding_lines, together_lines
from flowhelp.typeset.styles import Style
from flowhelp.usecases.durations import time_left
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Walk


def mind(walk: Walk, step: Step) -> None:
    """Write what has to be minded while a step is done, by those before it."""
    for line in minding_lines(walk, step, output.width()):
        output.spans(*line)


def from_here(walk: Walk, step: Step) -> None:
    """Where work is done from memory: write the list that is confirmed next, at its beginning."""
    for line in together_lines(walk, step, output.width()):
        output.spans(*line)


def clock(session: WalkSession) -> None:
    """Write how long the rest took before, where that is known."""
    words = left_words(time_left(session))
    if words:
        output.line(words, style=Style.DIM)


def failing(walk: Walk, step: Step, words: str = "") -> None:
    """Write what the page offers for the case that a step did not work.

    Args:
        walk: As it stands.
        step: Which step.
        words: What went wrong, in the person's words; rows of troubleshooting that fit come first.
    """
    for line in failing_lines(walk, step, output.width(), words):
        output.spans(*line)
