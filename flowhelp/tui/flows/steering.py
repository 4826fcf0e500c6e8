"""Questions that are not about the work itself: waits, rounds, sub-procedures, changed pages."""

from __future__ import annotations

from datetime import datetime

from flowhelp.content import Edge, Step
from flowhelp.tui.flows.desk import Desk
from flowhelp.typeset.changed import drift_lines, judged_lines
from flowhelp.typeset.styles import Line, Style
from flowhelp.usecases.children import begin_child, end_child, resumed_child
from flowhelp.usecases.moving import drift_of, move
from flowhelp.usecases.waiting import next_time
from flowhelp.walkthrough.actions import Complete
from flowhelp.walkthrough.children import ChildDemand
from flowhelp.walkthrough.loops import RoundDemand, limit_reached
from flowhelp.walkthrough.steering import Accept, Again, EndTimer, StartTimer, Stay
from flowhelp.walkthrough.waits import Running, WaitDemand, duration, remaining

_WIDTH = 70


async def why_again(desk: Desk, step: Step, way: Edge | None) -> str | None:
    """The reason why a way leads back once more than it should; empty where it does not.

    None when the person thinks better of it.
    """
    if way is None or limit_reached(desk.walk, step, way) is None:
        return ""
    return await desk.reason("It was done often enough. Why once more?") or None


async def rounds(desk: Desk, step: Step, demand: RoundDemand) -> bool:
    """End the rounds of a loop, or begin the next one; whether to go on with the step."""
    of = f" of {demand.limit}" if demand.limit else ""
    item = f" ({demand.item})" if demand.item else ""
    head = f"This was round {demand.number}{of}{item}."
    if not demand.free:
        said = await desk.confirm(head, [((demand.words, None),)], yes="Another round", no="Stay")
        return said == "yes" and await another(desk, step, demand)
    words = f"Repeat until: {demand.condition}. Is it so?" if demand.condition else "Enough?"
    said = await desk.confirm(
        f"{head} {words}", yes="Yes, enough", no="Stay", more=(("more", "Another round"),)
    )
    if said == "yes":
        desk.attempt(Complete(step.sid))
        return False
    return said == "more" and await another(desk, step, demand)


async def another(desk: Desk, step: Step, demand: RoundDemand) -> bool:
    """Begin the next round of a loop; beyond its limit that asks why."""
    why = await desk.reason("Why another round?") if demand.beyond else ""
    if demand.beyond and not why:
        return False
    return desk.attempt(Again(step.sid, why))


async def wait(desk: Desk, step: Step, demand: WaitDemand) -> bool:
    """Start the timer of a step, or end it; whether to go on with the step."""
    if demand.timer is None:
        desk.attempt(StartTimer(step.sid, _until(desk, demand)))
        return False
    running = _running(desk, step)
    if running is None:
        return True
    if running.left_s <= 0:
        return await over(desk, step, running)
    question = f"{duration(running.left_s)} are left to wait. Why go on early?"
    why = await desk.reason(question)
    return bool(why) and desk.attempt(EndTimer(step.sid, why))


async def over(desk: Desk, step: Step, running: Running) -> bool:
    """End a wait that is over; one that lasted too long asks why."""
    if running.spare_s is None or running.spare_s >= 0:
        return desk.attempt(EndTimer(step.sid))
    why = await desk.reason("It has waited longer than it may. Why did it wait so long?")
    return bool(why) and desk.attempt(EndTimer(step.sid, why))


async def changed(desk: Desk) -> bool:
    """Stay with the version of the page the walk began with, or move; whether that was said."""
    changes = drift_of(desk.session)
    lines: list[Line] = [(("So far you go by it as it was when you began.", None),)]
    lines += drift_lines(changes) if changes is not None else ()
    more = (("move", "Move to the new one"),) if changes is not None else ()
    said = await desk.confirm(
        "The page has changed since this walk began.",
        lines,
        yes="Stay with the old one",
        no="Not now",
        more=more,
    )
    if said == "yes":
        return desk.attempt(Stay())
    if said != "move":
        return False
    why = await desk.reason("Why is the walk moved to the new version?")
    before = desk.walk
    if why and desk.done(lambda: move(desk.session, why)):
        lines = list(judged_lines(before, desk.walk, _WIDTH))
        if lines:
            await desk.confirm("By the new version:", lines, yes="Go on", no="Close", default="yes")
    return False  # what is to be done now is looked at first, as the changed page has it


async def child(desk: Desk, step: Step, demand: ChildDemand) -> bool:
    """Begin the procedure that a step asks for, go on with it, or go on without it.

    Returns:
        Whether to go on with the step; False where the other walk comes first.
    """
    running = demand.child
    if running is not None and not running.outcome:
        around = desk.session
        resume_child(desk)
        # It may have ended while nobody was here to note it; then the step goes on.
        return desk.session is around and desk.walk.children.get(step.sid) != running
    lines: list[Line] = [((f"  {name} = {value}", None),) for name, value in demand.values]
    if running is not None:
        lines.insert(0, ((f"{demand.words}.", Style.WARNING),))
    said = await desk.confirm(
        f"Step {step.n} is another procedure: {demand.text}",
        lines,
        yes="Begin it" if running is None else "Walk it again",
        no="Stay",
        more=(("without", "Go on without"),),
        default="yes",
    )
    if said == "without":
        why = await desk.reason("Why go on without its record?")
        return bool(why) and desk.attempt(Accept(step.sid, why))
    if said == "yes":
        desk.done(lambda: desk.enter(begin_child(desk.session, step, demand)))
    return False


def resume_child(desk: Desk) -> None:
    """Go on with the procedure inside the walk that was left in the middle, if there is one."""

    def enter() -> None:
        inner = resumed_child(desk.session)
        if inner is not None:
            desk.enter(inner)

    desk.done(enter)


def leave_child(desk: Desk) -> bool:
    """Go back to the walk around one that has ended; whether there is one."""
    inner = desk.session
    parent = inner.parent
    if parent is None or inner.walk.ended is None:
        return False
    at = parent.walk.child
    desk.enter(parent)
    if at is not None:
        desk.done(lambda: end_child(parent, at[0], inner))
    return True


def _until(desk: Desk, demand: WaitDemand) -> datetime | None:
    """The moment at which the clock on the wall shows the time of a wait until one."""
    until = demand.wait.until
    return None if until is None else next_time(until, desk.session.moment().wall)


def _running(desk: Desk, step: Step) -> Running | None:
    found = remaining(desk.walk, desk.session.moment())
    return next((each for each in found if each.sid == step.sid), None)
