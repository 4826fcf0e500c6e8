"""What may be said at any question: why, that one goes away, that another walk comes first."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.refusals import is_reason


class Left(Exception):  # noqa: N818 - no failure: the person goes away
    """The person leaves the walk, and those around it."""


class Deeper(Exception):  # noqa: N818 - as above
    """Another procedure is to be walked before the step goes on."""

    def __init__(self, asked: ChildDemand) -> None:
        super().__init__(asked.words)
        self.asked = asked


def reason(question: str) -> str:
    """A reason in words; empty when the person thinks better of it."""
    while (typed := output.prompt(f"{question} ").strip()) and not is_reason(typed):
        output.line("A reason takes a word at least; Enter alone goes back.")
    return typed
