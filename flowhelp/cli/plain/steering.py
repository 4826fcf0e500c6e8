"""Questions that are not about the work itself: waits, rounds, sub-procedures, changed pages."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.cli import output
from flowhelp.cli.plain.leaving import Deeper, reason
from flowhelp.cli.plain.waiting import wait
from flowhelp.content import Edge, Step
from flowhelp.typeset.changed import drift_lines, judged_lines
from flowhelp.typeset.styles import Style
from flowhelp.usecases.moving import drift_of, move
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Action
from flowhelp.walkthrough.actions import Complete
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.drift import DriftDemand
from flowhelp.walkthrough.loops import RoundDemand, limit_reached
from flowhelp.walkthrough.steering import Again, Stay
from flowhelp.walkthrough.waits import WaitDemand

_YES = {"y", "yes"}
_NO = {"n", "no"}

Attempt = Callable[[WalkSession, Action], bool]
SteeringDemand = WaitDemand | RoundDemand | ChildDemand | DriftDemand


def ask(session: WalkSession, step: Step, demand: SteeringDemand, attempt: Attempt) -> bool:
    """Ask one question; whether to go on with the next one."""
    match demand:
        case WaitDemand():
            return wait(session, step, demand, attempt)
        case RoundDemand():
            return _round(session, step, demand, attempt)
        case ChildDemand():
            raise Deeper(demand)
        case DriftDemand():
            return _changed(session, attempt)


def why_again(session: WalkSession, step: Step, way: Edge | None) -> str | None:
    """The reason why a way leads back once more than it should; empty where it does not.

    None when the person thinks better of it.
    """
    if way is None or limit_reached(session.walk, step, way) is None:
        return ""
    typed = reason("It was done often enough. Why once more? (Enter to stay)")
    return typed.strip() or None


def _round(session: WalkSession, step: Step, demand: RoundDemand, attempt: Attempt) -> bool:
    of = f" of {demand.limit}" if demand.limit else ""
    item = f" ({demand.item})" if demand.item else ""
    output.line(f"This was round {demand.number}{of}{item}.")
    if demand.free:
        words = f"Repeat until: {demand.condition}. Is it so?" if demand.condition else "Enough?"
        while True:
            typed = output.prompt(f"{words} y/n: ").strip().lower()
            if typed in _YES:
                attempt(session, Complete(step.sid))
                return False
            if typed in _NO:
                break
            output.line("Please type y or n.")
    else:
        output.line(f"Step {step.n}: {demand.words}.")
    return another(session, step, demand, attempt)


def another(session: WalkSession, step: Step, demand: RoundDemand, attempt: Attempt) -> bool:
    """Begin the next round of a loop; beyond its limit that asks why."""
    why = ""
    if demand.beyond:
        why = reason("Why another round? (Enter to stay)")
        if not why:
            return False
    return attempt(session, Again(step.sid, why))


def _changed(session: WalkSession, attempt: Attempt) -> bool:
    output.line("The page has changed since this walk began.", style=Style.WARNING)
    changes = drift_of(session)
    if changes is not None:
        for line in drift_lines(changes):
            output.spans(*line)
    typed = reason("Enter stays with the version you began with, or why to move:")
    if not typed or changes is None:
        return attempt(session, Stay())
    before = session.walk
    move(session, typed)
    for line in judged_lines(before, session.walk, output.width()):
        output.spans(*line)
    return False  # what is to be done now is looked at first, as the changed page has it
