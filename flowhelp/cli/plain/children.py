"""A sub-procedure walked in the middle of a walk, at a line terminal."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.cli import output
from flowhelp.cli.plain import view
from flowhelp.cli.plain.asking import attempt
from flowhelp.cli.plain.leaving import Left
from flowhelp.content import Step
from flowhelp.errors import MissingError, RefusedError
from flowhelp.typeset.styles import Style
from flowhelp.usecases.children import begin_child, end_child, resumed_child
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.steering import Accept

Walking = Callable[[WalkSession], object]
"""Walks a walk to its end, or until the person leaves."""


def enter(session: WalkSession, step: Step, asked: ChildDemand, walk: Walking) -> bool:
    """Walk the page that a step asks for; whether to go on with the step.

    Args:
        session: The walk around it.
        step: The step that asks.
        asked: For what.
        walk: Walks it.

    Raises:
        Left: The person went away in the middle of it.
    """
    if asked.child is not None and asked.child.outcome:
        return _ended_badly(session, step, asked, walk)
    child = resumed_child(session)
    if child is None and asked.child is not None:
        return True  # it ended while nobody was here to note it
    if child is None:
        child = _begun(session, step, asked)
    if child is None:
        return False
    _through(child, walk)
    end_child(session, step.sid, child)
    output.line()
    output.line(f"Back in {session.walk.plan.procedure.title!r}.", style=Style.DIM)
    return True


def _begun(session: WalkSession, step: Step, asked: ChildDemand) -> WalkSession | None:
    """The walk of the other page; None when she stays, or goes on without it."""
    output.line(f"Step {step.n} is another procedure: {asked.text} ({asked.link}).")
    for name, value in asked.values:
        output.line(f"{view.INDENT}{name} = {value}")
    typed = output.prompt("Enter begins it, w goes on without it, q stays: ").strip().lower()
    if typed == "w":
        _without(session, step)
        return None
    if typed:
        return None
    try:
        return begin_child(session, step, asked)
    except (MissingError, RefusedError) as error:
        output.line(f"No: {error.message}.", style=Style.WARNING)
        _without(session, step)
        return None


def _ended_badly(session: WalkSession, step: Step, asked: ChildDemand, walk: Walking) -> bool:
    output.line(f"{asked.words}.", style=Style.WARNING)
    typed = output.prompt("Enter walks it again, w goes on without it, q stays: ").strip().lower()
    if typed == "w":
        return _without(session, step)
    if typed:
        return False
    child = begin_child(session, step, asked)
    _through(child, walk)
    end_child(session, step.sid, child)
    return True


def _without(session: WalkSession, step: Step) -> bool:
    why = output.prompt("Why go on without its record? (Enter to stay) ").strip()
    return bool(why) and attempt(session, Accept(step.sid, why))


def _through(child: WalkSession, walk: Walking) -> None:
    """Walk it to its end.

    Raises:
        Left: The person went away before.
    """
    output.line()
    output.line(" › ".join((*titles_around(child), "")).strip(), style=Style.DIM)
    view.header(child.walk, kept=child.kept)
    walk(child)
    if child.walk.ended is None:
        raise Left


def titles_around(session: WalkSession) -> tuple[str, ...]:
    """The titles of the walks around one, outermost first."""
    around: list[str] = []
    parent = session.parent
    while parent is not None:
        around.insert(0, parent.walk.plan.procedure.title)
        parent = parent.parent
    return tuple(around)
