"""Waiting at a line terminal: the time left, a bell when it is over, and no way on by accident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flowhelp.cli import output
from flowhelp.cli.plain.leaving import Left, reason
from flowhelp.content import Step
from flowhelp.typeset.styles import Style
from flowhelp.typeset.times import clock
from flowhelp.usecases.waiting import next_time
from flowhelp.usecases.walk import WalkSession
from flowhelp.walkthrough import Action
from flowhelp.walkthrough.steering import EndTimer, StartTimer
from flowhelp.walkthrough.waits import Running, WaitDemand, duration, remaining

_QUESTION = "Enter looks again, e goes on early, q leaves and lets the time run: "

Attempt = Callable[[WalkSession, Action], bool]


def wait(session: WalkSession, step: Step, demand: WaitDemand, attempt: Attempt) -> bool:
    """Start the timer of a step, or look at it; whether to go on with the step.

    Raises:
        Left: The person goes away; the time runs on.
    """
    if demand.timer is None and not attempt(session, StartTimer(step.sid, _until(session, demand))):
        return False
    while (running := _running(session, step)) is not None:
        if running.left_s <= 0:
            return _over(session, step, running, attempt)
        ends = clock(session.moment().wall, running.left_s)
        output.line(f"Waiting: {duration(running.left_s)} left, until {ends}.")
        typed = output.prompt_within(_QUESTION, running.left_s)
        if typed is None:
            output.line()
            output.ring()
            output.line("The wait is over.", style=Style.GOOD)
        elif typed.strip().lower() in {"q", "quit"}:
            raise Left
        elif typed.strip().lower() == "e":
            why = reason("Why go on early? (Enter to wait on)")
            if why:
                return attempt(session, EndTimer(step.sid, why))
    return True


def _until(session: WalkSession, demand: WaitDemand) -> datetime | None:
    """The moment at which the clock on the wall shows the time of a wait until one."""
    until = demand.wait.until
    return None if until is None else next_time(until, session.moment().wall)


def _running(session: WalkSession, step: Step) -> Running | None:
    found = remaining(session.walk, session.moment())
    return next((each for each in found if each.sid == step.sid), None)


def _over(session: WalkSession, step: Step, running: Running, attempt: Attempt) -> bool:
    if running.spare_s is None or running.spare_s >= 0:
        return attempt(session, EndTimer(step.sid))
    output.line("It has waited longer than it may.", style=Style.WARNING)
    why = reason("Why did it wait so long? (Enter to stay)")
    return bool(why) and attempt(session, EndTimer(step.sid, why))
